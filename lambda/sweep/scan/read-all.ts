import type { OpenItem } from "../../store/items.ts";
import type { Versioned } from "../../store/store.ts";
import type { RunMoment } from "../garbage/idle.ts";
import type { RunPorts } from "../run/run-ports.ts";
import { ContractUsage } from "./contract-usage.ts";
import { readSeen, type Seen } from "./read-seen.ts";
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

export const readAll = async (
  moment: RunMoment,
  open: Versioned<OpenItem>,
  { reader, store }: Pick<RunPorts, "reader" | "store">,
): Promise<Scan> => {
  const trackedLabels = new Set(open.item.labels.keys());
  const usage = new ContractUsage();
  const seen = await readSeen(reader, trackedLabels, usage);
  // Counters are read before the groups: additions of later pushes are not in the scan, so they are kept.
  const contracts = await scanContracts(store);
  const groups = await scanGroups(store, trackedLabels, usage, moment.startedMs);
  return { moment, open, seen, contracts, groups, usage };
};
