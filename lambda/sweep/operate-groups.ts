import type { Destination } from "../destinations/destination.ts";
import type { Clock } from "../model/clock.ts";
import { countSeries, type MetricType } from "../model/exposition.ts";
import { GroupingKey } from "../model/grouping-key.ts";
import { parseGroupingKey } from "../request/parse-grouping-key.ts";
import { decodeContent } from "../store/content.ts";
import { deleteGroup } from "../store/delete-group.ts";
import type { LiveGroup } from "../store/items.ts";
import type { Store } from "../store/store.ts";
import { failOperation, type OperatorRefusal } from "./operator-refusal.ts";
import { type RelayTimes, timeToRelay } from "./run/repair.ts";
import type { Unreadable } from "./run/run-report.ts";
import { PushgatewayOutage, type PushgatewayReader, type SeenGroup } from "./run/seen-group.ts";
import type { ReadPage } from "./scrape-health.ts";
import { findUnreadableGroups } from "./unreadable-groups.ts";

export interface GroupPorts {
  readonly store: Store;
  readonly reader: PushgatewayReader;
  readonly readPage: ReadPage;
  readonly destination: Destination;
  readonly now: Clock;
  readonly createId: () => string;
  readonly backOff: (attempt: number) => Promise<void>;
}

/** What the Pushgateway has of a group. `foreign`: the group was pushed past the proxy, and the store has nothing of it. */
export type Relayed = "relayed" | "waiting" | "foreign" | "unknown";

export interface ListedGroup {
  /** As `groups show` and `groups delete` take it. */
  readonly path: string;
  readonly job: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pushedAt: string;
  readonly series: number;
  /** Whom it counts for; undefined: nobody. */
  readonly owner: string | undefined;
  readonly relayed: Relayed;
}

export interface GroupList {
  readonly groups: readonly ListedGroup[];
  /** The list ends at some thousands. */
  readonly total: number;
  /** Items of the store that are damaged. */
  readonly unreadable: readonly Unreadable[];
}

/** As many groups are listed: an answer of a function has at most 6 MB. */
const MAX_LISTED = 10_000;

export const listGroups = async ({ store, reader }: GroupPorts): Promise<GroupList> => {
  const there = await readThere(reader);
  const groups: ListedGroup[] = [];
  const unreadable: Unreadable[] = [];
  let total = 0;
  const add = (create: () => ListedGroup): void => {
    total += 1;
    if (groups.length < MAX_LISTED) {
      groups.push(create());
    }
  };
  for await (const page of store.groups.scan()) {
    for (const item of page) {
      const path = item.state === "unreadable" ? item.key : item.path;
      const seen = there === undefined ? "unread" : there.get(path);
      there?.delete(path);
      if (item.state === "unreadable") {
        unreadable.push({ key: path, reason: item.reason });
      } else if (item.state === "live") {
        add(() => toListed(item, relayedOf(item, seen)));
      }
    }
  }
  for (const seen of there?.values() ?? []) {
    add(() => toForeign(seen));
  }
  return { groups, total, unreadable };
};

/** By exact path, without content; undefined: it does not answer. */
const readThere = async (reader: PushgatewayReader): Promise<Map<string, Seen> | undefined> => {
  const there = new Map<string, Seen>();
  try {
    for await (const group of reader.readGroups()) {
      if (group.kind !== "group") {
        continue;
      }
      const { key, exactPath, markerMs, pushedAtMs, series } = group;
      there.set(exactPath, { key, exactPath, markerMs, pushedAtMs, series });
    }
    return there;
  } catch (error) {
    if (error instanceof PushgatewayOutage) {
      return undefined;
    }
    throw error;
  }
};

type Seen = Pick<SeenGroup, "key" | "exactPath" | "markerMs" | "pushedAtMs" | "series">;

const relayedOf = ({ atMs }: LiveGroup, seen: Seen | undefined | "unread"): Relayed => {
  if (seen === "unread") {
    return "unknown";
  }
  return seen?.markerMs === atMs ? "relayed" : "waiting";
};

const toListed = ({ path, atMs, series, owner }: LiveGroup, relayed: Relayed): ListedGroup => ({
  path,
  ...toLabels(GroupingKey.ofPath(path)),
  pushedAt: toIsoTime(atMs),
  series,
  owner: owner === "" ? undefined : owner,
  relayed,
});

