import type { MetricType } from "../../model/exposition.ts";
import { GroupingKey } from "../../model/grouping-key.ts";
import { decodeContent } from "../../store/content.ts";
import { baseName, nameKey } from "../../store/contract-key.ts";
import { addHoldings } from "../../store/counters.ts";
import { find } from "../../store/decide.ts";
import {
  type Holding,
  type LabelPlacement,
  type NameEntry,
  type NameItem,
  NO_HOLDING,
  type OpenItem,
  type PlacementItem,
  type RemoteWriteItem,
} from "../../store/items.ts";
import { type NameNeed, shapesOf, shapesOfShown, toNeeds } from "../../store/needs.ts";
import type { Store } from "../../store/store.ts";
import { failOperation, type OperatorRefusal } from "./command.ts";
import type { ListPorts } from "./list-groups.ts";

export interface ListedName {
  /** As it is exposed. */
  readonly name: string;
  /** The family that exposes it. */
  readonly family: string;
  readonly type: MetricType;
  /** Who pushed it first; undefined: it was found at the Pushgateway. */
  readonly first: { readonly owner: string; readonly job: string; readonly at: string } | undefined;
  /** How many runs in a row have found it unused; 0: it was in use at the last run. */
  readonly idleRuns: number;
}

export interface ContractList {
  readonly names: readonly ListedName[];
  /** The list ends at some thousands. */
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
  const names: ListedName[] = [];
  const owners = new Map<string, Holding>();
  const remoteWrite: ListedShard[] = [];
  let totalNames = 0;
  let total = NO_HOLDING;
  let open: OpenItem | undefined;
  for await (const page of store.contracts.scan()) {
    for (const found of page) {
      const item = "item" in found ? found.item : undefined;
      if (item?.kind === "name") {
        totalNames += item.entries.size;
        if (names.length < MAX_LISTED) {
          names.push(...listNames(item));
        }
      } else if (item?.kind === "counter") {
        if ("owner" in item.of) {
          const { owner } = item.of;
          owners.set(owner, addHoldings(owners.get(owner) ?? NO_HOLDING, item));
        } else {
          total = addHoldings(total, item);
        }
      } else if (item?.kind === "open") {
        open = item;
      } else if (item?.kind === "remote-write") {
        remoteWrite.push(toListedShard(item));
      }
    }
  }
  return {
    names: names.sort((a, b) => (a.name < b.name ? -1 : 1)),
    totalNames,
    owners: Array.from(owners, ([owner, held]) => ({ owner, ...held })).sort((a, b) => b.series - a.series),
    total,
    labels: Array.from(open?.labels ?? [], ([label, state]) => ({
      label,
      state: state === "open" ? "open" : "opening",
    })),
    isOpen: open?.table === store.groups.table,
    remoteWrite,
  };
};

const toListedShard = ({ destination, shard, fromMs }: RemoteWriteItem): ListedShard => ({
  destination,
  shard,
  completeAt: fromMs === 0 ? undefined : new Date(fromMs).toISOString(),
});

const listNames = ({ entries }: NameItem): readonly ListedName[] =>
  Array.from(entries, ([name, entry]) => toListed(name, entry));

const toListed = (name: string, { family, type, first, idle }: NameEntry): ListedName => ({
  name,
  family,
  type,
  first: first && { owner: first.owner, job: first.job, at: new Date(first.atMs).toISOString() },
  idleRuns: idle?.runs ?? 0,
});

export interface ShownContract {
  readonly name: string;
  /** Of the name, or of all names of the family that is so called. */
  readonly names: readonly ListedName[];
  /** Paths of groups that need one of these names, at most {@link MAX_USERS}. */
  readonly usedBy: readonly string[];
  readonly users: number;
  /** Where values of tracked labels are, by job. Values are kept as hashes, so all there is to show is how many. */
  readonly placements: readonly {
    readonly job: string;
    readonly label: string;
    readonly inKeys: number | "all but those in bodies";
    readonly inBodies: number | "all but those in keys";
  }[];
}

export const MAX_USERS = 20;

export const showContract = async (
  name: string,
  ports: ListPorts,
): Promise<ShownContract | OperatorRefusal> => {
  const names = await readEntries(name, ports.store);
  if (names.length === 0) {
    return toUnclaimed(name);
  }
  const users = await findUsers(name, ports);
  return {
    name,
    names: names.map(([exposed, entry]) => toListed(exposed, entry)),
    usedBy: users.slice(0, MAX_USERS),
    users: users.length,
    placements: await findPlacements(new Set(names.map(([, { family }]) => family)), ports.store),
  };
};

export const toUnclaimed = (name: string): OperatorRefusal =>
  failOperation("absent", `the name ${name} is not taken; npm run contracts -- list shows those that are`);

/** The entries of an exposed name, or of the family that is so called. */
export const readEntries = async (
  name: string,
  { contracts }: Store,
): Promise<readonly (readonly [string, NameEntry])[]> => {
  const key = nameKey(baseName(name));
  const item = find(await contracts.read([key]), key, "name")?.item;
  return [...(item?.entries ?? [])].filter(([exposed, { family }]) => exposed === name || family === name);
};

/** Paths of groups of the store and of the Pushgateway that need the name. */
export const findUsers = async (name: string, { store, reader }: ListPorts): Promise<readonly string[]> => {
  const isNeeded = (need: NameNeed): boolean => need.name === name || need.family === name;
  const paths = new Set<string>();
  for await (const page of store.groups.scan()) {
    for (const item of page) {
      const key = item.state === "live" ? GroupingKey.ofPath(item.path) : undefined;
      if (item.state !== "live" || key === undefined) {
        continue;
      }
      const shapes = shapesOf(decodeContent(item.content), key, NONE);
      if (toNeeds(shapes, key, NONE).names.some(isNeeded)) {
        paths.add(item.path);
      }
    }
  }
  for await (const group of reader.readGroups()) {
    if (group.kind !== "group") {
      continue;
    }
    const shapes = shapesOfShown(group.families, group.key, NONE);
    if (toNeeds(shapes, group.key, NONE).names.some(isNeeded)) {
      paths.add(group.exactPath);
    }
  }
  return [...paths].sort();
};

const NONE: ReadonlySet<string> = new Set();

const findPlacements = async (
  families: ReadonlySet<string>,
  { contracts }: Store,
): Promise<ShownContract["placements"]> => {
  const found: ShownContract["placements"][number][] = [];
  for await (const page of contracts.scan()) {
    for (const one of page) {
      if ("item" in one && one.item.kind === "placement") {
        found.push(...toPlacements(one.item, families));
      }
    }
  }
  return found;
};

const toPlacements = ({ job, families }: PlacementItem, wanted: ReadonlySet<string>) =>
  Array.from(families).flatMap(([family, labels]) =>
    wanted.has(family)
      ? Array.from(labels, ([label, placement]) => ({ job, label, ...countSides(placement) }))
      : [],
  );

const countSides = ({ key, body, rest }: LabelPlacement) => ({
  inKeys: rest?.side === "key" ? ("all but those in bodies" as const) : key.size,
  inBodies: rest?.side === "body" ? ("all but those in keys" as const) : body.size,
});
