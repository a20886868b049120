import type { Clock } from "../model/clock.ts";
import type { MetricFamily, Source } from "../model/exposition.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import type { Issue } from "../model/issue.ts";
import { during } from "../model/outage.ts";
import type { Conflict } from "./contracts/conflict.ts";
import type { RememberedItems } from "./contracts/remembered-items.ts";
import type { Hints } from "./groups/hints.ts";
import type { GroupItem, Holding, Owner } from "./items.ts";
import type { PushTimes } from "./run-times.ts";
import { type Store, StoreOutage } from "./store.ts";

/** A push to the store. */
export interface GroupPush {
  /** Unique to this push and part of every write of the group, so that a write is recognised after a lost answer. */
  readonly id: string;
  /** POST replaces only families of the same name. */
  readonly method: "PUT" | "POST";
  readonly key: GroupingKey;
  /** In the pushed types, without labels that the key overwrites, sorted by name. */
  readonly families: readonly MetricFamily[];
  readonly source: Source;
  /** The owner whose limits new groups and names count against. */
  readonly owner: Owner;
  /** The owner's limits. */
  readonly allowed: Holding;
}

export interface StorePorts {
  readonly store: Store;
  readonly now: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Different for every push of every process. */
  readonly createId: () => string;
  /** Waits before the next try: longer each time and at random, so that rivals do not try again at the same time. */
  readonly backOff: (attempt: number) => Promise<void>;
  readonly hints: Hints;
  readonly memory: RememberedItems;
  /** Opens the store if it is new. Returns whether it is known to be open now. */
  readonly openIfNew: () => Promise<boolean>;
  readonly times: PushTimes;
  /** The limits of all owners together. */
  readonly maxima: Holding;
  /** The limits of another owner whose group a push makes larger. Undefined: the owner is no longer configured. */
  readonly allowedOf: (owner: Owner) => Holding | undefined;
}

/**
 * A push or DELETE whose writes got no answer is not tried again after this time. Each write waits up to its own
 * deadline, and ten of them would take longer than the client's gateway waits.
 */
export const UNANSWERED_FOR_MS = 4_000;

export type StoreOutcome = Stored | StoreRefusal;

/** The group holds the push. */
export interface Stored {
  readonly kind: "stored";
  /** Canonical, of the grouping key. */
  readonly path: string;
  /** The whole group as delimited protobuf. */
  readonly content: Uint8Array;
  /** The version of the group. */
  readonly atMs: number;
  /** When the request began whose success this rests on. A relay must be sent soon after. */
  readonly restsOnMs: number;
}

export type StoreRefusal =
  | { readonly kind: "conflict"; readonly conflicts: readonly Conflict[] }
  /** Untyped samples that would become a counter have values that a counter cannot have. */
  | { readonly kind: "no-counts"; readonly issues: readonly Issue[] }
  | { readonly kind: "too-large"; readonly storedBytes: number }
  /** The group would have more parts than can be read back, or too many bytes before compression; `detail` names them. */
  | { readonly kind: "too-costly"; readonly detail: string }
  | OverLimit
  | Unavailable;

/** The owner (`over-limit`) or the total (`full`) would exceed its limit. */
export interface OverLimit {
  readonly kind: "over-limit" | "full";
  readonly dimension: keyof Holding;
  readonly held: number;
  /** What the push would add to it. */
  readonly added: number;
  readonly allowed: number;
  /** The owner is not that of the push: it created the group. */
  readonly isOther?: true;
}

export interface Unavailable {
  readonly kind: "unavailable";
  /**
   * `unanswered`: the store does not answer. `contended`: others wrote the same items ten times in a row. `closed`: the
   * store is not open yet. `label-opening`: keys may not have a label of this key yet.
   */
  readonly reason: "unanswered" | "contended" | "closed" | "label-opening";
}

/** For `catch`: an outage of the store as a refusal. */
export const toUnavailable = during(StoreOutage, {
  kind: "unavailable",
  reason: "unanswered",
} as const satisfies Unavailable);

/** The group as read, and when the request began that read it. */
export interface Known {
  readonly current: GroupItem | undefined;
  readonly sinceMs: number;
}
