/** Runs every test tool that has not run on this machine yet, so that the tests only read what they wrote. */
import { findMissing, runTestTool } from "./test-tool.ts";
import { TEST_TOOLS } from "./tools.ts";

for (const tool of TEST_TOOLS.filter((candidate) => findMissing(candidate).length === 0)) {
  const started = performance.now();
  await runTestTool(tool);
  process.stdout.write(`${tool.id}: ${((performance.now() - started) / 1_000).toFixed(1)} s\n`);
}
