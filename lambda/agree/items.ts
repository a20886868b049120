import type { MetricType } from "../model/exposition.ts";
import { hashText } from "./text-hash.ts";

/** What the registry keeps. Stamps are wall-clock milliseconds: the time before the read that the claim rests on. */
export type Item = NameItem | SidesItem | GroupItem | CounterItem | MarkItem | LockItem | SweepItem;

/** A key of the item store. Kinds have prefixes of their own. */
export type ItemKey = string;

/** Who claimed first, for the operator's eyes alone. An empty client: found at the Pushgateway, unclaimed. */
export interface Claimant {
  readonly client: string;
  readonly job: string;
  readonly atMs: number;
}

/** One exposed name, suffix names included: each is an item of its own, else two histograms could each own a half. */
export interface NameItem {
  readonly kind: "name";
  readonly name: string;
  /** The family that exposes the name. */
  readonly owner: string;
  readonly type: MetricType;
  readonly stampMs: number;
  readonly first: Claimant;
  /** Set by an operator's release: nobody may claim the name until the sweep has freed it. */
  readonly closing: Closing | undefined;
}

export interface Closing {
  readonly sinceMs: number;
  /** Since when the sweep has not seen the name at the Pushgateway; undefined while it has, or has not looked. */
  readonly goneSinceMs: number | undefined;
}

/** One family in one job: on which side the values of its tracked labels are. */
export interface SidesItem {
  readonly kind: "sides";
  readonly job: string;
  readonly family: string;
  readonly labels: ReadonlyMap<string, LabelSides>;
  readonly first: Claimant;
}

/** Values are kept as hashes. No value is on both sides, and none of either is the rest. */
export interface LabelSides {
  readonly key: ReadonlyMap<string, number>;
  /** Defined once the key side has outgrown its list: it then owns every value that neither side lists. */
  readonly restStampMs: number | undefined;
  readonly body: ReadonlyMap<string, number>;
}

export const NO_SIDES: LabelSides = { key: new Map(), restStampMs: undefined, body: new Map() };

/** At most this many values are listed a side. */
export const MAX_LISTED_VALUES = 8;

/** One group, for the standing limits: never less than what the client may have at the Pushgateway. */
export interface GroupItem {
  readonly kind: "group";
  /** The canonical path of the grouping key. */
  readonly path: string;
  /** Whose limits it counts against: the client that last made it grow. */
  readonly client: string;
  readonly series: number;
  readonly families: ReadonlyMap<string, number>;
  readonly stampMs: number;
  /** When it last grew: only then can a push be under way that is larger than what the sweep sees. */
  readonly grownMs: number;
}

/** What a client, or everybody, holds: always the sum over the group items. */
export interface CounterItem {
  readonly kind: "counter";
  readonly of: CounterOwner;
  readonly groups: number;
  readonly series: number;
}

export type CounterOwner = { readonly client: string } | "everybody";

/** The registry knows all that the Pushgateway holds, as far as these labels are concerned. */
export interface MarkItem {
  readonly kind: "mark";
  /** Ascending. */
  readonly trackedLabels: readonly string[];
  readonly atMs: number;
}

/** Someone is seeding, until this time at the latest. */
export interface LockItem {
  readonly kind: "lock";
  readonly untilMs: number;
}

/** The last sweep: the next one may release only what this one would have seen. */
export interface SweepItem {
  readonly kind: "sweep";
  readonly startedMs: number;
  readonly isComplete: boolean;
  /** Since when every sweep has ended well, soon after the one before, on the same process of the Pushgateway. */
  readonly unbrokenSinceMs: number;
  /** When the Pushgateway had started, by its own account, before it was read. */
  readonly pushgatewayStart: string;
}

export const nameKey = (name: string): ItemKey => `name#${name}`;
export const sidesKey = (job: string, family: string): ItemKey => `sides#${hashText(job)}#${family}`;
export const groupKey = (path: string): ItemKey => `group#${hashText(path)}`;
export const counterKey = (of: CounterOwner): ItemKey =>
  of === "everybody" ? "total" : `client#${of.client}`;
export const MARK_KEY: ItemKey = "mark";
export const LOCK_KEY: ItemKey = "lock";
export const SWEEP_KEY: ItemKey = "sweep";

/** Where the item is stored. */
export const keyOf = (item: Item): ItemKey => {
  switch (item.kind) {
    case "name":
      return nameKey(item.name);
    case "sides":
      return sidesKey(item.job, item.family);
    case "group":
      return groupKey(item.path);
    case "counter":
      return counterKey(item.of);
    case "mark":
      return MARK_KEY;
    case "lock":
      return LOCK_KEY;
    case "sweep":
      return SWEEP_KEY;
  }
};
