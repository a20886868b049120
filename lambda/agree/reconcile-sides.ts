import { takeSide } from "./decide-sides.ts";
import type { Finding } from "./finding.ts";
import type { Change, Stored } from "./item-store.ts";
import { keyOf, type LabelSides, NO_SIDES, type SidesItem } from "./items.ts";
import type { LiveSides } from "./live-state.ts";
import type { Reconciled, Reconciliation } from "./reconciliation.ts";
import type { Side } from "./registry.ts";

/** One family in one job. */
export interface SidesPlace {
  readonly job: string;
  readonly family: string;
}

/** What becomes of the sides of a family's labels, given where the Pushgateway has their values. */
export const reconcileSides = (
  { job, family }: SidesPlace,
  stored: Stored<SidesItem> | undefined,
  live: ReadonlyMap<string, LiveSides>,
  how: Reconciliation,
): Reconciled => {
  const findings: Finding[] = [];
  const labels = new Map<string, LabelSides>();
  let isChanged = false;
  for (const label of new Set([...(stored?.item.labels.keys() ?? []), ...live.keys()])) {
    const before = stored?.item.labels.get(label) ?? NO_SIDES;
    const found = live.get(label) ?? NOWHERE;
    const { sides, refused } = claimLive(sweepLabel(before, found, how), found, how);
    findings.push(...refused.map((refusal): Finding => ({ kind: "side", job, family, label, ...refusal })));
    isChanged ||= sides !== before;
    if (!isEmpty(sides)) {
      labels.set(label, sides);
    }
  }
  const item: SidesItem = {
    kind: "sides",
    job,
    family,
    labels,
    first: stored?.item.first ?? { client: "", job, atMs: how.readMs },
  };
  return { changes: isChanged ? [toChange(item, stored)] : [], findings };
};

const NOWHERE: LiveSides = { key: new Map(), body: new Map() };

const toChange = (item: SidesItem, stored: Stored<SidesItem> | undefined): Change =>
  item.labels.size === 0 && stored !== undefined
    ? { kind: "delete", key: keyOf(item), expected: stored.version }
    : { kind: "put", item, expected: stored?.version };

const isEmpty = ({ key, restStampMs, body }: LabelSides): boolean =>
  key.size === 0 && restStampMs === undefined && body.size === 0;

/** Stamps what is live, drops what is not and is old. Gives the same object when nothing changes. */
const sweepLabel = (sides: LabelSides, live: LiveSides, how: Reconciliation): LabelSides => {
  const key = sweepValues(sides.key, live.key, how);
  const body = sweepValues(sides.body, live.body, how);
  const restStampMs = sweepRest(sides, live, how);
  return key === sides.key && body === sides.body && restStampMs === sides.restStampMs
    ? sides
    : { key, restStampMs, body };
};

const sweepValues = (
  stamps: ReadonlyMap<string, number>,
  live: ReadonlyMap<string, string>,
  how: Reconciliation,
): ReadonlyMap<string, number> => {
  const after = new Map<string, number>();
  for (const [value, stampMs] of stamps) {
    const swept = sweepStamp(stampMs, live.has(value), how);
    if (swept !== undefined) {
      after.set(value, swept);
    }
  }
  const isSame =
    after.size === stamps.size && [...after].every(([value, stampMs]) => stamps.get(value) === stampMs);
  return isSame ? stamps : after;
};

/** The rest is live while a key has a value that neither side lists. */
const sweepRest = (
  { key, restStampMs, body }: LabelSides,
  live: LiveSides,
  how: Reconciliation,
): number | undefined =>
  restStampMs === undefined
    ? undefined
    : sweepStamp(
        restStampMs,
        [...live.key.keys()].some((value) => !key.has(value) && !body.has(value)),
        how,
      );

const sweepStamp = (
  stampMs: number,
  isLive: boolean,
  { readMs, times, mayRelease }: Reconciliation,
): number | undefined => {
  if (isLive) {
    return stampMs < readMs - times.releaseMs / 2 ? readMs : stampMs;
  }
  return mayRelease && stampMs < readMs - times.releaseMs ? undefined : stampMs;
};

interface ClaimedLive {
  readonly sides: LabelSides;
  readonly refused: readonly RefusedValue[];
}

interface RefusedValue {
  readonly side: Side;
  readonly paths: readonly string[];
  readonly isBreaking: boolean;
}

/** A live value that nobody claims is claimed by the ordinary rule, as of the read; where that is not possible, it is reported. */
const claimLive = (before: LabelSides, live: LiveSides, how: Reconciliation): ClaimedLive => {
  let sides = before;
  const refused: RefusedValue[] = [];
  for (const side of ["key", "body"] as const) {
    for (const [value, path] of live[side]) {
      if (isClaimed(sides, side, value)) {
        continue;
      }
      const taken = takeSide(sides, side, value, how.readMs, how.times);
      if (taken.kind === "taken") {
        sides = taken.sides;
      } else {
        refused.push({ side, paths: [path], isBreaking: live[side === "key" ? "body" : "key"].has(value) });
      }
    }
  }
  return { sides, refused };
};

const isClaimed = ({ key, restStampMs, body }: LabelSides, side: Side, value: string): boolean =>
  side === "body" ? body.has(value) : key.has(value) || (restStampMs !== undefined && !body.has(value));
