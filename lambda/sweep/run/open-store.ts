import { isWithin } from "../../model/clock.ts";
import { countSeries } from "../../model/exposition.ts";
import { encodeContent } from "../../store/content.ts";
import { OPEN_KEY } from "../../store/contract-key.ts";
import { countBytes } from "../../store/counted-bytes.ts";
import { find } from "../../store/decide.ts";
import type { GroupItem, Idle, LiveGroup, OpenItem } from "../../store/items.ts";
import { shapesOf, toNeeds } from "../../store/needs.ts";
import { openNewStore } from "../../store/open-new-store.ts";
import { toPrint } from "../../store/print.ts";
import type { Store, Versioned } from "../../store/store.ts";
import { type ClaimOutcome, claimEntries } from "./claim-entries.ts";
import { countRun, firstCount, type RunMoment } from "./idle.ts";
import type { RunPorts, RunSettings } from "./run-ports.ts";
import { readLive } from "./scan.ts";
import type { SeenGroup } from "./seen-group.ts";

export type OpenStorePorts = Pick<RunPorts, "store" | "destination" | "now" | "createId">;

export type OpenStoreSettings = Pick<RunSettings, "times" | "trackedLabels">;

/** How far the store is from taking pushes. */
export interface OpeningReport {
  readonly isOpen: boolean;
  /** Runs that counted, and how many are needed. */
  readonly runs: number;
  readonly neededRuns: number;
  /** Paths of groups that were taken over from the Pushgateway. */
  readonly taken: readonly string[];
  /** Paths of groups that contradict another one and were deleted at the Pushgateway. */
  readonly misfits: readonly string[];
}

/** What a run knows when it finds the store closed. */
export interface ClosedStore {
  readonly moment: RunMoment;
  /** All groups of the Pushgateway that can be understood. */
  readonly seen: readonly SeenGroup[];
  /** By path, as scanned after the Pushgateway was read. */
  readonly groups: ReadonlyMap<string, GroupItem>;
  /** Paths of damaged items of the store. */
  readonly unreadablePaths: ReadonlySet<string>;
  /** Whether the Pushgateway holds no group at all, and whether the store does not. */
  readonly isPushgatewayEmpty: boolean;
  readonly isStoreEmpty: boolean;
  readonly open: Versioned<OpenItem> | undefined;
}

/**
 * Clauses 16 and 17: opens a store that may not be written yet. An empty store in front of an empty Pushgateway is opened
 * immediately. A new table in front of a Pushgateway that holds groups takes these over first. A restored table is opened by
 * a run that finds the Pushgateway empty.
 */
export const openStore = async (
  closed: ClosedStore,
  ports: OpenStorePorts,
  settings: OpenStoreSettings,
): Promise<OpeningReport> => {
  const { open, isPushgatewayEmpty, isStoreEmpty } = closed;
  if (open?.item.table !== undefined) {
    return reopenRestored(closed, open, ports, settings);
  }
  if (open !== undefined || !isPushgatewayEmpty || !isStoreEmpty) {
    // Those that other runs know of, too: their groups are placed for them.
    const trackedLabels = new Set([...settings.trackedLabels, ...(open?.item.labels.keys() ?? [])]);
    return seed(closed, ports, { ...settings, trackedLabels });
  }
  const isOpen = await openNewStore(ports.store, settings.trackedLabels, async () => true);
  return { isOpen, runs: 0, neededRuns: settings.times.runs - 1, ...NOTHING_TAKEN };
};

const NOTHING_TAKEN = { taken: [], misfits: [] } as const;

/** Clause 17: the functions of before may still write the other table's groups, so one run of the new ones goes ahead. */
const reopenRestored = (
  closed: ClosedStore,
  open: Versioned<OpenItem>,
  ports: OpenStorePorts,
  settings: OpenStoreSettings,
): Promise<OpeningReport> => {
  const { opening } = open.item;
  const { moment, isPushgatewayEmpty } = closed;
  const isFirst = opening === undefined;
  const next: Next = isFirst
    ? { kind: "counted", idle: { runs: 1, atMs: ports.now(), pushgatewayStart: moment.pushgatewayStart } }
    : moment.startedMs >= opening.atMs + settings.times.betweenRunsMs && isPushgatewayEmpty
      ? { kind: "open" }
      : { kind: "counted", idle: opening };
  return conclude(closed, next, NOTHING_TAKEN, ports, settings);
};

type Next = { readonly kind: "open" } | { readonly kind: "counted"; readonly idle: Idle | undefined };

/** Clause 16: takes over what the Pushgateway holds, in order of path, so that of two that conflict every run keeps the same. */
const seed = async (
  closed: ClosedStore,
  ports: OpenStorePorts,
  settings: OpenStoreSettings,
): Promise<OpeningReport> => {
  const taken: string[] = [];
  const misfits: string[] = [];
  let isWhole = true;
  for (const group of closed.seen.toSorted((a, b) => (a.exactPath < b.exactPath ? -1 : 1))) {
    const outcome = await takeOver(group, closed, ports, settings);
    if (outcome === "taken") {
      taken.push(group.exactPath);
    }
    if (outcome === "misfit") {
      misfits.push(group.exactPath);
      await ports.destination.remove({ path: group.exactPath }, settings.times.relayTimeoutMs);
    }
    isWhole &&= outcome !== "again";
  }
  for (const item of closed.groups.values()) {
    const outcome = item.state === "live" ? await keepClaimed(item, ports, settings) : "held";
    if (outcome === "conflict") {
      misfits.push(item.path);
    }
    isWhole &&= outcome !== "again";
  }
  return conclude(
    closed,
    nextOf(closed, { isWhole, misfits }, ports, settings),
    { taken, misfits },
    ports,
    settings,
  );
};

