import type { Change, Stored } from "./item-store.ts";
import type { CounterItem, GroupItem } from "./items.ts";
import { isUsable, type ProtocolTimes } from "./protocol-times.ts";
import type { ClaimOutcome, PushClaims } from "./registry.ts";

export type GroupDecision =
  | { readonly kind: "granted"; readonly group: GroupItem; readonly changes: readonly Change[] }
  | { readonly kind: "refused"; readonly outcome: Extract<ClaimOutcome, { kind: "over-quota" | "full" }> };

/** What is held, as it was read. */
export interface Holdings {
  readonly group: Stored<GroupItem> | undefined;
  readonly client: Held;
  readonly everybody: Held;
}

export type Held = Pick<CounterItem, "groups" | "series">;

/** The claims of a push that the standing limits look at. */
export type GroupClaim = Pick<PushClaims, "client" | "group" | "families" | "replacesGroup" | "quota">;

/**
 * Whether there is room for what the push adds to its group. A push never makes a group's count smaller, since it may
 * not be applied: the sweep does, once it sees that the group is smaller.
 */
export const decideGroup = (
  claim: GroupClaim,
  held: Holdings,
  maxSeries: number,
  nowMs: number,
  times: ProtocolTimes,
): GroupDecision => {
  const before = held.group?.item;
  const families = mergeFamilies(before, claim);
  if (before !== undefined && families === before.families) {
    return renewGroup(held.group!, nowMs, times);
  }
  const group: GroupItem = {
    kind: "group",
    path: claim.group,
    client: claim.client,
    series: sum(families),
    families,
    stampMs: nowMs,
    grownMs: nowMs,
  };
  const isNew = before?.client !== claim.client;
  const growth: Held = { groups: isNew ? 1 : 0, series: isNew ? group.series : group.series - before.series };
  const refusal = overQuota(claim, growth, held.client) ?? full(group, before, held.everybody, maxSeries);
  return refusal === undefined
    ? { kind: "granted", group, changes: growthChanges(group, held.group, growth, claim, maxSeries) }
    : { kind: "refused", outcome: refusal };
};

/** The families the group may have after the push, each with its largest size; the same map when nothing grows. */
export const mergeFamilies = (
  before: Pick<GroupItem, "families" | "series"> | undefined,
  { families, replacesGroup }: Pick<GroupClaim, "families" | "replacesGroup">,
): ReadonlyMap<string, number> => {
  if (before === undefined || (replacesGroup && total(families) > before.series)) {
    return new Map(families.map(({ name, series }) => [name, series]));
  }
  const grown = replacesGroup
    ? []
    : families.filter(({ name, series }) => series > (before.families.get(name) ?? 0));
  return grown.length === 0
    ? before.families
    : new Map([...before.families, ...grown.map(({ name, series }): [string, number] => [name, series])]);
};

const renewGroup = (stored: Stored<GroupItem>, nowMs: number, times: ProtocolTimes): GroupDecision => {
  if (isUsable(stored.item.stampMs, nowMs, times)) {
    return { kind: "granted", group: stored.item, changes: [] };
  }
  const group = { ...stored.item, stampMs: nowMs };
  return { kind: "granted", group, changes: [{ kind: "put", item: group, expected: stored.version }] };
};

const overQuota = ({ quota }: GroupClaim, growth: Held, held: Held) => {
  if (growth.groups > 0 && held.groups + growth.groups > quota.groups) {
    return { kind: "over-quota", quota: "groups", held: held.groups, allowed: quota.groups } as const;
  }
  return growth.series > 0 && held.series + growth.series > quota.totalSeries
    ? ({ kind: "over-quota", quota: "totalSeries", held: held.series, allowed: quota.totalSeries } as const)
    : undefined;
};

const full = (group: GroupItem, before: GroupItem | undefined, held: Held, maxSeries: number) => {
  const growth = group.series - (before?.series ?? 0);
  return growth > 0 && held.series + growth > maxSeries
    ? ({ kind: "full", held: held.series, allowed: maxSeries } as const)
    : undefined;
};

const growthChanges = (
  group: GroupItem,
  stored: Stored<GroupItem> | undefined,
  growth: Held,
  { quota }: GroupClaim,
  maxSeries: number,
): readonly Change[] => {
  const before = stored?.item;
  const growthOfAll = group.series - (before?.series ?? 0);
  const changes: Change[] = [
    { kind: "put", item: group, expected: stored?.version },
    {
      kind: "add",
      to: { client: group.client },
      ...growth,
      allowedGroups: growth.groups > 0 ? quota.groups : undefined,
      allowedSeries: growth.series > 0 ? quota.totalSeries : undefined,
    },
    {
      kind: "add",
      to: "everybody",
      groups: before === undefined ? 1 : 0,
      series: growthOfAll,
      allowedGroups: undefined,
      allowedSeries: growthOfAll > 0 ? maxSeries : undefined,
    },
  ];
  return before === undefined || before.client === group.client ? changes : [...changes, handedOver(before)];
};

/** The group now counts for another client. */
const handedOver = (before: GroupItem): Change => ({
  kind: "add",
  to: { client: before.client },
  groups: -1,
  series: -before.series,
  allowedGroups: undefined,
  allowedSeries: undefined,
});

const sum = (families: ReadonlyMap<string, number>): number => {
  let series = 0;
  for (const count of families.values()) {
    series += count;
  }
  return series;
};

const total = (families: GroupClaim["families"]): number =>
  families.reduce((all, { series }) => all + series, 0);
