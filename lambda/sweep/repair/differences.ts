import type { StoreScan } from "../scan/scan-groups.ts";
import type { SeenGroup } from "../scan/seen-group.ts";

/**
 * The difference between the Pushgateway and the store for one group. `missing`, `older`: the Pushgateway has no
 * version, or an older one, so the store's version must be relayed. `left-over`: the group was deleted, and the
 * Pushgateway still has it. `store-behind`: the Pushgateway has a version that the store does not know, so the store was
 * set back. `foreign`: the group was pushed past the proxy.
 */
export interface Difference {
  readonly kind: "missing" | "older" | "left-over" | "store-behind" | "foreign";
  readonly path: string;
}

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
  seen: ReadonlyMap<string, Pick<SeenGroup, "markerMs">>,
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