const nextOf = (
  { moment, open }: ClosedStore,
  { isWhole, misfits }: { readonly isWhole: boolean; readonly misfits: readonly string[] },
  { now }: OpenStorePorts,
  { times }: OpenStoreSettings,
): Next => {
  const opening = open?.item.opening;
  if (!isWhole) {
    return { kind: "counted", idle: opening };
  }
  const counted = countRun(misfits.length > 0 ? undefined : opening, moment, now(), {
    ...times,
    runs: times.runs - 1,
  });
  if (counted === "enough") {
    return { kind: "open" };
  }
  return { kind: "counted", idle: counted === "same" ? opening : counted };
};

type TakeOverOutcome = "taken" | "known" | "misfit" | "again";

const takeOver = async (
  group: SeenGroup,
  { groups, unreadablePaths }: ClosedStore,
  ports: OpenStorePorts,
  settings: OpenStoreSettings,
): Promise<TakeOverOutcome> => {
  const { key, exactPath, markerMs, pushedAtMs } = group;
  // A label with an empty value makes its own group there, which the proxy cannot name.
  if (exactPath !== key.path) {
    return "misfit";
  }
  const { store, now, createId } = ports;
  const families = await group.readFamilies();
  const { trackedLabels } = settings;
  const needs = toNeeds(shapesOf(families, key, trackedLabels), key, trackedLabels);
  // Bodies with many values are taken as they are: keys may not have these labels in this job then.
  const claimed = await claimEntries(needs, key.job, () => "opening", store.contracts);
  if (claimed !== "held") {
    return claimed === "conflict" ? "misfit" : "again";
  }
  // It stays what it is, and is reported; the entries of what the Pushgateway shows are there.
  if (unreadablePaths.has(key.path)) {
    return "known";
  }
  const known = groups.get(key.path);
  const atMs = markerMs ?? Math.round(pushedAtMs);
  if (known !== undefined && known.atMs >= atMs) {
    return "known";
  }
  const sinceMs = now();
  if (!(await mayTakeOver(store, trackedLabels))) {
    return "again";
  }
  if (!isWithin(sinceMs, now(), settings.times.actMs)) {
    return "again";
  }
  const content = encodeContent(families);
  const written = await store.groups.write(
    {
      state: "live",
      path: key.path,
      atMs,
      id: createId(),
      print: toPrint(families, store.groups.table, trackedLabels),
      content,
      series: families.reduce((sum, family) => sum + countSeries(family), 0),
      countedBytes: countBytes(families, key, content),
      owner: "",
    },
    known,
  );
  return written.kind === "done" ? "taken" : written.kind === "too-large" ? "misfit" : "again";
};

/**
 * A run that did not know a label may have taken the group over, and the Pushgateway may have lost it since. So its entries
 * are created for all labels. A group with a conflict is deleted.
 */
const keepClaimed = async (
  item: LiveGroup,
  { store, now, createId }: OpenStorePorts,
  { trackedLabels }: OpenStoreSettings,
): Promise<ClaimOutcome> => {
  const read = readLive(item, trackedLabels);
  if (typeof read === "string") {
    return "held";
  }
  const outcome = await claimEntries(read.needs, read.group.key.job, () => "opening", store.contracts);
  if (outcome === "conflict") {
    const { path, atMs } = item;
    await store.groups.write(
      { state: "deleted", path, atMs: Math.max(now(), atMs + 1), id: createId(), idle: undefined },
      item,
    );
  }
  return outcome;
};

/** Whether the store is still closed, and no other run knows of a label that this one does not look at. */
const mayTakeOver = async (
  { groups, contracts }: Store,
  trackedLabels: ReadonlySet<string>,
): Promise<boolean> => {
  const open = find(await contracts.read([OPEN_KEY]), OPEN_KEY, "open")?.item;
  return (
    open?.table !== groups.table &&
    [...(open?.labels.keys() ?? [])].every((label) => trackedLabels.has(label))
  );
};

const conclude = async (
  { open, moment }: ClosedStore,
  next: Next,
  took: Pick<OpeningReport, "taken" | "misfits">,
  { store, now }: OpenStorePorts,
  settings: OpenStoreSettings,
): Promise<OpeningReport> => {
  const labels = new Map(open?.item.labels);
  if (open?.item.table === undefined) {
    // Runs that did not know a label have placed no group for it: it is opened later, as clause 15 says.
    const state = open === undefined ? "open" : firstCount(moment, now());
    for (const label of settings.trackedLabels) {
      if (!labels.has(label)) {
        labels.set(label, state);
      }
    }
  }
  const item: OpenItem =
    next.kind === "open"
      ? { kind: "open", table: store.groups.table, opening: undefined, labels }
      : { kind: "open", table: open?.item.table, opening: next.idle, labels };
  const isChanged = next.kind === "open" || next.idle !== open?.item.opening;
  const written = isChanged ? await store.contracts.write(item, open?.version) : { kind: "done" };
  const isDone = written.kind === "done";
  return {
    isOpen: isDone && next.kind === "open",
    runs: (isDone ? item.opening : open?.item.opening)?.runs ?? 0,
    neededRuns: settings.times.runs - 1,
    ...took,
  };
};
