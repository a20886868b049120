import { during } from "../../model/outage.ts";
import type { Unavailable } from "../../store/group-push.ts";
import { deleteGroup } from "../../store/groups/delete-group.ts";
import type { ReadScrapePage } from "../health/scrape-health.ts";
import { findUnreadableGroups } from "../health/unreadable-groups.ts";
import { type RelayTimes, relayOrUnanswered } from "../repair/relay-current.ts";
import { PushgatewayOutage } from "../scan/seen-group.ts";
import { failOperation, type OperatorPorts, type OperatorRefusal } from "./command.ts";
import { findAtPushgateway, toAbsent, toCanonical, toInvalid } from "./named-group.ts";

export interface DeletedGroup {
  readonly deleted: {
    readonly path: string;
    /** Before the deletion; undefined if it is not known. */
    readonly series: number | undefined;
  };
  /** `later`: the Pushgateway did not answer, and the next run deletes it there. */
  readonly atPushgateway: "deleted" | "later";
}

/**
 * Deletes the group of an operator's path: the exact one from the list, or any other form that a push may have. A group
 * of the store gets a tombstone (clause 8). A group that was pushed past the proxy is deleted at the Pushgateway.
 */
export const deleteNamedGroup = async (
  path: string,
  ports: OperatorPorts,
  times: RelayTimes,
): Promise<DeletedGroup | OperatorRefusal> => {
  const canonical = toCanonical(path);
  if (canonical === undefined) {
    return toInvalid(path);
  }
  const seen = await findAtPushgateway(path, canonical, ports.reader);
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
    return deleteAtPushgateway(seen.exactPath, seen.series, ports, times);
  }
  return (await isNamedByPage(path, ports.readPage))
    ? deleteAtPushgateway(path, undefined, ports, times)
    : toAbsent(path);
};

/** The stored item at a path; undefined: no live group. A damaged item is found by scanning. */
const findStored = async (
  path: string,
  { store }: OperatorPorts,
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
  ports: OperatorPorts,
  times: RelayTimes,
): Promise<DeletedGroup | OperatorRefusal> => {
  const id = ports.createId();
  const buried = await deleteGroup({ path }, id, ports);
  if (buried.kind !== "buried") {
    return failOperation("unavailable", `the group may still exist: ${WHY[buried.reason]}; try again`);
  }
  const { restsOnMs } = buried;
  const item = { state: "deleted", path, id, atMs: restsOnMs, idle: undefined } as const;
  const relayed = await relayOrUnanswered({ item, restsOnMs }, ports, times);
  return { deleted: { path, series }, atPushgateway: relayed === "delivered" ? "deleted" : "later" };
};

const deleteAtPushgateway = async (
  path: string,
  series: number | undefined,
  { destination }: OperatorPorts,
  { relayTimeoutMs }: RelayTimes,
): Promise<DeletedGroup | OperatorRefusal> =>
  (await destination.remove({ path }, relayTimeoutMs)).kind === "delivered"
    ? { deleted: { path, series }, atPushgateway: "deleted" }
    : failOperation("unavailable", "the Pushgateway did not delete the group; try again");

/** A group whose key is not UTF-8 is in no list, but the page that it breaks names it. */
const isNamedByPage = async (path: string, readPage: ReadScrapePage): Promise<boolean> => {
  const page = await readPage().catch(during(PushgatewayOutage, undefined));
  return page !== undefined && findUnreadableGroups(page.errorText).includes(path);
};

const NOT_OPEN = "the store is not open yet";

const WHY: Readonly<Record<Unavailable["reason"], string>> = {
  unanswered: "the store does not answer",
  contended: "others write it at the same time",
  closed: NOT_OPEN,
  "label-opening": NOT_OPEN,
};
