import type { OpenItem } from "../../store/items.ts";
import type { Versioned } from "../../store/store.ts";
import type { RunMoment } from "../garbage/idle.ts";
import type { RunPorts } from "../run/run-ports.ts";
import type { ContractUsage } from "./contract-usage.ts";
import { readSeen, readSeenOnPage, type Seen, type SeenOnPage, type SeenWithUsage } from "./read-seen.ts";
import { type ContractScan, scanContracts } from "./scan-contracts.ts";
import { type StoreScan, scanGroups } from "./scan-groups.ts";

/** What a run has read, in this order. */
export interface Scan {
  readonly moment: RunMoment;
  readonly open: Versioned<OpenItem>;
  readonly seen: Seen;
  readonly contracts: ContractScan;
  readonly groups: StoreScan;
  /** The needs of all groups, of the store and of the Pushgateway. */
  readonly usage: ContractUsage;
}

/**
 * The Pushgateway is read from its page, if that shows everything. Otherwise all its groups are read (clause 10): while a
 * label opens, since the page does not show which labels are of the key, and if the page is cut.
 */
export const readAll = async (
  moment: RunMoment,
  open: Versioned<OpenItem>,
  { reader, readPage, store }: Pick<RunPorts, "reader" | "readPage" | "store">,
): Promise<Scan> => {
  const trackedLabels = new Set(open.item.labels.keys());
  const readRest = async ({ seen, usage }: SeenWithUsage): Promise<Scan> => {
    // Counters are read before the groups: additions of later pushes are not in the scan, so they are kept.
    const contracts = await scanContracts(store);
    const groups = await scanGroups(store, {
      trackedLabels,
      usage,
      seen: seen.groups,
      startedMs: moment.startedMs,
    });
    return { moment, open, seen, contracts, groups, usage };
  };
  const isOpening = [...open.item.labels.values()].some((state) => state !== "open");
  const onPage = isOpening ? undefined : await readSeenOnPage(readPage, trackedLabels);
  if (onPage !== undefined) {
    const scan = await readRest(onPage);
    if (!isCut(onPage, scan.groups)) {
      return scan;
    }
  }
  return readRest(await readSeen(reader, trackedLabels));
};

/**
 * A Pushgateway ends its page with status 200 at a metric that it cannot encode. That can be a gauge histogram if it is
 * older than 1.11.3. Then the rest is missing: some families, or all groups, which only the later families name.
 */
const isCut = ({ seen, families }: SeenOnPage, { live, relayedFamilies }: StoreScan): boolean =>
  !relayedFamilies.isSubsetOf(families) || (seen.groups.size === 0 && live.size > 0);
