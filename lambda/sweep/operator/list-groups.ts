import { GroupingKey } from "../../model/grouping-key.ts";
import { during } from "../../model/outage.ts";
import type { LiveGroup } from "../../store/items.ts";
import type { Unreadable } from "../run/run-report.ts";
import { PushgatewayOutage, type PushgatewayReader, type SeenGroup } from "../scan/seen-group.ts";
import { CutList } from "./cut-list.ts";
import type { ListPorts } from "./operator-ports.ts";

/**
 * The state of a group at the Pushgateway. `foreign`: the group was pushed past the proxy, and the store does not have
 * it.
 */
export type Relayed = "relayed" | "waiting" | "foreign" | "unknown";

export interface ListedGroup {
  /** The form that `groups show` and `groups delete` accept. */
  readonly path: string;
  readonly job: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pushedAt: string;
  readonly series: number;
  /** As counted for limits; undefined for a group that the store does not have. */
  readonly bytes: number | undefined;
  /** The owner whose limits it counts against. Undefined: none. */
  readonly owner: string | undefined;
  readonly relayed: Relayed;
}

export interface GroupList {
  readonly groups: readonly ListedGroup[];
  /** The list is cut after some thousands. */
  readonly total: number;
  /** Damaged items of the store. */
  readonly unreadable: readonly Unreadable[];
}

export const listGroups = async ({ store, reader }: ListPorts): Promise<GroupList> => {
  const there = await readGroupsAtPushgateway(reader).catch(during(PushgatewayOutage, undefined));
  const list = new CutList<ListedGroup>();
  const unreadable: Unreadable[] = [];
  for await (const page of store.groups.scan()) {
    for (const item of page) {
      const path = item.state === "unreadable" ? item.key : item.path;
      const seen = there === undefined ? "unread" : there.get(path);
      there?.delete(path);
      if (item.state === "unreadable") {
        unreadable.push({ key: path, reason: item.reason });
      } else if (item.state === "live") {
        list.add(() => toListed(item, relayedOf(item, seen)));
      }
    }
  }
  for (const seen of there?.values() ?? []) {
    list.add(() => toForeign(seen));
  }
  return { groups: list.items, total: list.total, unreadable };
};

/** By exact path, without content. */
const readGroupsAtPushgateway = async (reader: PushgatewayReader): Promise<Map<string, Seen>> => {
  const there = new Map<string, Seen>();
  for await (const group of reader.readGroups()) {
    if (group.kind !== "group") {
      continue;
    }
    const { key, exactPath, markerMs, pushedAtMs, series } = group;
    there.set(exactPath, { key, exactPath, markerMs, pushedAtMs, series });
  }
  return there;
};

type Seen = Pick<SeenGroup, "key" | "exactPath" | "markerMs" | "pushedAtMs" | "series">;

/** @param seen the group at the Pushgateway */
export const relayedOf = ({ atMs }: LiveGroup, seen: Seen | undefined | "unread"): Relayed => {
  if (seen === "unread") {
    return "unknown";
  }
  return seen?.markerMs === atMs ? "relayed" : "waiting";
};

/** A group of the store. */
export const toListed = (
  { path, atMs, series, countedBytes, owner }: LiveGroup,
  relayed: Relayed,
): ListedGroup => ({
  path,
  ...toLabels(GroupingKey.ofPath(path)),
  pushedAt: toIsoTime(atMs),
  series,
  bytes: countedBytes,
  owner: owner === "" ? undefined : owner,
  relayed,
});

/** A group that only the Pushgateway has. */
export const toForeign = ({ key, exactPath, pushedAtMs, series }: Seen): ListedGroup => ({
  path: exactPath,
  ...toLabels(key),
  pushedAt: toIsoTime(pushedAtMs),
  series,
  bytes: undefined,
  owner: undefined,
  relayed: "foreign",
});

const toLabels = (key: GroupingKey | undefined): Pick<ListedGroup, "job" | "labels"> => ({
  job: key?.job ?? "",
  labels: Object.fromEntries(key?.labels.map(({ name, value }) => [name, value]) ?? []),
});

/** A damaged item may have any time. */
const toIsoTime = (ms: number): string =>
  Number.isFinite(ms) && Math.abs(ms) <= MAX_DATE_MS ? new Date(ms).toISOString() : "unknown";

const MAX_DATE_MS = 8.64e15;
