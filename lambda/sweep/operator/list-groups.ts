import { createSearch, toSearchText } from "../../model/group-search.ts";
import { GroupingKey } from "../../model/grouping-key.ts";
import { during } from "../../model/outage.ts";
import type { LiveGroup } from "../../store/items.ts";
import type { Unreadable } from "../run/run-report.ts";
import { readMarkers, type Seen } from "../scan/read-seen.ts";
import { PushgatewayOutage, type PushgatewayReader, type SeenGroup } from "../scan/seen-group.ts";
import type { ListPorts } from "./command.ts";
import { CutList } from "./cut-list.ts";

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
  /** Of the groups that were asked for. The list is cut after some thousands. */
  readonly total: number;
  /** Damaged items of the store. */
  readonly unreadable: readonly Unreadable[];
}

/** The groups with all words of the filter, or all. */
export const listGroups = async (filter: string | undefined, ports: ListPorts): Promise<GroupList> => {
  const seen = await readMarkers(ports);
  const others = new Set(seen?.keys());
  const list = new CutList<ListedGroup>();
  const isFound = filter === undefined ? undefined : createSearch(filter);
  const add = (create: () => ListedGroup): void => {
    if (isFound === undefined || isFound(toSearchText(create()))) {
      list.add(create);
    }
  };
  const unreadable: Unreadable[] = [];
  for await (const page of ports.store.groups.scan()) {
    for (const item of page) {
      const path = item.state === "unreadable" ? item.key : item.path;
      others.delete(path);
      if (item.state === "unreadable") {
        unreadable.push({ key: path, reason: item.reason });
      } else if (item.state === "live") {
        add(() => toListed(item, relayedOf(item, seen)));
      }
    }
  }
  if (others.size > 0) {
    await addForeign(others, ports.reader, add).catch(during(PushgatewayOutage, undefined));
  }
  return { groups: list.items, total: list.total, unreadable };
};

const addForeign = async (
  paths: ReadonlySet<string>,
  reader: PushgatewayReader,
  add: (create: () => ListedGroup) => void,
): Promise<void> => {
  for await (const group of reader.readGroups()) {
    if (group.kind === "group" && paths.has(group.exactPath)) {
      add(() => toForeign(group));
    }
  }
};

/** @param seen undefined: the Pushgateway does not answer */
export const relayedOf = ({ path, atMs }: LiveGroup, seen: Seen["groups"] | undefined): Relayed => {
  if (seen === undefined) {
    return "unknown";
  }
  return seen.get(path)?.markerMs === atMs ? "relayed" : "waiting";
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
export const toForeign = ({ key, exactPath, pushedAtMs, series }: SeenGroup): ListedGroup => ({
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