const toForeign = ({ key, exactPath, pushedAtMs, series }: Seen): ListedGroup => ({
  path: exactPath,
  ...toLabels(key),
  pushedAt: toIsoTime(pushedAtMs),
  series,
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

export interface ShownGroup extends ListedGroup {
  /** As the limits count it; undefined for a group that the store does not have. */
  readonly bytes: number | undefined;
  readonly families: readonly {
    readonly name: string;
    readonly type: MetricType;
    readonly series: number;
  }[];
}

/** One group, by its path in any form that a push may have. */
export const showGroup = async (path: string, ports: GroupPorts): Promise<ShownGroup | OperatorRefusal> => {
  const canonical = toCanonical(path);
  if (canonical === undefined) {
    return toInvalid(path);
  }
  const { item, seen } = await find(path, canonical, ports);
  if (item?.state === "live") {
    return {
      ...toListed(item, relayedOf(item, seen)),
      bytes: item.countedBytes,
      families: decodeContent(item.content).map((family) => ({
        name: family.name,
        type: family.type,
        series: countSeries(family),
      })),
    };
  }
  if (seen === undefined || seen === "unread") {
    return toAbsent(path, item !== undefined);
  }
  return {
    ...toForeign(seen),
    bytes: undefined,
    families: seen.families.map(({ name, type, labels }) => ({ name, type, series: labels.length })),
  };
};

const find = async (path: string, canonical: string, { store, reader }: GroupPorts) => ({
  item: await store.groups.read(canonical),
  seen: await findThere(path, canonical, reader),
});

const findThere = async (
  path: string,
  canonical: string,
  reader: PushgatewayReader,
): Promise<SeenGroup | undefined | "unread"> => {
  let found: SeenGroup | undefined;
  try {
    for await (const group of reader.readGroups()) {
      if (group.kind !== "group") {
        continue;
      }
      if (group.exactPath === path || (found === undefined && group.exactPath === canonical)) {
        found = group;
      }
    }
    return found;
  } catch (error) {
    if (error instanceof PushgatewayOutage) {
      return "unread";
    }
    throw error;
  }
};

export interface DeletedGroup {
  readonly deleted: {
    readonly path: string;
    /** Just before; undefined where nobody can tell. */
    readonly series: number | undefined;
  };
  /** `later`: the Pushgateway did not answer, and the next run deletes it there. */
  readonly atPushgateway: "deleted" | "later";
}

/**
 * Deletes the group of a path as an operator gives it: the exact one that the list shows, or any other form that a push may
 * have. A group of the store gets a tombstone (clause 8). A group that was pushed past the proxy is deleted at the Pushgateway.
 */
export const deleteNamedGroup = async (
  path: string,
  ports: GroupPorts,
  times: RelayTimes,
): Promise<DeletedGroup | OperatorRefusal> => {
  const canonical = toCanonical(path);
  if (canonical === undefined) {
    return toInvalid(path);
  }
  const seen = await findThere(path, canonical, ports.reader);
  const isOther = seen !== undefined && seen !== "unread" && seen.exactPath !== canonical;
  const item = isOther ? undefined : await findStored(canonical, ports);
  if (item !== undefined) {
    return deleteStored(canonical, item, ports, times);
  }
  if (seen === "unread") {
    return failOperation(
      "unavailable",
      `the store has no group ${path}, and the Pushgateway does not answer`,
    );
  }
  if (seen !== undefined) {
    return deleteThere(seen.exactPath, seen.series, ports, times);
  }
  return (await isNamedByPage(path, ports.readPage))
    ? deleteThere(path, undefined, ports, times)
    : toAbsent(path, false);
};

/** What the store holds at a path; undefined: no live group. A damaged item is found by scanning. */
const findStored = async (
  path: string,
  { store }: GroupPorts,
): Promise<{ readonly series: number | undefined } | undefined> => {
  for await (const page of store.groups.scan()) {
    for (const item of page) {
      if (item.state === "unreadable" && item.key === path) {
        return { series: undefined };
      }
      if (item.state === "live" && item.path === path) {
        return { series: item.series };
      }
    }
  }
  return undefined;
};

const deleteStored = async (
  path: string,
  { series }: { readonly series: number | undefined },
  ports: GroupPorts,
  times: RelayTimes,
): Promise<DeletedGroup | OperatorRefusal> => {
  const buried = await deleteGroup({ path }, ports.createId(), ports);
  if (buried.kind !== "buried") {
    return failOperation("unavailable", `the store did not take the deletion (${buried.reason}); try again`);
  }
  const timeoutMs = timeToRelay(buried.restsOnMs, ports.now(), times);
  const relayed = timeoutMs > 0 ? await ports.destination.remove({ path }, timeoutMs) : undefined;
  return { deleted: { path, series }, atPushgateway: relayed?.kind === "delivered" ? "deleted" : "later" };
};

const deleteThere = async (
  path: string,
  series: number | undefined,
  { destination }: GroupPorts,
  { relayTimeoutMs }: RelayTimes,
): Promise<DeletedGroup | OperatorRefusal> =>
  (await destination.remove({ path }, relayTimeoutMs)).kind === "delivered"
    ? { deleted: { path, series }, atPushgateway: "deleted" }
    : failOperation("unavailable", "the Pushgateway did not delete the group; try again");

/** A group whose key is not UTF-8 is in no list: the page that it breaks names it. */
const isNamedByPage = async (path: string, readPage: ReadPage): Promise<boolean> => {
  try {
    return findUnreadableGroups((await readPage()).errorText).includes(path);
  } catch (error) {
    if (error instanceof PushgatewayOutage) {
      return false;
    }
    throw error;
  }
};

const ROOT = "/metrics/job";

/** Undefined: no path of a group. One that a push cannot have may still be the exact path of a foreign group. */
const toCanonical = (path: string): string | undefined => {
  if (!path.startsWith(ROOT)) {
    return undefined;
  }
  const key = parseGroupingKey(path);
  return key.ok ? key.value.path : path;
};

const toInvalid = (path: string): OperatorRefusal =>
  failOperation("invalid", `the path begins with ${ROOT}/<job> or ${ROOT}@base64/<job>, got ${path}`);

const toAbsent = (path: string, isDeleted: boolean): OperatorRefusal =>
  failOperation(
    "absent",
    isDeleted
      ? `the group ${path} was deleted`
      : `there is no group ${path}; npm run groups -- list shows those there are`,
  );
