import type { MetricType } from "../model/exposition.ts";

/**
 * The items of the store (docs/store.md). Groups have their own table; everything else is a contract item. All times
 * are wall-clock milliseconds of the process that wrote them.
 */

/** Identifies one state of a group item: no two writes of a path have the same. */
export interface GroupVersion {
  /** Grows with every write of the item. */
  readonly atMs: number;
  /** Random, unique to the write. */
  readonly id: string;
}

export type GroupItem = LiveGroup | Tombstone;

/** One group as it was last pushed. */
export interface LiveGroup extends GroupVersion {
  readonly state: "live";
  /** The canonical path of the grouping key. */
  readonly path: string;
  /** Equal fingerprints mean the same exposed series, types, tracked labels and groups table (clause 1). */
  readonly fingerprint: string;
  /** Canonical delimited protobuf without the labels of the key, without the marker. Adapters compress it. */
  readonly content: Uint8Array;
  /** Exposed series. */
  readonly series: number;
  /**
   * The relayed body as counted for limits: rounded up to whole KiB. A write with the same fingerprint may be smaller.
   */
  readonly countedBytes: number;
  /** The owner that created it. It counts against the owner's limits until it is deleted or expires. */
  readonly owner: Owner;
  readonly gone?: readonly GoneSeries[];
}

/** A group that was deleted or expired. It keeps late writes of the group out until the sweep removes it. */
export interface Tombstone extends GroupVersion {
  readonly state: "deleted";
  readonly path: string;
  readonly idle: Idle | undefined;
  /** These include the group's last series. */
  readonly gone?: readonly GoneSeries[];
}

/** Removed series, which remote write ends with stale markers. Undefined: none are remembered. */
export interface GoneSeries {
  /** When they were removed, by the clock of that process. */
  readonly atMs: number;
  /** Exposed series in `content`. */
  readonly series: number;
  /** As `LiveGroup.content`. Its values are not used. */
  readonly content: Uint8Array;
}

/** A client's id, or an issuer's id with the value of `limits.per`. Standing limits are counted for it. */
export type Owner = string;

/** How many consecutive runs found an entry or a tombstone unused (clause 12). Absent: in use. */
export interface Idle {
  readonly runs: number;
  /** When the last of these runs decided this. */
  readonly atMs: number;
  /** The Pushgateway's start time as that run read it; empty without a Pushgateway. */
  readonly pushgatewayStart: string;
}

export type ContractItem =
  | NameItem
  | PlacementItem
  | CounterItem
  | OpenItem
  | RunItem
  | DirtyItem
  | RefusalsItem
  | RemoteWriteItem;

/** All exposed names with one base: the name without any `_bucket`, `_count`, `_sum` at its end. */
export interface NameItem {
  readonly kind: "name";
  readonly base: string;
  /** By exposed name. */
  readonly entries: ReadonlyMap<string, NameEntry>;
}

/** What an exposed name means: the family that exposes it, and its type. */
export interface Meaning {
  readonly family: string;
  readonly type: MetricType;
}

export interface NameEntry extends Meaning {
  /** The first claimant, for the operator and for counting names; undefined: it was found at the Pushgateway. */
  readonly first: Claimant | undefined;
  readonly idle: Idle | undefined;
}

export interface Claimant {
  readonly owner: Owner;
  readonly job: string;
  readonly atMs: number;
}

/** The sides of the values of tracked labels in one job: in grouping keys or in bodies. */
export interface PlacementItem {
  readonly kind: "placement";
  readonly job: string;
  /** By family, then by label. */
  readonly families: ReadonlyMap<string, ReadonlyMap<string, LabelPlacement>>;
}

/** Values are hashes. A value is on at most one side. */
export interface LabelPlacement {
  readonly key: ReadonlyMap<string, PlacementEntry>;
  readonly body: ReadonlyMap<string, PlacementEntry>;
  /**
   * Once a side has outgrown its list, it owns every value that neither side lists. Bodies can do so only while a label
   * is opening.
   */
  readonly rest: (PlacementEntry & { readonly side: Side }) | undefined;
}

export interface PlacementEntry {
  readonly idle: Idle | undefined;
}

export type Side = "key" | "body";

/** The most listed values per side. */
export const MAX_LISTED_VALUES = 8;

/** What counts for standing limits. */
export interface Holding {
  readonly groups: number;
  readonly series: number;
  /** As relayed, each group rounded up to whole KiB. */
  readonly bytes: number;
  /** Existing exposed names whose first claimant is the owner. */
  readonly names: number;
}

export const NO_HOLDING: Holding = { groups: 0, series: 0, bytes: 0, names: 0 };

/** One part of the counter of an owner, or of the total. */
export interface CounterItem extends Holding {
  readonly kind: "counter";
  readonly of: CounterName;
  /** Raised by recounts only (clause 14). */
  readonly revision: number;
}

export type CounterName =
  | { readonly owner: Owner; readonly part: number }
  /** A part of the total. */
  | { readonly totalShard: number };

/** The groups table that may be written, and the tracked labels (clauses 15 to 17). Absent: new groups and series get 503. */
export interface OpenItem {
  readonly kind: "open";
  /** Undefined: runs are still opening the store. */
  readonly table: string | undefined;
  /** The number of runs that take part in opening the store. */
  readonly opening: Idle | undefined;
  /** By label: the count of runs while it is opening, or `open` if keys may have it. */
  readonly labels: ReadonlyMap<string, Idle | "open">;
}

/** The last complete run. */
export interface RunItem {
  readonly kind: "run";
  readonly startedMs: number;
  readonly pushgatewayStart: string;
}

/** When a relay last failed. */
export interface DirtyItem {
  readonly kind: "dirty";
  readonly atMs: number;
}

/** The refused pushes of one client, by the code of the problem. It only grows. */
export interface RefusalsItem {
  readonly kind: "refusals";
  /** The id of a client or an issuer. */
  readonly client: string;
  readonly counts: RefusalCounts;
}

/** By problem code. */
export type RefusalCounts = ReadonlyMap<string, number>;

/** The current writer to a remote-write destination, and its progress. */
export interface RemoteWriteItem {
  readonly kind: "remote-write";
  readonly destination: string;
  readonly shard: number;
  /** Different for every run. */
  readonly owner: string;
  /** No other run begins before this time. 0: the last run has ended. */
  readonly untilMs: number;
  /** The timestamp of the last run's samples. Every run has a later one. */
  readonly timestampMs: number;
  /** The start of the last run that sent everything. 0: there was none. */
  readonly fromMs: number;
  /** Until when 2.0 is not tried, because the destination did not store it. */
  readonly notV2UntilMs: number;
}

/** A key of the contracts table. Kinds have their own prefixes. */
export type ContractKey = string;
