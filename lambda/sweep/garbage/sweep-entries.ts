import type {
  Idle,
  LabelPlacement,
  NameEntry,
  NameItem,
  PlacementEntry,
  PlacementItem,
} from "../../store/items.ts";
import { type ContractUsage, isRestInUse, type SidesInUse } from "../scan/contract-usage.ts";

/** The `idle` of an unused entry after one more run, as `countRun` returns it. */
export type CountIdle = (idle: Idle | undefined) => Idle | "same" | "enough";

/** The new form of an item; its `item` is undefined if no entry remains. Undefined: nothing changes. */
export interface Swept<Item> {
  readonly item: Item | undefined;
  /** Removed entries. */
  readonly released: number;
}

export const sweepNames = (
  { base, entries }: NameItem,
  usage: ContractUsage,
  count: CountIdle,
): Swept<NameItem> | undefined => {
  const swept = sweepEntries(entries, (name, entry: NameEntry) => usage.hasName(name, entry), count);
  return (
    swept && {
      item: swept.entries.size === 0 ? undefined : { kind: "name", base, entries: swept.entries },
      released: swept.released,
    }
  );
};

export const sweepPlacements = (
  { job, families }: PlacementItem,
  usage: ContractUsage,
  count: CountIdle,
): Swept<PlacementItem> | undefined => {
  const kept = new Map<string, ReadonlyMap<string, LabelPlacement>>();
  let released = 0;
  let isChanged = false;
  for (const [family, labels] of families) {
    const keptLabels = new Map<string, LabelPlacement>();
    for (const [label, placement] of labels) {
      const swept = sweepLabel(placement, usage.sides(job, family, label), count);
      const after = swept === undefined ? placement : swept.placement;
      isChanged ||= swept !== undefined;
      released += swept?.released ?? 0;
      if (isEmpty(after)) {
        isChanged = true;
      } else {
        keptLabels.set(label, after);
      }
    }
    if (keptLabels.size > 0) {
      kept.set(family, keptLabels);
    } else {
      isChanged = true;
    }
  }
  if (!isChanged) {
    return undefined;
  }
  return { item: kept.size === 0 ? undefined : { kind: "placement", job, families: kept }, released };
};

const isEmpty = ({ key, body, rest }: LabelPlacement): boolean =>
  key.size === 0 && body.size === 0 && rest === undefined;

const sweepLabel = (
  placement: LabelPlacement,
  sides: SidesInUse,
  count: CountIdle,
): { readonly placement: LabelPlacement; readonly released: number } | undefined => {
  const isListedInUse = (side: "key" | "body") => (hash: string) => sides[side].has(hash);
  const key = sweepEntries(placement.key, isListedInUse("key"), count);
  const body = sweepEntries(placement.body, isListedInUse("body"), count);
  const rest = sweepEntries(toRest(placement), () => isRestInUse(placement, sides), count);
  if (key === undefined && body === undefined && rest === undefined) {
    return undefined;
  }
  return {
    placement: {
      key: key?.entries ?? placement.key,
      body: body?.entries ?? placement.body,
      rest: rest === undefined ? placement.rest : rest.entries.get(REST),
    },
    released: (key?.released ?? 0) + (body?.released ?? 0) + (rest?.released ?? 0),
  };
};

/** The rest as a list, which is empty if no side owns the rest. */
const toRest = ({ rest }: LabelPlacement): ReadonlyMap<string, NonNullable<LabelPlacement["rest"]>> =>
  new Map(rest === undefined ? [] : [[REST, rest]]);

const REST = "rest";

/** Undefined: no entry changes. */
const sweepEntries = <Entry extends PlacementEntry>(
  entries: ReadonlyMap<string, Entry>,
  isInUse: (name: string, entry: Entry) => boolean,
  count: CountIdle,
): { readonly entries: ReadonlyMap<string, Entry>; readonly released: number } | undefined => {
  const kept = new Map<string, Entry>();
  let released = 0;
  let isChanged = false;
  for (const [name, entry] of entries) {
    const next = nextIdle(entry, isInUse(name, entry), count);
    isChanged ||= next !== "same";
    if (next === "released") {
      released += 1;
    } else {
      kept.set(name, next === "same" ? entry : { ...entry, idle: next });
    }
  }
  return isChanged ? { entries: kept, released } : undefined;
};

/** The new `idle` of an entry or a tombstone. */
export const nextIdle = (
  { idle }: Pick<PlacementEntry, "idle">,
  isInUse: boolean,
  count: CountIdle,
): Idle | undefined | "same" | "released" => {
  if (isInUse) {
    return idle === undefined ? "same" : undefined;
  }
  const next = count(idle);
  return next === "enough" ? "released" : next;
};
