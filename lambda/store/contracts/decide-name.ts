import type { MetricType } from "../../model/exposition.ts";
import type { Claimant, Meaning, NameEntry } from "../items.ts";
import type { TypeConflict } from "./conflict.ts";
import type { NameNeed } from "./needs.ts";
import { RESERVED_NAMES } from "./reserved-names.ts";

/** The change of an entry that a push needs. */
export type NameDecision =
  /** It exists and is in use, or none is needed. */
  | { readonly kind: "held" }
  /** It must be written: created, or no longer idle. */
  | { readonly kind: "created" | "revived"; readonly entry: NameEntry }
  | { readonly kind: "refused"; readonly conflict: TypeConflict };

export const decideName = (
  need: NameNeed,
  entry: NameEntry | undefined,
  by: Claimant | undefined,
): NameDecision => {
  const reserved = RESERVED_NAMES.get(need.name);
  if (reserved !== undefined) {
    return hasMeaning(need, reserved) ? HELD : refuse(need, reserved, "reserved");
  }
  if (entry === undefined) {
    const { family, type } = need;
    return { kind: "created", entry: { family, type, first: by, idle: undefined } };
  }
  if (!hasMeaning(need, entry)) {
    return refuse(need, entry, "held");
  }
  return entry.idle === undefined ? HELD : { kind: "revived", entry: { ...entry, idle: undefined } };
};

/** Whether the entry has the needed meaning. */
const hasMeaning = (need: NameNeed, { family, type }: Meaning): boolean =>
  need.family === family && need.type === type;

const HELD: NameDecision = { kind: "held" };

const refuse = (need: NameNeed, existing: Meaning, reason: TypeConflict["reason"]): NameDecision => ({
  kind: "refused",
  conflict: toTypeConflict(need, existing, reason),
});

export const toTypeConflict = (
  { name, family, type }: NameNeed,
  existing: Meaning,
  reason: TypeConflict["reason"],
): TypeConflict => ({
  kind: "type",
  name,
  family,
  wanted: type,
  existing: existing.type,
  owner: existing.family,
  reason,
});

/** The types that untyped samples get if another push has declared them. */
export type AdoptableType = "counter" | "gauge";

/** The type for an untyped family, if the name has this meaning. */
export const toAdoptedType = (family: string, existing: Meaning | undefined): AdoptableType | undefined =>
  existing?.family === family ? toAdoptable(existing.type) : undefined;

/** The type, if untyped samples can have it. */
export const toAdoptable = (type: MetricType | undefined): AdoptableType | undefined =>
  type === "counter" || type === "gauge" ? type : undefined;
