import type { AddChange, Change, Stored } from "./item-store.ts";
import { type GroupItem, keyOf } from "./items.ts";
import type { LiveGroup } from "./live-state.ts";
import type { Reconciliation } from "./reconciliation.ts";

/** What becomes of a group's count, given what the Pushgateway holds. The changes belong into one transaction. */
export const reconcileGroup = (
  path: string,
  stored: Stored<GroupItem> | undefined,
  live: LiveGroup | undefined,
  how: Reconciliation,
): readonly Change[] => {
  if (stored === undefined) {
    return live === undefined ? [] : countLive(path, live, how);
  }
  return live === undefined ? releaseGroup(stored, how) : recountGroup(stored, live, how);
};

/** A group that no client pushed through the proxy counts for everybody together only. */
const countLive = (path: string, live: LiveGroup, { readMs }: Reconciliation): readonly Change[] => [
  {
    kind: "put",
    item: {
      kind: "group",
      path,
      client: "",
      series: live.series,
      families: live.families,
      stampMs: readMs,
      grownMs: readMs,
    },
    expected: undefined,
  },
  ...count("", 1, live.series),
];

/** Standing limits need no more than that no push which made the group is under way: C + L, not T. */
const releaseGroup = ({ item, version }: Stored<GroupItem>, how: Reconciliation): readonly Change[] =>
  how.mayRelease && isSettled(item.stampMs, how)
    ? [{ kind: "delete", key: keyOf(item), expected: version }, ...count(item.client, -1, -item.series)]
    : [];

const recountGroup = (
  { item, version }: Stored<GroupItem>,
  live: LiveGroup,
  how: Reconciliation,
): readonly Change[] => {
  const isRight = live.series === item.series;
  const mayChange = live.series > item.series || (how.mayRelease && isSettled(item.grownMs, how));
  return isRight || !mayChange
    ? []
    : [
        { kind: "put", item: { ...item, series: live.series, families: live.families }, expected: version },
        ...count(item.client, 0, live.series - item.series),
      ];
};

const isSettled = (stampMs: number, { readMs, times }: Reconciliation): boolean =>
  stampMs < readMs - times.claimMs - times.lateMs - times.skewMs;

const count = (client: string, groups: number, series: number): readonly AddChange[] => [
  { kind: "add", to: { client }, groups, series, allowedGroups: undefined, allowedSeries: undefined },
  { kind: "add", to: "everybody", groups, series, allowedGroups: undefined, allowedSeries: undefined },
];
