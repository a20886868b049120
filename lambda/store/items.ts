import type { MetricType } from "../model/exposition.ts";

/**
 * What the store holds (docs/store.md). Groups are in their own table; everything else is a contract item. All times
 * are wall-clock milliseconds of the process that wrote them.
 */

/** Names one state of a group item: no two writes of a path have the same. */
export interface GroupVersion {
  /** Grows with every write of the item. */
  readonly atMs: number;
  /** Random, of the write. */
  readonly id: string;
}

export type GroupItem = LiveGroup | Tombstone;

/** One group as it was last pushed. */
export interface LiveGroup extends GroupVersion {
  readonly state: "live";
  /** The canonical path of the grouping key. */
  readonly path: string;
  /** Equal fingerprints: same exposed series, same types, same tracked labels, same groups table (clause 1). */
  readonly fingerprint: string;
  /** Canonical delimited protobuf without the labels of the key, without the marker. Adapters compress it. */
  readonly content: Uint8Array;
  /** Exposed series. */
  readonly series: number;
  /** The relayed body as the limits count it: rounded up to whole KiB. A write under the same fingerprint may be smaller. */
  readonly countedBytes: number;
  /** For whom the group counts until it is deleted or expires: the owner that created it. */
  readonly owner: Owner;
  readonly gone?: readonly GoneSeries[];
}

/** A group that was deleted or expired. It keeps late writes of the group out until the sweep removes it. */
export interface Tombstone extends GroupVersion {
  readonly state: "deleted";
  readonly path: string;
  readonly idle: Idle | undefined;
  /** What the group held is among them. */
  readonly gone?: readonly GoneSeries[];
}

/** Series that a write has removed, which remote write ends with stale markers. Undefined: none are remembered. */
export interface GoneSeries {
  /** When, by the clock of the process that removed them. */
  readonly atMs: number;
  /** Exposed series in `content`. */
  readonly series: number;
  /** As `LiveGroup.content`. Values mean nothing. */
  readonly content: Uint8Array;
}

/** A client's id, or an issuer's id with the value of `limits.per`: what standing limits are counted for. */
export type Owner = string;

/** How often in a row a run found an entry or a tombstone unused (clause 12). Absent: in use. */
export interface Idle {
  readonly runs: number;
  /** When the last of these runs decided so. */
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

/** All exposed names of one base: a name without any trailing `_bucket`, `_count`, `_sum`. */
export interface NameItem {
  readonly kind: "name";
  readonly base: string;
  /** By exposed name. */
  readonly entries: ReadonlyMap<string, NameEntry>;
}

export interface NameEntry {
  /** The family that exposes the name, and its type. */
  readonly family: string;
  readonly type: MetricType;
  /** Who pushed it first, for the operator and for counting names; undefined: it was found at the Pushgateway. */
  readonly first: Claimant | undefined;
  readonly idle: Idle | undefined;
}

export interface Claimant {
  readonly owner: Owner;
  readonly job: string;
  readonly atMs: number;
}

/** Where the values of tracked labels are in one job: in grouping keys or in bodies. */
export interface PlacementItem {
  readonly kind: "placement";
  readonly job: string;
  /** By family, then by label. */
  readonly families: ReadonlyMap<string, ReadonlyMap<string, LabelPlacement>>;
}

/** Values are hashes. A value is on one side at most. */
export interface LabelPlacement {
  readonly key: ReadonlyMap<string, PlacementEntry>;
  readonly body: ReadonlyMap<string, PlacementEntry>;
  /** Once a side has outgrown its list: it owns every value that neither side lists. Bodies only while a label is opening. */
  readonly rest: (PlacementEntry & { readonly side: Side }) | undefined;
}

export interface PlacementEntry {
  readonly idle: Idle | undefined;
}

export type Side = "key" | "body";

/** At most this many values are listed a side. */
export const MAX_LISTED_VALUES = 8;

/** What counts against standing limits. */
export interface Holding {
  readonly groups: number;
  readonly series: number;
  /** As relayed, each group rounded up to whole KiB. */
  readonly bytes: number;
  /** Exposed names that the owner was the first to push, and that are still held. */
  readonly names: number;
}

export const NO_HOLDING: Holding = { groups: 0, series: 0, bytes: 0, names: 0 };

/** One part of what an owner holds, or of what all hold together. */
export interface CounterItem extends Holding {
  readonly kind: "counter";
  readonly of: CounterName;
  /** Raised by recounts only (clause 14). */
  readonly revision: number;
}

export type CounterName =
  | { readonly owner: Owner; readonly part: number }
  /** A part of what all hold together. */
  | { readonly totalShard: number };

/** The groups table that may be written, and the tracked labels (clauses 15 to 17). Absent: pushes get 503. */
export interface OpenItem {
  readonly kind: "open";
  /** Undefined: runs are still opening the store. */
  readonly table: string | undefined;
  /** Counts the runs that take part in opening the store. */
  readonly opening: Idle | undefined;
  /** By label: the count of runs while it is opening, or `open` if keys may have it. */
  readonly labels: ReadonlyMap<string, Idle | "open">;
}

/** The last whole run. */
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

/** How often pushes of one client were refused, by the code of the problem. It only grows. */
export interface RefusalsItem {
  readonly kind: "refusals";
  /** The id of a client or an issuer. */
  readonly client: string;
  readonly counts: RefusalCounts;
}

/** By problem code. */
export type RefusalCounts = ReadonlyMap<string, number>;

/** Who writes to a destination of remote write, and how far it has come. */
export interface RemoteWriteItem {
  readonly kind: "remote-write";
  readonly destination: string;
  readonly shard: number;
  /** Different for every run. */
  readonly owner: string;
  /** No other run begins before this time. 0: the last run has ended. */
  readonly untilMs: number;
  /** Of the samples of the last run. Every run has a later one. */
  readonly timestampMs: number;
  /** The start of the last run that sent everything. 0: there was none. */
  readonly fromMs: number;
  /** Until when 2.0 is not tried: the destination did not store it. */
  readonly notV2UntilMs: number;
}

/** A key of the contracts table. Kinds have their own prefixes. */
export type ContractKey = string;
