import { GroupingKey } from "../../model/grouping-key.ts";
import { baseName, findItem, nameKey } from "../../store/contracts/contract-key.ts";
import { type NameNeed, toNeeds, toNeedsOfSeen } from "../../store/contracts/needs.ts";
import { readContent } from "../../store/groups/content.ts";
import type { LabelPlacement, NameEntry, PlacementItem } from "../../store/items.ts";
import type { Store } from "../../store/store.ts";
import { scanContracts } from "../scan/scan-contracts.ts";
import { failOperation, type ListPorts, type OperatorRefusal } from "./command.ts";
import { type ListedName, toListed } from "./list-contracts.ts";

export interface ShownContract {
  readonly name: string;
  /** Of the name, or of all names of the family with that name. */
  readonly names: readonly ListedName[];
  /** Paths of groups that need one of these names, at most {@link MAX_USERS}. */
  readonly usedBy: readonly string[];
  readonly users: number;
  /** The placement of tracked labels' values, by job. Values are kept as hashes, so only their number can be shown. */
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
  failOperation("absent", `nobody has pushed the name ${name}; npm run contracts -- list shows all names`);

/** The entries of an exposed name, or of the family with that name. */
export const readEntries = async (
  name: string,
  { contracts }: Store,
): Promise<readonly (readonly [string, NameEntry])[]> => {
  const key = nameKey(baseName(name));
  const item = findItem(await contracts.read([key]), key, "name")?.item;
  return [...(item?.entries ?? [])].filter(([exposed, { family }]) => exposed === name || family === name);
};

const findPlacements = async (
  families: ReadonlySet<string>,
  store: Store,
): Promise<ShownContract["placements"]> => {
  const { items } = await scanContracts(store);
  return Array.from(items.values()).flatMap(({ item }) =>
    item.kind === "placement" ? toPlacements(item, families) : [],
  );
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

/** Paths of groups of the store and of the Pushgateway that need the name. */
export const findUsers = async (name: string, { store, reader }: ListPorts): Promise<readonly string[]> => {
  const isNeeded = (need: NameNeed): boolean => need.name === name || need.family === name;
  await reader.readStart();
  const paths = new Set<string>();
  for await (const page of store.groups.scan()) {
    for (const item of page) {
      const key = item.state === "live" ? GroupingKey.ofPath(item.path) : undefined;
      if (item.state !== "live" || key === undefined) {
        continue;
      }
      // Runs report a damaged group, and release no name while there is one.
      if (toNeeds(readContent(item.content) ?? [], key, NONE).names.some(isNeeded)) {
        paths.add(item.path);
      }
    }
  }
  for await (const group of reader.readGroups()) {
    if (group.kind !== "group") {
      continue;
    }
    if (toNeedsOfSeen(group.families, group.key, NONE).names.some(isNeeded)) {
      paths.add(group.exactPath);
    }
  }
  return [...paths].sort();
};

const NONE: ReadonlySet<string> = new Set();
