import type { MetricType } from "../../model/exposition.ts";
import type { CounterItem, Holding, NameEntry, RemoteWriteItem } from "../../store/items.ts";
import { sumHoldings } from "../../store/limits/counters.ts";
import { scanContracts } from "../scan/scan-contracts.ts";
import type { ListPorts } from "./command.ts";
import { CutList } from "./cut-list.ts";

export interface ListedName {
  /** The exposed name. */
  readonly name: string;
  /** The family that exposes it. */
  readonly family: string;
  readonly type: MetricType;
  /** The first claimant; undefined: it was found at the Pushgateway, or is the proxy's own. */
  readonly first: { readonly owner: string; readonly job: string; readonly at: string } | undefined;
  /** How many consecutive runs have found it unused; 0: it was in use at the last run. */
  readonly idleRuns: number;
}

/** The metrics of the proxy about itself. Their prefix is reserved, so no client can be the first to push one. */
export const isOwnName = ({ name, first }: ListedName): boolean =>
  first === undefined && name.startsWith("pushgateway_proxy_");

export interface ContractList {
  readonly names: readonly ListedName[];
  /** The list is cut after some thousands. */
  readonly totalNames: number;
  readonly owners: readonly ListedOwner[];
  readonly total: Holding;
  /** Labels that keys may have, and those that wait for the sweep. */
  readonly labels: readonly { readonly label: string; readonly state: "open" | "opening" }[];
  readonly isOpen: boolean;
  /** Each shard of each destination of remote write that has had a run. */
  readonly remoteWrite: readonly ListedShard[];
}

export interface ListedOwner extends Holding {
  readonly owner: string;
}

export interface ListedShard {
  readonly destination: string;
  readonly shard: number;
  /** The start of the last run that sent everything. Undefined: there was none. */
  readonly completeAt: string | undefined;
}

export const listContracts = async ({ store }: ListPorts): Promise<ContractList> => {
  const scan = await scanContracts(store);
  const items = Array.from(scan.items.values(), ({ item }) => item);
  const names = new CutList<ListedName>();
  for (const item of items) {
    for (const [name, entry] of item.kind === "name" ? item.entries : []) {
      names.add(() => toListed(name, entry));
    }
  }
  const counters = items.filter((item) => item.kind === "counter");
  const open = items.find((item) => item.kind === "open");
  return {
    names: names.items.sort((a, b) => (a.name < b.name ? -1 : 1)),
    totalNames: names.total,
    owners: sumByOwner(counters).sort((a, b) => b.series - a.series),
    total: sumHoldings(counters.filter(({ of }) => "totalShard" in of)),
    labels: Array.from(open?.labels ?? [], ([label, state]) => ({
      label,
      state: state === "open" ? "open" : "opening",
    })),
    isOpen: open?.table === store.groups.table,
    remoteWrite: items.filter((item) => item.kind === "remote-write").map(toListedShard),
  };
};

const sumByOwner = (counters: readonly CounterItem[]): ListedOwner[] => {
  const parts = Map.groupBy(counters, ({ of }) => ("owner" in of ? of.owner : undefined));
  return Array.from(parts).flatMap(([owner, held]) =>
    owner === undefined ? [] : [{ owner, ...sumHoldings(held) }],
  );
};

const toListedShard = ({ destination, shard, fromMs }: RemoteWriteItem): ListedShard => ({
  destination,
  shard,
  completeAt: fromMs === 0 ? undefined : new Date(fromMs).toISOString(),
});

export const toListed = (name: string, { family, type, first, idle }: NameEntry): ListedName => ({
  name,
  family,
  type,
  first: first && { owner: first.owner, job: first.job, at: new Date(first.atMs).toISOString() },
  idleRuns: idle?.runs ?? 0,
});
