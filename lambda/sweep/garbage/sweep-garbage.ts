import { forEachConcurrently } from "../../model/for-each-concurrently.ts";
import { keyOf } from "../../store/contracts/contract-key.ts";
import type { ContractItem, Tombstone } from "../../store/items.ts";
import type { ProtocolTimes } from "../../store/run-times.ts";
import type { Store, Versioned } from "../../store/store.ts";
import type { RunPorts } from "../run/run-ports.ts";
import type { ContractUsage } from "../scan/contract-usage.ts";
import type { Scan } from "../scan/read-all.ts";
import { type CountingTimes, countRun } from "./idle.ts";
import { type CountIdle, nextIdle, type Swept, sweepNames, sweepPlacements } from "./sweep-entries.ts";

export interface GarbageOutcome {
  /** Removed entries. */
  readonly releasedEntries: number;
  readonly removedTombstones: number;
}

const NOTHING_RELEASED: GarbageOutcome = { releasedEntries: 0, removedTombstones: 0 };

const AT_ONCE = 16;

/**
 * Clause 12: counts a run for every unused entry and tombstone, and removes those that enough runs have found unused.
 * Every write is conditional on the scanned version; a refusal is left to the next run. The needs of an unreadable
 * group are unknown, so nothing is counted while there is one.
 */
export const sweepGarbage = async (
  { moment, seen, contracts, groups, usage }: Scan,
  { store, now }: Pick<RunPorts, "store" | "now">,
  times: CountingTimes & Pick<ProtocolTimes, "releaseAfterMs">,
): Promise<GarbageOutcome> => {
  if (seen.unreadable.length > 0 || groups.unreadable.length > 0) {
    return NOTHING_RELEASED;
  }
  const count: CountIdle = (idle) => {
    const counted = countRun(idle, moment, now(), times);
    const isTooEarly = idle !== undefined && moment.startedMs < idle.atMs + (times.releaseAfterMs ?? 0);
    return counted === "enough" && isTooEarly ? "same" : counted;
  };
  let releasedEntries = 0;
  await forEachConcurrently(contracts.items.values(), AT_ONCE, async (stored) => {
    const swept = sweepItem(stored.item, usage, count);
    if (swept !== undefined && (await writeSwept(stored, swept, store))) {
      releasedEntries += swept.released;
    }
  });
  let removedTombstones = 0;
  await forEachConcurrently(groups.tombstones.values(), AT_ONCE, async (tombstone) => {
    if (await sweepTombstone(tombstone, seen.groups.has(tombstone.path), count, store)) {
      removedTombstones += 1;
    }
  });
  return { releasedEntries, removedTombstones };
};

const sweepItem = (
  item: ContractItem,
  usage: ContractUsage,
  count: CountIdle,
): Swept<ContractItem> | undefined => {
  switch (item.kind) {
    case "name":
      return sweepNames(item, usage, count);
    case "placement":
      return sweepPlacements(item, usage, count);
    case "counter":
    case "open":
    case "run":
    case "dirty":
    case "refusals":
    case "remote-write":
      return undefined;
  }
};

const writeSwept = async (
  { item, version }: Versioned,
  swept: Swept<ContractItem>,
  { contracts }: Store,
): Promise<boolean> => {
  const written =
    swept.item === undefined
      ? await contracts.remove(keyOf(item), version)
      : await contracts.write(swept.item, version);
  return written.kind === "done";
};

/** Whether the tombstone was removed. */
const sweepTombstone = async (
  tombstone: Tombstone,
  isInUse: boolean,
  count: CountIdle,
  { groups }: Store,
): Promise<boolean> => {
  const next = nextIdle(tombstone, isInUse, count);
  if (next === "released") {
    return (await groups.remove(tombstone)).kind === "done";
  }
  if (next !== "same") {
    await groups.mark(tombstone, next);
  }
  return false;
};
