import type { CounterOwner, Item, ItemKey } from "./items.ts";

/**
 * Where the registry's items are. Reads are strongly consistent. Safe for concurrent use.
 * Every method throws {@link StoreOutage} when the store cannot be reached in time.
 */
export interface ItemStore {
  /** The items that exist, by key. */
  read(keys: readonly ItemKey[]): Promise<ReadonlyMap<ItemKey, Stored>>;
  /** Carries out all changes or, when the condition of one does not hold, none. Takes {@link MAX_CHANGES} at most. */
  transact(changes: readonly Change[]): Promise<TransactOutcome>;
  /** Every item, each as it was at some time during the scan. */
  scan(): AsyncIterable<Stored>;
}

/** Differs between any two states of a key, also across a deletion. */
export type Version = string;

export interface Stored<Kind extends Item = Item> {
  readonly item: Kind;
  readonly version: Version;
}

export const MAX_CHANGES = 100;

export type Change =
  /** `expected` undefined: the key must not exist. */
  | { readonly kind: "put"; readonly item: Item; readonly expected: Version | undefined }
  | { readonly kind: "delete"; readonly key: ItemKey; readonly expected: Version }
  | AddChange;

/** Adds to a counter, which begins at nothing. */
export interface AddChange {
  readonly kind: "add";
  readonly to: CounterOwner;
  readonly groups: number;
  readonly series: number;
  /** What would then be held must not exceed this; undefined: no bound. */
  readonly allowedGroups: number | undefined;
  readonly allowedSeries: number | undefined;
}

/** `conflict`: a version or a bound was not as expected, or another transaction was in the way. Read again, decide again. */
export type TransactOutcome = "done" | "conflict";

/** The store cannot be reached in time. Whether the changes of a transaction were made is then unknown. */
export class StoreOutage extends Error {
  override readonly name = "StoreOutage";
}

/** Every item of the store, once. */
export const readAll = async (store: ItemStore): Promise<readonly Stored[]> => {
  const items: Stored[] = [];
  for await (const stored of store.scan()) {
    items.push(stored);
  }
  return items;
};
