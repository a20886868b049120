import type { MetricType } from "../../model/exposition.ts";
import {
  type ContractItem,
  type CounterItem,
  type Holding,
  type NameEntry,
  type NameItem,
  NO_HOLDING,
  type OpenItem,
  type RemoteWriteItem,
} from "../../store/items.ts";
import { addHoldings } from "../../store/limits/counters.ts";
import type { ListPorts } from "./list-groups.ts";

export interface ListedName {
  /** The exposed name. */
  readonly name: string;
  /** The family that exposes it. */
  readonly family: string;
  readonly type: MetricType;
  /** The first claimant; undefined: it was found at the Pushgateway. */
  readonly first: { readonly owner: string; readonly job: string; readonly at: string } | undefined;
  /** How many consecutive runs have found it unused; 0: it was in use at the last run. */
  readonly idleRuns: number;
}

export interface ContractList {
  readonly names: readonly ListedName[];
  /** The list is cut after some thousands. */
  readonly totalNames: number;
  readonly owners: readonly ({ readonly owner: string } & Holding)[];
  readonly total: Holding;
  /** Labels that keys may have, and those that wait for the sweep. */
  readonly labels: readonly { readonly label: string; readonly state: "open" | "opening" }[];
  readonly isOpen: boolean;
  /** Each shard of each destination of remote write that has had a run. */
  readonly remoteWrite: readonly ListedShard[];
}

export interface ListedShard {
  readonly destination: string;
  readonly shard: number;
  /** The start of the last run that sent everything. Undefined: there was none. */
  readonly completeAt: string | undefined;
}

const MAX_LISTED = 10_000;

export const listContracts = async ({ store }: ListPorts): Promise<ContractList> => {
  const listing = new Listing();
  for await (const page of store.contracts.scan()) {
    for (const found of page) {
      if ("item" in found) {
        listing.add(found.item);
      }
    }
  }
  return listing.toList(store.groups.table);
};

/** The results of a scan so far. */
class Listing {
  readonly #names: ListedName[] = [];
  readonly #owners = new Map<string, Holding>();
  readonly #remoteWrite: ListedShard[] = [];
  #totalNames = 0;
  #total = NO_HOLDING;
  #open: OpenItem | undefined;

  add(item: ContractItem): void {
    switch (item.kind) {
      case "name":
        this.#addNames(item);
        break;
      case "counter":
        this.#addCounter(item);
        break;
      case "open":
        this.#open = item;
        break;
      case "remote-write":
        this.#remoteWrite.push(toListedShard(item));
        break;
      case "placement":
      case "run":
      case "dirty":
      case "refusals":
        break;
    }
  }

  #addNames({ entries }: NameItem): void {
    this.#totalNames += entries.size;
    if (this.#names.length < MAX_LISTED) {
      this.#names.push(...Array.from(entries, ([name, entry]) => toListed(name, entry)));
    }
  }

  #addCounter(counter: CounterItem): void {
    if ("owner" in counter.of) {
      const { owner } = counter.of;
      this.#owners.set(owner, addHoldings(this.#owners.get(owner) ?? NO_HOLDING, counter));
    } else {
      this.#total = addHoldings(this.#total, counter);
    }
  }

  /** @param table the groups table, since the store is open for one table */
  toList(table: string): ContractList {
    return {
      names: this.#names.sort((a, b) => (a.name < b.name ? -1 : 1)),
      totalNames: this.#totalNames,
      owners: Array.from(this.#owners, ([owner, held]) => ({ owner, ...held })).sort(
        (a, b) => b.series - a.series,
      ),
      total: this.#total,
      labels: Array.from(this.#open?.labels ?? [], ([label, state]) => ({
        label,
        state: state === "open" ? "open" : "opening",
      })),
      isOpen: this.#open?.table === table,
      remoteWrite: this.#remoteWrite,
    };
  }
}

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
