import type { DeliveryOutcome, Destination } from "../../destinations/destination.ts";
import type { Clock } from "../../model/clock.ts";
import type { GroupItem } from "../../store/items.ts";
import type { ProtocolTimes } from "../../store/protocol-times.ts";
import { type GroupStore, StoreOutage } from "../../store/store.ts";
import { forEachAtOnce } from "./at-once.ts";
import type { StoreScan } from "./scan.ts";

/** What the Pushgateway holds at one path. */
export interface SeenVersion {
  /** Undefined: the proxy did not write it. */
  readonly markerMs: number | undefined;
}

/** How the Pushgateway differs from the store in one group. */
export type Difference =
  /** The store's version must be relayed. `missing`: the Pushgateway has none; `older`: it has an older one. */
  | { readonly kind: "missing" | "older"; readonly path: string }
  /** The group was deleted, and the Pushgateway still has it. */
  | { readonly kind: "left-over"; readonly path: string }
  /** The Pushgateway has a version that the store does not know: the store has gone back. */
  | { readonly kind: "store-behind"; readonly path: string }
  /** A group that was pushed past the proxy. */
  | { readonly kind: "foreign"; readonly path: string };

export interface CompareContext {
  readonly startedMs: number;
  readonly nowMs: number;
  readonly skewMs: number;
}

/** Compares presence and markers, never content (clause 11). Groups whose own relay may be under way are left to the next run. */
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

export interface RepairPorts {
  readonly groups: GroupStore;
  readonly destination: Destination;
  readonly now: Clock;
}

export interface RepairOutcome {
  /** Groups that the Pushgateway refused: a bug. */
  readonly refused: readonly string[];
  /** Groups that could not be read or got no answer: the run is not whole. */
  readonly failed: readonly string[];
}

/** The Pushgateway takes them one after the other; more at once hide the way there and back. */
const AT_ONCE = 16;

/** Repairs what differs, each group as the store holds it now, if that is what was scanned. */
export const repair = async (
  differences: readonly Difference[],
  scan: StoreScan,
  ports: RepairPorts,
  times: RelayTimes,
): Promise<RepairOutcome> => {
  const refused: string[] = [];
  const failed: string[] = [];
  await forEachAtOnce(differences, AT_ONCE, async ({ path }) => {
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
  { groups, destination, now }: RepairPorts,
  times: RelayTimes,
): Promise<DeliveryOutcome["kind"] | "changed"> => {
  const sinceMs = now();
  try {
    const current = await groups.read(path);
    if (current === undefined || !isAsScanned(current, scan)) {
      return "changed";
    }
    const timeoutMs = timeToRelay(sinceMs, now(), times);
    if (timeoutMs <= 0) {
      return "unanswered";
    }
    const relayed =
      current.state === "live"
        ? await destination.write(current, timeoutMs)
        : await destination.remove(current, timeoutMs);
    return relayed.kind;
  } catch (error) {
    if (error instanceof StoreOutage) {
      return "unanswered";
    }
    throw error;
  }
};

export type RelayTimes = Pick<ProtocolTimes, "actMs"> & { readonly relayTimeoutMs: number };

/** Clause 6: how long a relay and its retries may take that rest on a request which began at `sinceMs`. */
export const timeToRelay = (sinceMs: number, nowMs: number, { actMs, relayTimeoutMs }: RelayTimes): number =>
  Math.min(relayTimeoutMs, sinceMs + actMs - nowMs);

const isAsScanned = (current: GroupItem, { live, tombstones }: StoreScan): boolean => {
  const scanned = current.state === "live" ? live.get(current.path) : tombstones.get(current.path);
  return scanned?.id === current.id && scanned.atMs === current.atMs;
};
