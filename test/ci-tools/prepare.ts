/** Runs every test tool that has not yet run on this machine, so that the tests only read the tools' files. */
import { findMissing, runTestTool } from "./test-tool.ts";
import { TEST_TOOLS } from "./tools.ts";

for (const tool of TEST_TOOLS.filter((candidate) => findMissing(candidate).length === 0)) {
  const started = performance.now();
  await runTestTool(tool);
  process.stdout.write(`${tool.id}: ${((performance.now() - started) / 1_000).toFixed(1)} s\n`);
}
