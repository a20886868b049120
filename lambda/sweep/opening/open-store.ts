import type { Idle, OpenItem } from "../../store/items.ts";
import { openNewStore } from "../../store/opening/open-new-store.ts";
import type { Versioned } from "../../store/store.ts";
import { countRun, firstCount, type RunMoment } from "../garbage/idle.ts";
import type { RunPorts } from "../run/run-ports.ts";
import type { OpeningReport } from "../run/run-report.ts";
import type { RunSettings } from "../run/run-settings.ts";
import type { SeenGroup } from "../scan/seen-group.ts";
import { claimHeld, type StoredGroups, takeOver } from "./take-over.ts";

/** The facts of a run that finds the store closed. */
export interface ClosedStore extends StoredGroups {
  readonly moment: RunMoment;
  /** All readable groups of the Pushgateway. */
  readonly seen: readonly SeenGroup[];
  /** Exact paths of its other groups: their keys are not UTF-8, so they break its page, and the proxy cannot name them. */
  readonly brokenPaths: readonly string[];
  /** Whether the Pushgateway holds no group at all, not even an unreadable one. */
  readonly isPushgatewayEmpty: boolean;
  readonly open: Versioned<OpenItem> | undefined;
}

/**
 * Clauses 16 and 17: opens a store that may not be written yet. An empty store in front of an empty Pushgateway is
 * opened at once. A new table in front of a Pushgateway with groups takes these over first. A restored table is opened
 * by a run that finds the Pushgateway empty.
 */
export const openStore = async (
  closed: ClosedStore,
  ports: RunPorts,
  settings: RunSettings,
): Promise<OpeningReport> => {
  const { open, groups, unreadablePaths, isPushgatewayEmpty } = closed;
  if (open?.item.table !== undefined) {
    return reopenRestored(closed, open, ports, settings);
  }
  const isEmpty = isPushgatewayEmpty && groups.size + unreadablePaths.size === 0;
  if (open !== undefined || !isEmpty) {
    // Including labels that other runs know, so that groups are placed for them.
    const trackedLabels = new Set([...settings.trackedLabels, ...(open?.item.labels.keys() ?? [])]);
    return seed(closed, ports, { ...settings, trackedLabels });
  }
  const isOpen = await openNewStore(ports.store, settings.trackedLabels, async () => true);
  return { isOpen, runs: 0, neededRuns: settings.times.runs - 1, ...NOTHING_TAKEN };
};

const NOTHING_TAKEN = { taken: [], misfits: [] } as const;

/**
 * Clause 17: earlier functions may still write the other table's groups, so one run of the new functions comes first.
 */
const reopenRestored = (
  closed: ClosedStore,
  open: Versioned<OpenItem>,
  ports: RunPorts,
  settings: RunSettings,
): Promise<OpeningReport> => {
  const { opening } = open.item;
  const { moment, isPushgatewayEmpty } = closed;
  const isFirst = opening === undefined;
  const next: Next = isFirst
    ? { kind: "counted", idle: firstCount(moment, ports.now()) }
    : moment.startedMs >= opening.atMs + settings.times.betweenRunsMs && isPushgatewayEmpty
      ? { kind: "open" }
      : { kind: "counted", idle: opening };
  return conclude(closed, { next, ...NOTHING_TAKEN }, ports, settings);
};

type Next = { readonly kind: "open" } | { readonly kind: "counted"; readonly idle: Idle | undefined };

/**
 * Clause 16: takes over the Pushgateway's groups in the order of their paths, so that every run keeps the same one of
 * two in conflict.
 */
const seed = async (closed: ClosedStore, ports: RunPorts, settings: RunSettings): Promise<OpeningReport> => {
  const taken: string[] = [];
  const misfits: string[] = [];
  const dismiss = async (path: string): Promise<void> => {
    misfits.push(path);
    await ports.destination.remove({ path }, settings.times.relayTimeoutMs);
  };
  let isWhole = true;
  for (const path of closed.brokenPaths) {
    await dismiss(path);
  }
  for (const group of closed.seen.toSorted((a, b) => (a.exactPath < b.exactPath ? -1 : 1))) {
    const outcome = await takeOver(group, closed, ports, settings);
    if (outcome === "taken") {
      taken.push(group.exactPath);
    }
    if (outcome === "misfit") {
      await dismiss(group.exactPath);
    }
    isWhole &&= outcome !== "again";
  }
  for (const item of closed.groups.values()) {
    const outcome = item.state === "live" ? await claimHeld(item, ports, settings) : "held";
    if (outcome === "conflict") {
      misfits.push(item.path);
    }
    isWhole &&= outcome !== "again";
  }
  const next = nextOf(closed, { isWhole, misfits }, ports, settings);
  return conclude(closed, { next, taken, misfits }, ports, settings);
};

const nextOf = (
  { moment, open }: ClosedStore,
  { isWhole, misfits }: { readonly isWhole: boolean; readonly misfits: readonly string[] },
  { now }: RunPorts,
  { times }: RunSettings,
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

const conclude = async (
  { open, moment }: ClosedStore,
  { next, ...took }: Pick<OpeningReport, "taken" | "misfits"> & { readonly next: Next },
  { store, now }: RunPorts,
  settings: RunSettings,
): Promise<OpeningReport> => {
  const labels = new Map(open?.item.labels);
  if (open?.item.table === undefined) {
    // Runs that did not know a label have placed no group for it. It is opened later, as clause 15 says.
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
