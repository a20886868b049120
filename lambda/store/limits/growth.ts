import { countAllSeries } from "../../model/exposition.ts";
import type { GroupPush, StorePorts } from "../group-push.ts";
import type { Draft } from "../groups/draft.ts";
import { type Holding, type LiveGroup, NO_HOLDING, type Owner } from "../items.ts";
import { addHoldings, subtractHolding } from "./counters.ts";

/** The change of owners' holdings by a push, which nearly always affects one owner. */
export type Growth = ReadonlyMap<Owner, OwnerGrowth>;

export interface OwnerGrowth {
  readonly change: Holding;
  readonly allowed: Holding;
  /** The owner is not that of the push. */
  readonly isOther?: true;
}

/** A group before and after a push. */
export interface GroupChange {
  /** Undefined: there was none. */
  readonly live: LiveGroup | undefined;
  readonly draft: Draft;
  /** Names that the push creates. */
  readonly newNames: number;
}

/**
 * A group counts for the owner that created it, names for their first claimant. Values that change without a new series
 * or another KiB are not counted.
 */
export const toGrowth = (
  push: Pick<GroupPush, "owner" | "allowed">,
  { live, draft, newNames }: GroupChange,
  { allowedOf }: Pick<StorePorts, "allowedOf">,
): Growth => {
  const owner = live?.owner ?? push.owner;
  const after = toHolding({
    series: countAllSeries(draft.families),
    countedBytes: toCountedBytes(live, draft),
  });
  const ofGroup = subtractHolding(after, toHolding(live));
  const names = { ...NO_HOLDING, names: newNames };
  const { allowed } = push;
  return owner === push.owner
    ? new Map([[owner, { change: addHoldings(ofGroup, names), allowed }]])
    : new Map([
        [owner, { change: ofGroup, allowed: allowedOf(owner) ?? allowed, isOther: true }],
        [push.owner, { change: names, allowed }],
      ]);
};

/**
 * The counted bytes of the group. They do not shrink while its series stay, since steady pushes of changing size would
 * be counted again.
 */
export const toCountedBytes = (live: LiveGroup | undefined, { fingerprint, countedBytes }: Draft): number =>
  live?.fingerprint === fingerprint ? Math.max(live.countedBytes, countedBytes) : countedBytes;

export const changesOf = (growth: Growth): ReadonlyMap<Owner, Holding> =>
  new Map(Array.from(growth, ([owner, { change }]) => [owner, change]));

/** The holding of one group. */
const toHolding = (group: { readonly series: number; readonly countedBytes: number } | undefined): Holding =>
  group === undefined ? NO_HOLDING : { groups: 1, series: group.series, bytes: group.countedBytes, names: 0 };
