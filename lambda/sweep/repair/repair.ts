import type { DeliveryOutcome } from "../../destinations/destination.ts";
import { forEachConcurrently } from "../../model/for-each-concurrently.ts";
import { during } from "../../model/outage.ts";
import type { GroupItem } from "../../store/items.ts";
import { StoreOutage } from "../../store/store.ts";
import type { StoreScan } from "../scan/scan-groups.ts";
import type { Difference } from "./differences.ts";
import { type RelayCurrentPorts, type RelayTimes, relayOrUnanswered } from "./relay-current.ts";

export interface RepairOutcome {
  /** Groups that the Pushgateway refused, which is a bug. */
  readonly refused: readonly string[];
  /** Groups that could not be read or got no answer, so the run is not complete. */
  readonly failed: readonly string[];
}

/** The Pushgateway applies pushes one after the other. Concurrent requests hide the network's latency. */
const AT_ONCE = 16;

/** Repairs the differences, each group with the currently stored version if it is the scanned one. */
export const repair = async (
  differences: readonly Pick<Difference, "path">[],
  scan: StoreScan,
  ports: RelayCurrentPorts,
  times: RelayTimes,
): Promise<RepairOutcome> => {
  const refused: string[] = [];
  const failed: string[] = [];
  await forEachConcurrently(differences, AT_ONCE, async ({ path }) => {
    const kind = await repairGroup(path, scan, ports, times);
    if (kind === "refused") {
      refused.push(path);
    }
    if (kind === "unanswered") {
      failed.push(path);
    }
  });
  return { refused, failed };
};

const repairGroup = async (
  path: string,
  scan: StoreScan,
  ports: RelayCurrentPorts,
  times: RelayTimes,
): Promise<DeliveryOutcome["kind"] | "changed"> => {
  const restsOnMs = ports.now();
  const item = await ports.store.groups.read(path).catch(during(StoreOutage, "unanswered" as const));
  if (item === "unanswered") {
    return item;
  }
  return item === undefined || !isAsScanned(item, scan)
    ? "changed"
    : relayOrUnanswered({ item, restsOnMs }, ports, times);
};

const isAsScanned = (current: GroupItem, { live, tombstones }: StoreScan): boolean => {
  const scanned = current.state === "live" ? live.get(current.path) : tombstones.get(current.path);
  return scanned?.id === current.id && scanned.atMs === current.atMs;
};
