import type { DeliveryOutcome } from "../../destinations/destination.ts";
import { during } from "../../model/outage.ts";
import type { GroupItem } from "../../store/items.ts";
import { StoreOutage } from "../../store/store.ts";
import { forEachConcurrently } from "./concurrency.ts";
import { type RelayCurrentPorts, type RelayTimes, relayOrUnanswered } from "./relay-current.ts";
import type { StoreScan } from "./scan-groups.ts";

/** The group of the Pushgateway at one path. */
export interface SeenVersion {
  /** Undefined: the proxy did not write it. */
  readonly markerMs: number | undefined;
}

/** The difference between the Pushgateway and the store for one group. */
export type Difference =
  /** The store's version must be relayed. `missing`: the Pushgateway has none; `older`: it has an older one. */
  | { readonly kind: "missing" | "older"; readonly path: string }
  /** The group was deleted, and the Pushgateway still has it. */
  | { readonly kind: "left-over"; readonly path: string }
  /** The Pushgateway has a version that the store does not know, so the store was set back. */
  | { readonly kind: "store-behind"; readonly path: string }
  /** A group that was pushed past the proxy. */
  | { readonly kind: "foreign"; readonly path: string };

export interface CompareContext {
  readonly startedMs: number;
  readonly nowMs: number;
  readonly skewMs: number;
}

/**
 * Compares presence and markers, never content (clause 11). Groups whose own relay may be in flight are left to the
 * next run.
 */
export const findDifferences = (
  scan: StoreScan,
  seen: ReadonlyMap<string, SeenVersion>,
  context: CompareContext,
): readonly Difference[] => {
  const differences: Difference[] = [];
  for (const { path, atMs } of scan.live.values()) {
    if (isUnderWay(atMs, context)) {
      continue;
    }
    const there = seen.get(path);
    if (there === undefined) {
      differences.push({ kind: "missing", path });
    } else if (there.markerMs === undefined || there.markerMs < atMs) {
      differences.push({ kind: "older", path });
    } else if (there.markerMs > atMs) {
      differences.push({ kind: "store-behind", path });
    }
  }
  const unreadable = new Set(scan.unreadable.map(({ key }) => key));
  for (const [path, { markerMs }] of seen) {
    if (scan.live.has(path) || unreadable.has(path)) {
      continue;
    }
    const tombstone = scan.tombstones.get(path);
    if (tombstone === undefined) {
      differences.push({ kind: markerMs === undefined ? "foreign" : "store-behind", path });
    } else if (markerMs !== undefined && markerMs > tombstone.atMs) {
      differences.push({ kind: "store-behind", path });
    } else if (!isUnderWay(tombstone.atMs, context)) {
      differences.push({ kind: "left-over", path });
    }
  }
  return differences;
};

const isUnderWay = (atMs: number, { startedMs, nowMs, skewMs }: CompareContext): boolean =>
  atMs >= startedMs && atMs <= nowMs + skewMs;

export interface RepairOutcome {
  /** Groups that the Pushgateway refused, which is a bug. */
  readonly refused: readonly string[];
  /** Groups that could not be read or got no answer, so the run is not complete. */
  readonly failed: readonly string[];
}

/** The Pushgateway applies pushes one after the other. Concurrent requests hide the network's latency. */
const AT_ONCE = 16;

/** Repairs the differences, each group with the currently stored version if it is the scanned one. */
export const repair = async (
  differences: readonly Difference[],
  scan: StoreScan,
  ports: RelayCurrentPorts,
  times: RelayTimes,
): Promise<RepairOutcome> => {
  const refused: string[] = [];
  const failed: string[] = [];
  await forEachConcurrently(differences, AT_ONCE, async ({ path }) => {
    const kind = await repairGroup(path, scan, ports, times);
    if (kind === "refused") {
      refused.push(path);
    }
    if (kind === "unanswered") {
      failed.push(path);
    }
  });
  return { refused, failed };
};

const repairGroup = async (
  path: string,
  scan: StoreScan,
  ports: RelayCurrentPorts,
  times: RelayTimes,
): Promise<DeliveryOutcome["kind"] | "changed"> => {
  const restsOnMs = ports.now();
  const item = await ports.store.groups.read(path).catch(during(StoreOutage, "unanswered" as const));
  if (item === "unanswered") {
    return item;
  }
  return item === undefined || !isAsScanned(item, scan)
    ? "changed"
    : relayOrUnanswered({ item, restsOnMs }, ports, times);
};

const isAsScanned = (current: GroupItem, { live, tombstones }: StoreScan): boolean => {
  const scanned = current.state === "live" ? live.get(current.path) : tombstones.get(current.path);
  return scanned?.id === current.id && scanned.atMs === current.atMs;
};
