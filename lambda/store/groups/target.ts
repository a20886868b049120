import type { MetricFamily } from "../../model/exposition.ts";
import { adoptTypes } from "../contracts/adoption.ts";
import { baseName, findItem, nameKey } from "../contracts/contract-key.ts";
import { type AdoptableType, toAdoptedType } from "../contracts/decide-name.ts";
import { type Needs, toNeeds, withoutHeld } from "../contracts/needs.ts";
import { RESERVED_NAMES } from "../contracts/reserved-names.ts";
import type { GroupPush } from "../group-push.ts";
import type { ContractKey } from "../items.ts";
import type { Versioned } from "../store.ts";
import { mergeFamilies } from "./content.ts";
import { type Draft, type DraftContext, toDraft } from "./draft.ts";
import type { HeldGroup } from "./held-group.ts";

/** The group after a push. */
export interface Target {
  /** The families of the push, in the types that they get. */
  readonly pushed: readonly MetricFamily[];
  /** The whole group. */
  readonly draft: Draft;
  /** The entries that the stored group does not have. */
  readonly needs: Needs;
}

/** The type of untyped samples if the group has no such family. */
export type TypeOf = (family: string) => AdoptableType | undefined;

export const toTarget = (push: GroupPush, held: HeldGroup, context: DraftContext, typeOf: TypeOf): Target => {
  const { key, method } = push;
  const pushed = adoptTypes(push.families, ({ name }) => held.adoptedType(name) ?? typeOf(name));
  const families = method === "POST" ? mergeFamilies(held.families, pushed) : pushed;
  const draft = toDraft(families, key, context);
  const needs = withoutHeld(toNeeds(families, key, context.trackedLabels), held.needs(key, context));
  return { pushed, draft, needs };
};

/** The types of the Pushgateway's own names, which need no entry. */
export const reservedTypeOf: TypeOf = (family) => toAdoptedType(family, RESERVED_NAMES.get(family));

/** The types in entries. */
export const typeFromItems =
  (items: ReadonlyMap<ContractKey, Versioned>): TypeOf =>
  (family) =>
    reservedTypeOf(family) ??
    toAdoptedType(family, findItem(items, nameKey(baseName(family)), "name")?.item.entries.get(family));
