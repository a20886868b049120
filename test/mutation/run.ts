/** `npm run mutation`: Stryker with its own arguments, once `--mutate` is known to choose files that are mutated. */
import { parseArgs } from "node:util";
import { StrykerCli } from "@stryker-mutator/core";
import { findMutatedFiles, findWrongPattern } from "./mutated-files.ts";

const args = process.argv.slice(2);
const { values } = parseArgs({ args, options: { mutate: { type: "string", short: "m" } }, strict: false });
const wrong =
  typeof values.mutate === "string" ? findWrongPattern(values.mutate, findMutatedFiles()) : undefined;
if (wrong === undefined) {
  new StrykerCli([...process.argv.slice(0, 2), "run", "test/mutation/stryker.config.mjs", ...args]).run();
} else {
  process.stderr.write(`${wrong}\n`);
  process.exitCode = 1;
}
