/**
 * `npm run bench -- scale`: the requirements of many clients.
 * Pushes: the real store stage with a store in memory that counts DynamoDB's units by item and second of a virtual
 * clock. 1,000,000 groups with the series of test/corpus/sample.prom are pushed at 5,000 pushes a second, once by one
 * client and once by 100, and then again. No item may take 1,000 write units in a second, or 3,000 read units.
 * Remote write: runs over 100,000 such groups to a receiver in this process, which inflates and reads every request and
 * checks that each series arrives exactly once when it is due. The processor time includes both sides.
 * BENCH_PUSHED_GROUPS and BENCH_GROUPS change the numbers of groups.
 */
import type { Benchmark } from "./benchmark.ts";
import { drawPushes, measurePushes, toPushTable } from "./scale/pushes.ts";
import { drawRemoteWrite, measureRemoteWrite, toRemoteWriteTable } from "./scale/remote-write.ts";

const PUSHED_GROUPS = Number(process.env["BENCH_PUSHED_GROUPS"] ?? 1_000_000);
const WRITTEN_GROUPS = Number(process.env["BENCH_GROUPS"] ?? 100_000);

export const run: Benchmark = async ({ progress }) => {
  // First, since memory used by pushes would count there.
  const remoteWrite = await measureRemoteWrite(WRITTEN_GROUPS, progress);
  const pushes = await measurePushes(PUSHED_GROUPS, progress);
  return {
    json: { remoteWrite, pushes },
    report: `${toRemoteWriteTable(remoteWrite)}\n${toPushTable(pushes)}`,
    drawings: [...drawRemoteWrite(remoteWrite), ...drawPushes(pushes)],
  };
};
