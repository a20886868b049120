import type { Clock } from "../model/clock.ts";
import type { MetricFamily, Source } from "../model/exposition.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import type { Issue } from "../model/issue.ts";
import type { Conflict } from "./contracts/conflict.ts";
import type { RememberedItems } from "./contracts/remembered-items.ts";
import type { Hints } from "./groups/hints.ts";
import type { GroupItem, Holding, Owner } from "./items.ts";
import type { PushTimes } from "./protocol-times.ts";
import type { Store } from "./store.ts";

/** What a push asks of the store. */
export interface GroupPush {
  /** Of this push, on every write of the group: a write whose answer was lost is recognised by it. */
  readonly id: string;
  /** POST replaces families of the same name only. */
  readonly method: "PUT" | "POST";
  readonly key: GroupingKey;
  /** In the types as pushed, without labels that the key overwrites, ascending by name. */
  readonly families: readonly MetricFamily[];
  readonly source: Source;
  /** Whom a group counts for that the push creates, and names. */
  readonly owner: Owner;
  /** What the owner may hold. */
  readonly allowed: Holding;
}

export interface StorePorts {
  readonly store: Store;
  readonly now: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Different for every push of every process. */
  readonly createId: () => string;
  /** Waits before the try after this one, longer each time, by chance, so that rivals part. */
  readonly backOff: (attempt: number) => Promise<void>;
  readonly hints: Hints;
  readonly memory: RememberedItems;
  /** Opens the store if it is new. Gives whether it is known to be open now. */
  readonly openIfNew: () => Promise<boolean>;
  readonly times: PushTimes;
  /** What all owners together may hold. */
  readonly maxima: Holding;
  /** What another owner may hold if a push makes its group larger. Undefined: the owner is no longer configured. */
  readonly allowedOf: (owner: Owner) => Holding | undefined;
}

export type StoreOutcome = Stored | StoreRefusal;

/** The group holds the push. */
export interface Stored {
  readonly kind: "stored";
  readonly path: string;
  readonly content: Uint8Array;
  readonly atMs: number;
  /** The time when the request began on whose success this is based. */
  readonly restsOnMs: number;
}

export type StoreRefusal =
  | { readonly kind: "conflict"; readonly conflicts: readonly Conflict[] }
  /** Untyped samples that would become a counter have values that no counter can have. */
  | { readonly kind: "no-counts"; readonly issues: readonly Issue[] }
  | { readonly kind: "too-large"; readonly storedBytes: number }
  /** The group would have more parts than can be read back; `detail` says of what. */
  | { readonly kind: "too-many-parts"; readonly detail: string }
  | OverLimit
  | Unavailable;

/** The owner (`over-limit`) or all together (`full`) would hold more than is allowed. */
export interface OverLimit {
  readonly kind: "over-limit" | "full";
  readonly dimension: keyof Holding;
  readonly held: number;
  readonly allowed: number;
}

export interface Unavailable {
  readonly kind: "unavailable";
  /**
   * `unanswered`: the store does not answer. `contended`: others wrote the same items ten times in a row.
   * `closed`: the store is not open yet. `label-opening`: keys may not have a label of this key yet.
   */
  readonly reason: "unanswered" | "contended" | "closed" | "label-opening";
}

/** The group as it was read, and when the request began that read it. */
export interface Known {
  readonly current: GroupItem | undefined;
  readonly sinceMs: number;
}

/** Families as they would be stored. */
export interface Draft {
  readonly families: readonly MetricFamily[];
  readonly content: Uint8Array;
  readonly fingerprint: string;
  readonly countedBytes: number;
}
