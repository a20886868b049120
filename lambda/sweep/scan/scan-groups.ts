import { GroupingKey } from "../../model/grouping-key.ts";
import { type Needs, toNeeds } from "../../store/contracts/needs.ts";
import { decodeContent, readContent } from "../../store/groups/content.ts";
import { GONE_FOR_MS } from "../../store/groups/gone.ts";
import type { GroupItem, LiveGroup, Tombstone } from "../../store/items.ts";
import type { Store, UnreadableItem } from "../../store/store.ts";
import type { ContractUsage } from "./contract-usage.ts";
import type { Seen } from "./read-seen.ts";

/** A live group as a run scanned it, without its content. */
export type ScannedLive = Omit<LiveGroup, "content" | "fingerprint" | "gone"> & { readonly key: GroupingKey };

/** The items of the store, each as it was at some time during the scan. */
export interface StoreScan {
  /** By canonical path. */
  readonly live: ReadonlyMap<string, ScannedLive>;
  readonly tombstones: ReadonlyMap<string, Tombstone>;
  readonly unreadable: readonly UnreadableItem[];
  /** The families of the live groups whose stored version the Pushgateway has. */
  readonly relayedFamilies: ReadonlySet<string>;
}

export interface ScanContext {
  readonly trackedLabels: ReadonlySet<string>;
  /** The needs of all groups are added to it. */
  readonly usage: ContractUsage;
  readonly seen: Seen["groups"];
  readonly startedMs: number;
}

/**
 * Scans all groups. Unreadable items are reported separately: their needs are unknown,
 * so after such a scan nothing may be released.
 */
export const scanGroups = async (
  { groups }: Store,
  { trackedLabels, usage, seen, startedMs }: ScanContext,
): Promise<StoreScan> => {
  const live = new Map<string, ScannedLive>();
  const tombstones = new Map<string, Tombstone>();
  const unreadable: UnreadableItem[] = [];
  const relayedFamilies = new Set<string>();
  for await (const page of groups.scan()) {
    for (const item of page) {
      if (item.state === "unreadable") {
        unreadable.push(item);
        continue;
      }
      addGone(item, startedMs, trackedLabels, usage);
      if (item.state === "deleted") {
        tombstones.set(item.path, item);
      } else {
        const read = readLive(item, trackedLabels);
        if (typeof read === "string") {
          unreadable.push({ state: "unreadable", key: item.path, reason: read });
        } else {
          usage.add(read.needs, read.group.key.job);
          live.set(item.path, read.group);
          if (seen.get(item.path)?.markerMs === item.atMs) {
            addFamilies(read.needs, relayedFamilies);
          }
        }
      }
    }
  }
  return { live, tombstones, unreadable, relayedFamilies };
};

const addFamilies = ({ names }: Needs, families: Set<string>): void => {
  for (const { family } of names) {
    families.add(family);
  }
};

/** Series that a stale marker may still end are in use, since their next owner must not be ended with them. */
const addGone = (
  { path, gone = [] }: GroupItem,
  startedMs: number,
  trackedLabels: ReadonlySet<string>,
  usage: ContractUsage,
): void => {
  const recent = gone.filter(({ atMs }) => atMs + GONE_FOR_MS > startedMs);
  const key = recent.length === 0 ? undefined : GroupingKey.ofPath(path);
  if (key === undefined) {
    return;
  }
  for (const { content } of recent) {
    // No stale marker is sent for damaged series.
    usage.add(toNeeds(readContent(content) ?? [], key, trackedLabels), key.job);
  }
};

/** What a run keeps of a live group, or why it is unreadable. */
export const readLive = (
  item: LiveGroup,
  trackedLabels: ReadonlySet<string>,
): { readonly group: ScannedLive; readonly needs: Needs } | string => {
  const { content, fingerprint: _, gone: __, ...version } = item;
  const key = GroupingKey.ofPath(item.path);
  if (key === undefined) {
    return "its path is not canonical";
  }
  try {
    const needs = toNeeds(decodeContent(content), key, trackedLabels);
    return { group: { ...version, key }, needs };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
