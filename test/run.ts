/**
 * `npm test` (the suite `loop`), `npm run test:<suite>` and `npm run test:all`. Further arguments are passed to Jest,
 * for instance a folder or file of the suite.
 */
import { runEverything } from "./runner/run-everything.ts";
import { runSuite } from "./runner/run-suite.ts";
import { isSuiteName, SUITES } from "./suites.ts";

const [name = "", ...args] = process.argv.slice(2);
if (name === "all") {
  process.exitCode = await runEverything();
} else if (isSuiteName(name)) {
  process.exitCode = await runSuite(name, args);
} else {
  process.stderr.write(`"${name}" is no suite: name one of ${Object.keys(SUITES).join(", ")}, or all\n`);
  process.exitCode = 1;
}
