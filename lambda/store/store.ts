import type {
  ContractItem,
  ContractKey,
  CounterName,
  GroupItem,
  GroupVersion,
  Holding,
  Idle,
  LiveGroup,
  RefusalCounts,
  Tombstone,
} from "./items.ts";

/**
 * The store, which is the source of truth about every group. Reads and scans are strongly consistent, item by item; a
 * scan is not a snapshot. Every call has its own deadline. After it reads and scans throw {@link StoreOutage}, and a
 * write returns `unanswered`; it may still be applied up to W later (docs/store.md). A write is sent again only if the
 * answer says that it was not applied (throttling). Safe for concurrent use by any number of processes.
 */
export interface Store {
  readonly groups: GroupStore;
  readonly contracts: ContractStore;
}

export interface GroupStore {
  /** The name of the groups table, which is part of every fingerprint. */
  readonly table: string;
  /** Whether it remembers removed series. Remote write needs them, and they take room. */
  readonly gone: GoneMode;
  read(path: string): Promise<GroupItem | undefined>;
  /**
   * Clause 1: sets content, time and id, if the item is live, has this fingerprint, is older, counts at least as many
   * bytes, and remembers no expired series (`goneUntilMs`). One write, no read.
   */
  overwrite(write: Overwrite): Promise<GroupWriteOutcome>;
  /** Writes the whole item if the stored one is exactly `expected`. With `expected` undefined, if there is no item. */
  write(item: GroupItem, expected: GroupVersion | undefined): Promise<GroupWriteOutcome>;
  /**
   * Clause 8: writes the tombstone if there is no item or the item is older than it. If removed series are remembered,
   * the tombstone keeps the item's content.
   */
  bury(tombstone: Tombstone): Promise<GroupWriteOutcome>;
  /**
   * Counts the tombstone as idle if the stored one is exactly `expected`, including its `idle`. Its time and id stay.
   */
  mark(expected: Tombstone, idle: Idle | undefined): Promise<GroupWriteOutcome>;
  /** Removes the tombstone if the stored one is exactly `expected`, including its `idle`. */
  remove(expected: Tombstone): Promise<GroupWriteOutcome>;
  /** Whether there is no item at all, not even a tombstone. Reads keys only. */
  isEmpty(): Promise<boolean>;
  /** Every item, in pages, each as it was at some time during the scan. An unreadable item is yielded as such. */
  scan(): AsyncIterable<readonly ScannedGroup[]>;
}

export type GoneMode = "kept" | "forgotten";

export type Overwrite = Pick<LiveGroup, "path" | "fingerprint" | "content" | "countedBytes" | "atMs" | "id">;

export type ScannedGroup = GroupItem | UnreadableItem;

/** An item of the table that the proxy did not write or that is damaged, with its key and the reason. */
export interface UnreadableItem {
  readonly state: "unreadable";
  readonly key: string;
  readonly reason: string;
  /** Of an item of the contracts, if it can be read. */
  readonly version?: ItemVersion | undefined;
}

export type GroupWriteOutcome =
  | { readonly kind: "done" }
  /** The condition failed. `current`: the stored item; undefined: there is none. */
  | { readonly kind: "refused"; readonly current: GroupItem | undefined }
  /** The item would be larger than {@link MAX_STORED_BYTES}. Nothing was written. */
  | { readonly kind: "too-large"; readonly storedBytes: number }
  | Unanswered;

/** DynamoDB accepts items of 400 KB. The rest is for keys and names. `gone` is left out if it does not fit. */
export const MAX_STORED_BYTES = 380 * 1024;

export interface ContractStore {
  /** The items that exist, by key. */
  read(keys: readonly ContractKey[]): Promise<ReadonlyMap<ContractKey, Versioned>>;
  /** Writes the item if the stored one has this version. With the version undefined, if there is no item. */
  write(item: ContractItem, expected: ItemVersion | undefined): Promise<WriteOutcome>;
  remove(key: ContractKey, expected: ItemVersion): Promise<WriteOutcome>;
  /**
   * Adds to a counter; a missing one counts as zero. Condition: the result is within `atMost` in each growing
   * dimension, and the revision is `ifRevision` if that is given. A recount with `ifRevision` raises the revision by
   * one.
   */
  add(change: CounterChange): Promise<WriteOutcome>;
  /** Adds to the counts of this client's refused pushes. It is never refused. */
  addRefusals(client: string, counts: RefusalCounts): Promise<WriteOutcome>;
  scan(): AsyncIterable<readonly (Versioned | UnreadableItem)[]>;
}

export interface CounterChange {
  readonly to: CounterName;
  readonly add: Holding;
  readonly atMost?: Holding;
  readonly ifRevision?: number;
}

/** Differs between any two states of a key, also after a removal. */
export type ItemVersion = string;

export interface Versioned<Item extends ContractItem = ContractItem> {
  readonly item: Item;
  readonly version: ItemVersion;
}

export type WriteOutcome = { readonly kind: "done" } | { readonly kind: "refused" } | Unanswered;

/** No answer in time: the write may have been applied, may still be, or never will be. */
export interface Unanswered {
  readonly kind: "unanswered";
  readonly cause: unknown;
}

/** The store cannot be read in time. */
export class StoreOutage extends Error {
  override readonly name = "StoreOutage";
}

/** Why, in the words of the store's own error if there is one. */
export const describeStoreOutage = ({ message, cause }: StoreOutage): string =>
  cause instanceof Error ? describeCause(cause) : message;

/** The same for a write without an answer. */
export const describeCause = (cause: unknown): string => {
  if (!(cause instanceof Error)) {
    return "it does not answer";
  }
  // The message alone would be `Rate exceeded` or even empty.
  return cause.name === "Error" ? cause.message : `${cause.name}: ${cause.message}`;
};
