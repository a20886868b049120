/**
 * `npm run bench -- scale`: what a large fleet asks for.
 * Pushes: the real store stage over a store in memory that counts units of DynamoDB by item and second of a virtual clock:
 * 1,000,000 groups with the series of test/corpus/sample.prom, 5,000 pushes a second, each group once and then once more.
 * Remote write: runs over 100,000 such groups into a receiver in this process that inflates and reads every request and checks
 * that each series comes exactly once when it is due. The time is that of the processor, for both sides together.
 * BENCH_PUSHED_GROUPS and BENCH_GROUPS change the numbers of groups.
 */
import type { BenchOptions } from "./options.ts";
import { measurePushes, toPushTable } from "./scale/pushes.ts";
import { measureRemoteWrite, toRemoteWriteTable } from "./scale/remote-write.ts";

const PUSHED_GROUPS = Number(process.env["BENCH_PUSHED_GROUPS"] ?? 1_000_000);
const WRITTEN_GROUPS = Number(process.env["BENCH_GROUPS"] ?? 100_000);

export const run = async ({ json }: BenchOptions): Promise<undefined> => {
  // First, since memory that pushes have taken would count there.
  const remoteWrite = await measureRemoteWrite(WRITTEN_GROUPS);
  if (!json) {
    process.stdout.write(`${toRemoteWriteTable(remoteWrite)}\n`);
  }
  const pushes = await measurePushes(PUSHED_GROUPS);
  process.stdout.write(json ? `${JSON.stringify({ remoteWrite, pushes })}\n` : toPushTable(pushes));
};
