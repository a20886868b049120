import type { RemoteWriteConfig } from "../../config/proxy-config.ts";
import { toMatcher } from "../../model/glob.ts";
import type { RemoteWriteItem } from "../../store/items.ts";
import type { Selection } from "./group-series.ts";
import { findDueSlots } from "./slots.ts";
import type { RemoteWriteTimes } from "./times.ts";

export type DestinationSettings = Omit<RemoteWriteConfig, "target" | "headers">;

export interface Run {
  readonly destination: DestinationSettings;
  readonly shard: number;
  readonly startMs: number;
}

/**
 * The series that a run sends: those pushed or removed since the last complete run, and the part of the others whose
 * turn it is.
 */
export const toSelection = (
  { destination, shard, startMs }: Run,
  item: RemoteWriteItem,
  { everyMs, marginMs, lookbackMs }: RemoteWriteTimes,
): Selection => {
  // The clock of that run was ahead, so it is not known when it began: everything is sent.
  const fromMs = item.fromMs > startMs ? 0 : item.fromMs;
  const { refreshRuns: slots, shards, externalLabels } = destination;
  const never = toMatcher(destination.neverRefresh);
  return {
    changedSinceMs: fromMs - marginMs,
    dueSlots: findDueSlots(fromMs, startMs, { everyMs, slots }),
    goneSinceMs: Math.max(startMs - lookbackMs, fromMs - marginMs),
    slots,
    shards,
    shard,
    isSent: toMatcher(destination.jobs),
    isRefreshed: (job) => !never(job),
    externalLabels,
  };
};
