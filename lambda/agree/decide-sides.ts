import type { Change, Stored } from "./item-store.ts";
import { type Claimant, type LabelSides, MAX_LISTED_VALUES, NO_SIDES, type SidesItem } from "./items.ts";
import { isUsable, type ProtocolTimes } from "./protocol-times.ts";
import type { Side, SideClaim, SideConflict } from "./registry.ts";
import { hashText } from "./text-hash.ts";

export interface SidesDecision {
  readonly conflicts: readonly SideConflict[];
  readonly grants: readonly SideGrant[];
  readonly change: Change | undefined;
}

export interface SideGrant {
  readonly claim: SideClaim;
  /** The oldest stamp of its values. */
  readonly stampMs: number;
  /** Of its label, with the claim. */
  readonly sides: LabelSides;
}

/** Whether one family's label values can be on the sides they are claimed for, and what must be written for it. */
export const decideSides = (
  claims: readonly SideClaim[],
  stored: Stored<SidesItem> | undefined,
  by: Claimant,
  times: ProtocolTimes,
): SidesDecision => {
  const labels = new Map(stored?.item.labels);
  const conflicts: SideConflict[] = [];
  const grants: SideGrant[] = [];
  let isChanged = false;
  for (const claim of claims) {
    let stampMs = Number.POSITIVE_INFINITY;
    for (const value of claim.values) {
      const before = labels.get(claim.label) ?? NO_SIDES;
      const taken = takeSide(before, claim.side, hashText(value), by.atMs, times);
      if (taken.kind === "refused") {
        conflicts.push(toConflict(claim, value, taken.reason));
        continue;
      }
      stampMs = Math.min(stampMs, taken.stampMs);
      isChanged ||= taken.sides !== before;
      labels.set(claim.label, taken.sides);
    }
    grants.push({ claim, stampMs, sides: labels.get(claim.label) ?? NO_SIDES });
  }
  return { conflicts, grants, change: isChanged ? putSides(claims[0]!, labels, stored, by) : undefined };
};

const putSides = (
  { family }: SideClaim,
  labels: ReadonlyMap<string, LabelSides>,
  stored: Stored<SidesItem> | undefined,
  by: Claimant,
): Change => ({
  kind: "put",
  item: { kind: "sides", job: by.job, family, labels, first: stored?.item.first ?? by },
  expected: stored?.version,
});

const toConflict = (
  { family, label, side }: SideClaim,
  value: string,
  reason: SideConflict["reason"],
): SideConflict => ({ kind: "side", family, label, value, wanted: side, reason });

export type Taken =
  /** `sides` is the one given when nothing needs to be written. */
  | { readonly kind: "taken"; readonly sides: LabelSides; readonly stampMs: number }
  | { readonly kind: "refused"; readonly reason: SideConflict["reason"] };

/** Puts a value on a side, or renews it there. */
export const takeSide = (
  sides: LabelSides,
  side: Side,
  value: string,
  nowMs: number,
  times: ProtocolTimes,
): Taken => {
  if ((side === "key" ? sides.body : sides.key).has(value)) {
    return { kind: "refused", reason: "on-other-side" };
  }
  const listedMs = sides[side].get(value);
  if (listedMs !== undefined) {
    return isUsable(listedMs, nowMs, times)
      ? taken(sides, listedMs)
      : taken(list(sides, side, value, nowMs), nowMs);
  }
  return side === "key" ? takeKey(sides, value, nowMs, times) : takeBody(sides, value, nowMs);
};

/** The key side may outgrow its list: it then owns the rest, since its values belong to groups of their own. */
const takeKey = (sides: LabelSides, value: string, nowMs: number, times: ProtocolTimes): Taken => {
  if (sides.key.size < MAX_LISTED_VALUES) {
    return taken(list(sides, "key", value, nowMs), nowMs);
  }
  const { restStampMs } = sides;
  return restStampMs !== undefined && isUsable(restStampMs, nowMs, times)
    ? taken(sides, restStampMs)
    : taken({ ...sides, restStampMs: nowMs }, nowMs);
};

/** The body side may not: one push with many values could lock out a fleet of keys. */
const takeBody = (sides: LabelSides, value: string, nowMs: number): Taken => {
  if (sides.restStampMs !== undefined) {
    return { kind: "refused", reason: "on-other-side" };
  }
  return sides.body.size < MAX_LISTED_VALUES
    ? taken(list(sides, "body", value, nowMs), nowMs)
    : { kind: "refused", reason: "full" };
};

const taken = (sides: LabelSides, stampMs: number): Taken => ({ kind: "taken", sides, stampMs });

const list = (sides: LabelSides, side: Side, value: string, stampMs: number): LabelSides => ({
  ...sides,
  [side]: new Map(sides[side]).set(value, stampMs),
});
