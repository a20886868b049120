import type {
  Claimant,
  ContractItem,
  ContractKey,
  LabelPlacement,
  NameEntry,
  NameItem,
  PlacementItem,
} from "../items.ts";
import type { ItemVersion, Versioned } from "../store.ts";
import type { Conflict, PlacementConflict } from "./conflict.ts";
import { baseName, findItem, nameKey, placementKey } from "./contract-key.ts";
import { decideName, toTypeConflict } from "./decide-name.ts";
import { decidePlacement, type LabelState, NO_PLACEMENT } from "./decide-placement.ts";
import { isNameItemTooLarge, isPlacementItemTooLarge } from "./item-size.ts";
import type { NameNeed, Needs, PlacementNeed } from "./needs.ts";
import { RESERVED_NAMES } from "./reserved-names.ts";

/** The writes that a content needs before it may be stored, or its conflicts. */
export interface Decision {
  /** All conflicts, so that the user sees all of them. If there are none, the writes may be made. */
  readonly conflicts: readonly Conflict[];
  readonly writes: readonly EntryWrite[];
}

/** One item with created or revived entries, conditional on its version. */
export interface EntryWrite {
  readonly item: ContractItem;
  readonly expected: ItemVersion | undefined;
  /** Exposed names that the write creates, which count for their first claimant. */
  readonly newNames: number;
}

export interface DecideContext {
  /** The owner whose limits names count against; undefined for names that were found at the Pushgateway. */
  readonly by: Claimant | undefined;
  readonly job: string;
  readonly labelState: (label: string) => LabelState;
}

/** The keys of the items that {@link decide} needs. */
export const keysOf = ({ names, placements }: Needs, job: string): readonly ContractKey[] => [
  ...new Set(
    names.filter(({ name }) => !RESERVED_NAMES.has(name)).map(({ name }) => nameKey(baseName(name))),
  ),
  ...(placements.length > 0 ? [placementKey(job)] : []),
];

/** Decides on all needs with the items as read. */
export const decide = (
  { names, placements }: Needs,
  items: ReadonlyMap<ContractKey, Versioned>,
  context: DecideContext,
): Decision => {
  const decisions = [
    ...Array.from(
      Map.groupBy(names, ({ name }) => baseName(name)),
      ([base, needs]) => decideNames(base, needs, findItem(items, nameKey(base), "name"), context),
    ),
    decidePlacements(placements, findItem(items, placementKey(context.job), "placement"), context),
  ];
  return {
    conflicts: decisions.flatMap(({ conflicts }) => conflicts),
    writes: decisions.flatMap(({ writes }) => writes),
  };
};

const decideNames = (
  base: string,
  needs: readonly NameNeed[],
  stored: Versioned<NameItem> | undefined,
  { by }: DecideContext,
): Decision => {
  const entries = new Map<string, NameEntry>(stored?.item.entries);
  const conflicts: Conflict[] = [];
  let newNames = 0;
  let isChanged = false;
  for (const need of needs) {
    const decision = decideName(need, entries.get(need.name), by);
    if (decision.kind === "refused") {
      conflicts.push(decision.conflict);
    } else if (decision.kind !== "held") {
      entries.set(need.name, decision.entry);
      isChanged = true;
      newNames += decision.kind === "created" ? 1 : 0;
    }
  }
  const item: NameItem = { kind: "name", base, entries };
  if (newNames > 0 && isNameItemTooLarge(item)) {
    conflicts.push(toTypeConflict(needs[0]!, needs[0]!, "full"));
  }
  return toDecision(item, stored, { isChanged, newNames, conflicts });
};

const decidePlacements = (
  needs: readonly PlacementNeed[],
  stored: Versioned<PlacementItem> | undefined,
  { job, labelState }: DecideContext,
): Decision => {
  const families = new Map<string, Map<string, LabelPlacement>>(
    Array.from(stored?.item.families ?? [], ([family, labels]) => [family, new Map(labels)]),
  );
  const conflicts: PlacementConflict[] = [];
  let isChanged = false;
  for (const need of needs) {
    const labels = families.get(need.family) ?? new Map<string, LabelPlacement>();
    const before = labels.get(need.label) ?? NO_PLACEMENT;
    const decision = decidePlacement(before, need, labelState(need.label));
    if (decision.kind === "refused") {
      conflicts.push(toPlacementConflict(need, decision.reason));
    } else if (decision.kind === "changed") {
      families.set(need.family, labels.set(need.label, decision.placement));
      isChanged = true;
    }
  }
  const item: PlacementItem = { kind: "placement", job, families };
  if (isChanged && isPlacementItemTooLarge(item)) {
    conflicts.push(toPlacementConflict(needs[0]!, "job-full"));
  }
  return toDecision(item, stored, { isChanged, newNames: 0, conflicts });
};

const toPlacementConflict = (
  { family, label, value, side }: PlacementNeed,
  reason: PlacementConflict["reason"],
): PlacementConflict => ({ kind: "placement", family, label, value, wanted: side, reason });

const toDecision = (
  item: ContractItem,
  stored: Versioned | undefined,
  {
    isChanged,
    newNames,
    conflicts,
  }: { isChanged: boolean; newNames: number; conflicts: readonly Conflict[] },
): Decision => ({
  conflicts,
  writes: isChanged ? [{ item, expected: stored?.version, newNames }] : [],
});
