import type { MetricType } from "../model/exposition.ts";
import { GroupingKey } from "../model/grouping-key.ts";
import { baseName } from "../store/base-name.ts";
import { decodeContent } from "../store/content.ts";
import { nameKey } from "../store/contract-key.ts";
import { addHoldings } from "../store/counters.ts";
import { find } from "../store/decide.ts";
import {
  type Holding,
  type Idle,
  type LabelPlacement,
  type NameEntry,
  type NameItem,
  NO_HOLDING,
  type OpenItem,
  type PlacementItem,
} from "../store/items.ts";
import { type NameNeed, shapesOf, shapesOfShown, toNeeds } from "../store/needs.ts";
import type { Store } from "../store/store.ts";
import { failOperation, type OperatorRefusal } from "./operator-refusal.ts";
import type { RunReport } from "./run/run-report.ts";
import type { PushgatewayReader } from "./run/seen-group.ts";

export interface ContractPorts {
  readonly store: Store;
  readonly reader: PushgatewayReader;
}

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
}

const MAX_LISTED = 10_000;

export const listContracts = async ({ store }: ContractPorts): Promise<ContractList> => {
  const names: ListedName[] = [];
  const owners: ({ readonly owner: string } & Holding)[] = [];
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
          owners.push({ owner: item.of.owner, ...toHolding(item) });
        } else {
          total = addHoldings(total, item);
        }
      } else if (item?.kind === "open") {
        open = item;
      }
    }
  }
  return {
    names: names.sort((a, b) => (a.name < b.name ? -1 : 1)),
    totalNames,
    owners: owners.sort((a, b) => b.series - a.series),
    total,
    labels: Array.from(open?.labels ?? [], ([label, state]) => ({
      label,
      state: state === "open" ? "open" : "opening",
    })),
    isOpen: open?.table === store.groups.table,
  };
};

const toHolding = ({ groups, series, bytes, names }: Holding): Holding => ({ groups, series, bytes, names });

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
  ports: ContractPorts,
): Promise<ShownContract | OperatorRefusal> => {
  const names = await readEntries(name, ports.store);
  if (names.length === 0) {
    return toAbsent(name);
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

const toAbsent = (name: string): OperatorRefusal =>
  failOperation("absent", `nobody claims the name ${name}; npm run contracts -- list shows those that are`);

/** The entries of an exposed name, or of the family that is so called. */
const readEntries = async (
  name: string,
  { contracts }: Store,
): Promise<readonly (readonly [string, NameEntry])[]> => {
  const key = nameKey(baseName(name));
  const item = find(await contracts.read([key]), key, "name")?.item;
  return [...(item?.entries ?? [])].filter(([exposed, { family }]) => exposed === name || family === name);
};

/** Paths of groups of the store and of the Pushgateway that need the name. */
const findUsers = async (name: string, { store, reader }: ContractPorts): Promise<readonly string[]> => {
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

/** How far a name is from being free. */
export interface ReleaseProgress {
  readonly name: string;
  /**
   * `free`: anybody may push it as anything. `in-use`: groups need it, and it is never released while they do. `waiting`:
   * more runs must find it unused.
   */
  readonly state: "free" | "in-use" | "waiting";
  readonly usedBy: readonly string[];
  readonly users: number;
  /** Runs in a row that have found it unused, and how many must. */
  readonly runs: number;
  readonly neededRuns: number;
  /** When the next run can count: the operator's command asks again then. */
  readonly waitMs: number;
}

export interface ReleasePorts extends ContractPorts {
  readonly now: () => number;
  /** One whole run, as the schedule makes it. */
  readonly run: () => Promise<RunReport>;
}

/**
 * Frees a name sooner than the schedule would: each command makes one run, which counts what is unused as every run does
 * (clause 12), and tells when the next one can count. So K commands D apart do what otherwise takes K runs of the schedule.
 * Nothing else is changed: a name that some group needs stays claimed, and every run's count can be taken back by a push.
 */
export const releaseContract = async (
  name: string,
  ports: ReleasePorts,
  times: { readonly betweenRunsMs: number; readonly runs: number },
): Promise<ReleaseProgress | OperatorRefusal> => {
  if ((await readEntries(name, ports.store)).length === 0) {
    return toAbsent(name);
  }
  const report = await ports.run();
  if (report.outcome !== "whole" && report.outcome !== "partial") {
    return failOperation(
      "unavailable",
      `the run that was to count ended early (${report.outcome}); try again`,
    );
  }
  if (report.unreadable.length > 0) {
    return failOperation(
      "unavailable",
      `nothing is released while a group cannot be understood: ${report.unreadable.map(({ key }) => key).join(", ")}`,
    );
  }
  const entries = await readEntries(name, ports.store);
  const users = entries.length === 0 ? [] : await findUsers(name, ports);
  const idles = entries.map(([, { idle }]) => idle);
  return {
    name,
    ...toState(idles, users.length, ports.now(), times),
    usedBy: users.slice(0, MAX_USERS),
    users: users.length,
    neededRuns: times.runs,
  };
};

const toState = (
  idles: readonly (Idle | undefined)[],
  users: number,
  nowMs: number,
  { betweenRunsMs, runs }: { readonly betweenRunsMs: number; readonly runs: number },
): Pick<ReleaseProgress, "state" | "runs" | "waitMs"> => {
  if (idles.length === 0) {
    return { state: "free", runs, waitMs: 0 };
  }
  const counted = idles.map((idle) => idle?.runs ?? 0);
  const waitMs = Math.max(
    ...idles.map((idle) => (idle === undefined ? 0 : idle.atMs + betweenRunsMs - nowMs)),
  );
  return {
    state: users > 0 ? "in-use" : "waiting",
    runs: Math.min(...counted),
    waitMs: Math.max(waitMs, 0),
  };
};
