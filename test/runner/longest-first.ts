import { createRequire } from "node:module";
import { relative, sep } from "node:path";
import { ROOT } from "./run-suite.ts";

/**
 * The files that take longest, with the longest first. Jest starts large files first until it knows how long each takes,
 * and these are small: at the end of a run in a new checkout, one of them would run alone.
 */
export const LONG_FILES: readonly string[] = [
  "test/property/store-protocol.test.ts",
  "test/property/hostile-payloads.test.ts",
  "test/emulated-aws/changes.test.ts",
  "test/emulated-aws/deployed.test.ts",
  "test/real/poison-proof.test.ts",
  "test/real/terminal.test.ts",
  "test/real/differential-protobuf.test.ts",
  "test/real/remote-write.test.ts",
  "test/real/monitoring.test.ts",
  "test/pipelines/container-image.test.ts",
  "test/real/disturbed-system.test.ts",
  "test/real/page-equality.test.ts",
  "test/real/disturbances.test.ts",
  "test/pipelines/synthesis.test.ts",
  "test/real/relayed-groups.test.ts",
  "test/real/differential-text.test.ts",
  "test/real/page-scrape.test.ts",
  "test/real/outages.test.ts",
  "test/real/poison-detection.test.ts",
  "test/pipelines/package.test.ts",
  "test/real/fuzzed-pages.test.ts",
  "test/real/native-histograms.test.ts",
  "test/examples/batch-job.test.ts",
];

const toRank = ({ path }: { readonly path: string }): number => {
  const rank = LONG_FILES.indexOf(relative(ROOT, path).replaceAll(sep, "/"));
  return rank === -1 ? LONG_FILES.length : rank;
};

const require = createRequire(import.meta.url);
const { default: TestSequencer } = require("@jest/test-sequencer") as typeof import("@jest/test-sequencer");

type Tests = Parameters<InstanceType<typeof TestSequencer>["sort"]>[0];

/** Jest's `testSequencer`. Other files keep Jest's own order: the largest first, or the slowest of the last run. */
export default class LongestFirst extends TestSequencer {
  override async sort(tests: Tests): Promise<Tests> {
    const sorted = await super.sort(tests);
    return sorted.toSorted((a, b) => toRank(a) - toRank(b));
  }
}
