import { byName } from "../../../lambda/model/by-name.ts";
import { createSearch, toSearchText } from "../../../lambda/model/group-search.ts";
import type { Group } from "../../api.ts";
import { toAge } from "../text/freshness.ts";

/** A group with the text that filters search. */
export interface IndexedGroup {
  readonly group: Group;
  readonly text: string;
}

export const indexGroups = (groups: readonly Group[]): readonly IndexedGroup[] =>
  groups.map((group) => ({ group, text: toSearchText(group) }));

export type SortColumn = "group" | "pushed" | "client" | "series" | "bytes";

export interface SortOrder {
  readonly by: SortColumn;
  readonly isDescending: boolean;
}

const KEYS: { readonly [Column in SortColumn]: (indexed: IndexedGroup) => string } = {
  group: ({ text }) => text,
  pushed: ({ group }) => group.pushedAt,
  client: ({ group }) => group.owner ?? "",
  series: ({ group }) => `${group.series}`,
  bytes: ({ group }) => `${group.bytes ?? ""}`,
};

export const sortGroups = (
  groups: readonly IndexedGroup[],
  { by, isDescending }: SortOrder,
): readonly IndexedGroup[] => {
  const keyOf = KEYS[by];
  const sign = isDescending ? -1 : 1;
  return groups.toSorted((a, b) => sign * byName(keyOf(a), keyOf(b)));
};

export type GroupState = "all" | "late" | "waiting" | "foreign";

/** Groups with every word of the filter, as in `job=ci main`, and the state. */
export const filterGroups = (
  groups: readonly IndexedGroup[],
  filter: string,
  state: GroupState,
  nowMs: number,
): readonly IndexedGroup[] => {
  const isFound = createSearch(filter);
  return groups.filter(({ group, text }) => isFound(text) && IS_IN[state](group, nowMs));
};

const IS_IN: { readonly [State in GroupState]: (group: Group, nowMs: number) => boolean } = {
  all: () => true,
  late: (group, nowMs) => !["on-time", "unknown"].includes(toAge(group, nowMs).freshness),
  waiting: ({ relayed }) => relayed === "waiting",
  foreign: ({ relayed }) => relayed === "foreign",
};
