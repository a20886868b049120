import type { MetricType } from "../model/exposition.ts";
import { RESERVED_NAMES } from "../store/reserved-names.ts";
import type { Change, Stored } from "./item-store.ts";
import type { Claimant, NameItem } from "./items.ts";
import { isUsable, type ProtocolTimes } from "./protocol-times.ts";
import type { AdoptableType, NameClaim, TypeConflict } from "./registry.ts";

export type NameDecision =
  | {
      readonly kind: "granted";
      readonly type: MetricType;
      readonly stampMs: number;
      readonly change: Change | undefined;
    }
  | { readonly kind: "refused"; readonly conflict: TypeConflict };

/** Whether a name can be claimed in the state that was read at `by.atMs` or later, and what must be written for it. */
export const decideName = (
  claim: NameClaim,
  stored: Stored<NameItem> | undefined,
  by: Claimant,
  times: ProtocolTimes,
): NameDecision => {
  const reserved = RESERVED_NAMES.get(claim.name);
  if (reserved !== undefined) {
    return typeInForce(claim, reserved.type, reserved.family) === undefined
      ? refused(claim, reserved.type, reserved.family, "reserved")
      : granted(reserved.type, Number.POSITIVE_INFINITY, undefined);
  }
  return stored === undefined ? firstClaim(claim, by) : laterClaim(claim, stored, by.atMs, times);
};

const firstClaim = (claim: NameClaim, by: Claimant): NameDecision =>
  granted(claim.type, by.atMs, {
    kind: "put",
    item: {
      kind: "name",
      name: claim.name,
      owner: claim.family,
      type: claim.type,
      stampMs: by.atMs,
      first: by,
      closing: undefined,
    },
    expected: undefined,
  });

const laterClaim = (
  claim: NameClaim,
  { item, version }: Stored<NameItem>,
  nowMs: number,
  times: ProtocolTimes,
): NameDecision => {
  const type = typeInForce(claim, item.type, item.owner);
  if (item.closing !== undefined || type === undefined) {
    return refused(claim, item.type, item.owner, item.closing === undefined ? "held" : "closed");
  }
  // An adoption is a claim like any other: one that only read the type could see it released under its feet.
  return isUsable(item.stampMs, nowMs, times)
    ? granted(type, item.stampMs, undefined)
    : granted(type, nowMs, { kind: "put", item: { ...item, stampMs: nowMs }, expected: version });
};

/** The type as which the claimed name is pushed where `type` of the family `owner` is in force; undefined if it cannot be. */
export const typeInForce = (claim: NameClaim, type: MetricType, owner: string): MetricType | undefined => {
  if (claim.family !== owner) {
    return undefined;
  }
  return claim.type === type || (claim.type === "untyped" && isAdoptable(type)) ? type : undefined;
};

export const isAdoptable = (type: MetricType): type is AdoptableType =>
  type === "counter" || type === "gauge";

const granted = (type: MetricType, stampMs: number, change: Change | undefined): NameDecision => ({
  kind: "granted",
  type,
  stampMs,
  change,
});

const refused = (
  { name, family, type }: NameClaim,
  inForce: MetricType,
  owner: string,
  reason: TypeConflict["reason"],
): NameDecision => ({
  kind: "refused",
  conflict: { kind: "type", name, family, wanted: type, inForce, owner, reason },
});
