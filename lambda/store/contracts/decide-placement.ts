import { type LabelPlacement, MAX_LISTED_VALUES, type PlacementEntry, type Side } from "../items.ts";
import type { PlacementConflict } from "./conflict.ts";
import type { PlacementNeed } from "./needs.ts";

export type PlacementDecision =
  | { readonly kind: "held" }
  /** The new placement of the label. */
  | { readonly kind: "changed"; readonly placement: LabelPlacement }
  | { readonly kind: "refused"; readonly reason: PlacementConflict["reason"] };

export const NO_PLACEMENT: LabelPlacement = { key: new Map(), body: new Map(), rest: undefined };

/** The change of a label's placement if a push needs a value of it on one side. */
export const decidePlacement = (
  placement: LabelPlacement,
  { side, hash }: Pick<PlacementNeed, "side" | "hash">,
  label: LabelState,
): PlacementDecision => {
  const used = findPlacementEntry(placement, hash);
  if (used !== undefined && used.side === side) {
    return used.entry.idle === undefined ? HELD : changed(revive(placement, used, hash));
  }
  if (used?.isListed === true) {
    return { kind: "refused", reason: "on-other-side" };
  }
  return side === "key" ? placeInKey(placement, hash) : placeInBody(placement, hash, label);
};

/** `opening`: keys may not have the label yet (clause 15). */
export type LabelState = "opening" | "open";

/** The entry that covers a value: its place in a list, else the side that owns the rest. */
export interface UsedPlacement {
  readonly side: Side;
  readonly isListed: boolean;
  readonly entry: PlacementEntry;
}

const findPlacementEntry = ({ key, body, rest }: LabelPlacement, hash: string): UsedPlacement | undefined => {
  const inKey = key.get(hash);
  if (inKey !== undefined) {
    return { side: "key", isListed: true, entry: inKey };
  }
  const inBody = body.get(hash);
  if (inBody !== undefined) {
    return { side: "body", isListed: true, entry: inBody };
  }
  return rest === undefined ? undefined : { side: rest.side, isListed: false, entry: rest };
};

const revive = (
  placement: LabelPlacement,
  { side, isListed }: UsedPlacement,
  hash: string,
): LabelPlacement =>
  isListed ? list(placement, side, hash) : { ...placement, rest: { side, idle: undefined } };

/** Keys may outgrow their list. They then own the rest, since their values belong to their own groups. */
const placeInKey = (placement: LabelPlacement, hash: string): PlacementDecision => {
  if (placement.rest?.side === "body") {
    return { kind: "refused", reason: "on-other-side" };
  }
  return placement.key.size < MAX_LISTED_VALUES
    ? changed(list(placement, "key", hash))
    : changed({ ...placement, rest: { side: "key", idle: undefined } });
};

/** Bodies may do this only while there are no keys. Otherwise one push with many values could lock out all keys. */
const placeInBody = (placement: LabelPlacement, hash: string, label: LabelState): PlacementDecision => {
  if (placement.rest !== undefined) {
    return { kind: "refused", reason: "on-other-side" };
  }
  if (placement.body.size < MAX_LISTED_VALUES) {
    return changed(list(placement, "body", hash));
  }
  return label === "opening"
    ? changed({ ...placement, rest: { side: "body", idle: undefined } })
    : { kind: "refused", reason: "full" };
};

const HELD: PlacementDecision = { kind: "held" };

const changed = (placement: LabelPlacement): PlacementDecision => ({ kind: "changed", placement });

const list = (placement: LabelPlacement, side: Side, hash: string): LabelPlacement => ({
  ...placement,
  [side]: new Map(placement[side]).set(hash, { idle: undefined }),
});
