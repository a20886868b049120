import type { Finding } from "./finding.ts";
import type { Change, Stored } from "./item-store.ts";
import type { Item, SidesItem } from "./items.ts";
import type { LiveSides, LiveState } from "./live-state.ts";
import { reconcileGroup } from "./reconcile-group.ts";
import { reconcileName } from "./reconcile-name.ts";
import { reconcileSides } from "./reconcile-sides.ts";
import type { Reconciled, Reconciliation } from "./reconciliation.ts";

export interface ReconciledAll {
  /** Changes of names and sides: each may be made by itself. */
  readonly claims: readonly Change[];
  /** Changes of group counts: each element belongs into one transaction. */
  readonly groups: readonly (readonly Change[])[];
  readonly findings: readonly Finding[];
}

/**
 * All that must be written so that the items agree with what is live: what is live is stamped, what nobody claims is
 * claimed, what is dead for long enough is dropped. `items` must have been read after the Pushgateway was.
 */
export const reconcile = (items: Iterable<Stored>, live: LiveState, how: Reconciliation): ReconciledAll => {
  const known = sortItems(items);
  const claims: Reconciled[] = [
    ...allKeys(known.names, live.names).map((name) =>
      reconcileName(name, known.names.get(name), live.names.get(name) ?? [], how),
    ),
    ...sidesOf(known.sides, live).map(({ job, family, stored, found }) =>
      reconcileSides({ job, family }, stored, found, how),
    ),
  ];
  return {
    claims: claims.flatMap(({ changes }) => changes),
    groups: allKeys(known.groups, live.groups)
      .map((path) => reconcileGroup(path, known.groups.get(path), live.groups.get(path), how))
      .filter((changes) => changes.length > 0),
    findings: [...claims.flatMap(({ findings }) => findings), ...findStrays(live)],
  };
};

const findStrays = ({ strays }: LiveState): readonly Finding[] =>
  strays.length === 0 ? [] : [{ kind: "empty-label", paths: strays, isBreaking: true }];

type StoredAs<Kind extends Item["kind"]> = Stored<Extract<Item, { kind: Kind }>>;

interface SortedItems {
  readonly names: Map<string, StoredAs<"name">>;
  /** By job, then by family. */
  readonly sides: Map<string, Map<string, StoredAs<"sides">>>;
  readonly groups: Map<string, StoredAs<"group">>;
}

const sortItems = (items: Iterable<Stored>): SortedItems => {
  const sorted: SortedItems = { names: new Map(), sides: new Map(), groups: new Map() };
  for (const { item, version } of items) {
    if (item.kind === "name") {
      sorted.names.set(item.name, { item, version });
    } else if (item.kind === "group") {
      sorted.groups.set(item.path, { item, version });
    } else if (item.kind === "sides") {
      const ofJob = sorted.sides.get(item.job) ?? new Map<string, Stored<SidesItem>>();
      sorted.sides.set(item.job, ofJob.set(item.family, { item, version }));
    }
  }
  return sorted;
};

const allKeys = (
  known: ReadonlyMap<string, unknown>,
  live: ReadonlyMap<string, unknown>,
): readonly string[] => [...new Set([...known.keys(), ...live.keys()])];

interface SidesToReconcile {
  readonly job: string;
  readonly family: string;
  readonly stored: StoredAs<"sides"> | undefined;
  readonly found: ReadonlyMap<string, LiveSides>;
}

const sidesOf = (known: SortedItems["sides"], live: LiveState): readonly SidesToReconcile[] =>
  allKeys(known, live.sides).flatMap((job) => {
    const stored = known.get(job) ?? new Map<string, StoredAs<"sides">>();
    const found = live.sides.get(job) ?? new Map<string, ReadonlyMap<string, LiveSides>>();
    return allKeys(stored, found).map((family) => ({
      job,
      family,
      stored: stored.get(family),
      found: found.get(family) ?? new Map(),
    }));
  });
