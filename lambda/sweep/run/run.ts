import type { Destination } from "../../destinations/destination.ts";
import type { Clock } from "../../model/clock.ts";
import { keyOf, OPEN_KEY, RUN_KEY } from "../../store/contract-key.ts";
import { find } from "../../store/decide.ts";
import type { GroupItem, OpenItem } from "../../store/items.ts";
import { isStoreOpen } from "../../store/open-new-store.ts";
import type { ProtocolTimes } from "../../store/protocol-times.ts";
import type { StandingLimits } from "../../store/standing-limits.ts";
import { type Store, StoreOutage, type UnreadableItem, type Versioned } from "../../store/store.ts";
import { tellOfItself } from "../own-metrics/tell-of-itself.ts";
import { OWN_KEY } from "../own-metrics/write-own-group.ts";
import type { ReadScrapePage } from "../scrape-health.ts";
import { ContractUsage } from "./contract-usage.ts";
import { withoutDeliveries, withoutWrites } from "./dry-run.ts";
import type { Expiry } from "./expire.ts";
import { expireGroups } from "./expire.ts";
import { checkHealth, heal, withoutMisread } from "./health.ts";
import type { RunMoment } from "./idle.ts";
import { openLabels } from "./open-labels.ts";
import { openStore } from "./open-store.ts";
import { readSeen, type Seen, toUnreadable } from "./read-seen.ts";
import { recount } from "./recount.ts";
import { type Difference, findDifferences, repair } from "./repair.ts";
import { NOTHING_SWEPT, type RunMode, type RunReport, topJobs, type Unreadable } from "./run-report.ts";
import { type ContractScan, type StoreScan, scanContracts, scanGroups, sumHoldings } from "./scan.ts";
import { NO_PUSHGATEWAY, PushgatewayOutage, type PushgatewayReader, type SeenGroup } from "./seen-group.ts";
import { sweepGarbage } from "./sweep-garbage.ts";

export interface RunPorts {
  readonly store: Store;
  readonly reader: PushgatewayReader;
  readonly readPage: ReadScrapePage;
  readonly destination: Destination;
  readonly now: Clock;
  /** Different for every write of every process. */
  readonly createId: () => string;
}

export interface RunSettings {
  readonly times: ProtocolTimes & { readonly relayTimeoutMs: number };
  /** Labels that some grant lets a grouping key have. */
  readonly trackedLabels: ReadonlySet<string>;
  readonly expiry: Expiry;
  /** `off`: foreign groups are reported only. `force`: also when they are more than half of all. */
  readonly heal: "off" | "on" | "force";
  readonly limits: StandingLimits;
  /** Whether the run writes the group with the proxy's own metrics. */
  readonly ownGroup: "off" | "on";
}

/**
 * One run of the sweep (clauses 9 to 17): compares the Pushgateway with the store and repairs every difference, removes
 * entries that have been unused for long enough, expires groups, corrects the counters of owners, and checks that the page
 * is valid. A group that cannot be read or written is reported and skipped.
 */
export const run = async (ports: RunPorts, settings: RunSettings, mode: RunMode): Promise<RunReport> => {
  const startedMs = ports.now();
  const safePorts =
    mode === "apply"
      ? ports
      : { ...ports, store: withoutWrites(ports.store), destination: withoutDeliveries(ports.destination) };
  try {
    const report = await runOnce(safePorts, settings, startedMs);
    return { ...NOTHING_SWEPT, ...report, mode, tookMs: ports.now() - startedMs };
  } catch (error) {
    const outcome = outageOf(error);
    if (outcome === undefined) {
      throw error;
    }
    const isStoreOpen = outcome === "pushgateway-unread" && (await mayPush(ports.store));
    return { ...NOTHING_SWEPT, mode, outcome, isStoreOpen, tookMs: ports.now() - startedMs };
  }
};

const mayPush = async (store: Store): Promise<boolean> => {
  try {
    return await isStoreOpen(store);
  } catch (error) {
    if (error instanceof StoreOutage) {
      return false;
    }
    throw error;
  }
};

const outageOf = (error: unknown): "pushgateway-unread" | "store-unread" | undefined => {
  if (error instanceof PushgatewayOutage) {
    return "pushgateway-unread";
  }
  return error instanceof StoreOutage ? "store-unread" : undefined;
};

type RunFacts = Partial<RunReport> & Pick<RunReport, "outcome">;

const runOnce = async (ports: RunPorts, settings: RunSettings, startedMs: number): Promise<RunFacts> => {
  // The start time is read first. If the Pushgateway is restarted during the run, the run's count then belongs to no life of
  // it.
  const moment = { startedMs, pushgatewayStart: await ports.reader.readStart() };
  const open = await readOpen(ports.store);
  return open?.item.table === ports.store.groups.table
    ? runOpen(open, moment, ports, settings)
    : runClosed(open, moment, ports, settings);
};

const readOpen = async ({ contracts }: Store): Promise<Versioned<OpenItem> | undefined> =>
  find(await contracts.read([OPEN_KEY]), OPEN_KEY, "open");

const runClosed = async (
  open: Versioned<OpenItem> | undefined,
  moment: RunMoment,
  ports: RunPorts,
  settings: RunSettings,
): Promise<RunFacts> => {
  const seen: SeenGroup[] = [];
  const unreadableThere: Unreadable[] = [];
  for await (const group of ports.reader.readGroups()) {
    if (group.kind === "group") {
      seen.push(group);
    } else {
      unreadableThere.push(toUnreadable(group));
    }
  }
  const groups = new Map<string, GroupItem>();
  const unreadable: UnreadableItem[] = [];
  for await (const page of ports.store.groups.scan()) {
    for (const item of page) {
      if (item.state === "unreadable") {
        unreadable.push(item);
      } else {
        groups.set(item.path, item);
      }
    }
  }
  const closed = {
    moment,
    open,
    seen,
    groups,
    unreadablePaths: new Set(unreadable.map(({ key }) => key)),
    isPushgatewayEmpty:
      moment.pushgatewayStart === NO_PUSHGATEWAY || (seen.length === 0 && unreadableThere.length === 0),
    isStoreEmpty: groups.size === 0 && unreadable.length === 0,
  };
  const opening = await openStore(closed, ports, settings);
  return {
    outcome: "opening",
    isStoreOpen: opening.isOpen,
    opening,
    groups: groups.size,
    unreadable: [...unreadableThere, ...unreadable.map(({ key, reason }) => ({ key, reason }))],
  };
};

/** What a run has read, in this order: the Pushgateway, the contracts, the groups. */
interface Scan {
  readonly seen: Seen;
  readonly contracts: ContractScan;
  readonly groups: StoreScan;
  readonly usage: ContractUsage;
}

const runOpen = async (
  open: Versioned<OpenItem>,
  moment: RunMoment,
  ports: RunPorts,
  settings: RunSettings,
): Promise<RunFacts> => {
  const { store, now } = ports;
  const { times } = settings;
  const scan = await readAll(open, ports, moment.startedMs);
  const readTookMs = now() - moment.startedMs;
  const differences = findDifferences(scan.groups, scan.seen.groups, {
    startedMs: moment.startedMs,
    nowMs: now(),
    skewMs: times.skewMs,
  });
  const repairs = differences.filter(({ kind }) => kind !== "foreign" && kind !== "store-behind");
  const last = find(scan.contracts.items, RUN_KEY, "run");
  const lag = measureLag(repairs, scan.groups, last?.item.startedMs ?? 0, now());
  const repaired = await repair(repairs, scan.groups, { ...ports, groups: store.groups }, times);
  const openingLabels = await openLabels(
    open,
    settings.trackedLabels,
    scan.usage,
    moment,
    { contracts: store.contracts, now },
    times,
  );
  const garbage = await sweepGarbage(scan, moment, ports, times);
  const expiry = await expireGroups(scan.groups, settings.expiry, { ...ports, groups: store.groups }, times);
  const holdings = sumHoldings(scan.groups, scan.contracts);
  await recount(store.contracts, scan.contracts.items, holdings, settings.limits);
  const health = await checkHealth(ports, scan.seen.familyNames);
  const foreign = withoutMisread(pathsOf(differences, "foreign"), health);
  const healing = await heal({ foreign, health, groups: scan.seen.groups.size }, settings.heal, ports, times);
  const isWhole = repaired.failed.length === 0 && expiry.failed.length === 0;
  if (isWhole) {
    await store.contracts.write({ kind: "run", ...moment }, last?.version);
  }
  const lastWholeMs = (isWhole ? moment : last?.item)?.startedMs ?? 0;
  const pushed = [...scan.groups.live.values()].filter(({ path }) => path !== OWN_KEY.path);
  const learnt = { holdings, contracts: scan.contracts, moment, lastWholeMs, health, lag };
  return {
    outcome: isWhole ? "whole" : "partial",
    isStoreOpen: true,
    ownGroup:
      settings.ownGroup === "on" ? await tellOfItself(learnt, settings.limits, ports, times) : undefined,
    readTookMs,
    groups: pushed.length,
    series: pushed.reduce((sum, { series }) => sum + series, 0),
    lag,
    repairs: {
      missing: count(differences, "missing"),
      older: count(differences, "older"),
      leftOver: count(differences, "left-over"),
      failed: repaired.failed.length,
    },
    refused: repaired.refused,
    isRestarted: last !== undefined && last.item.pushgatewayStart !== moment.pushgatewayStart,
    expired: expiry.expired,
    ...garbage,
    foreign,
    storeBehind: pathsOf(differences, "store-behind"),
    ahead: findAhead(scan.groups, now() + times.skewMs),
    unreadable: [
      ...scan.seen.unreadable,
      ...[...scan.groups.unreadable, ...scan.contracts.unreadable].map(({ key, reason }) => ({
        key,
        reason,
      })),
    ],
    openingLabels,
    health,
    ...healing,
    topJobs: topJobs(pushed),
  };
};

const readAll = async (
  open: Versioned<OpenItem>,
  { reader, store }: RunPorts,
  startedMs: number,
): Promise<Scan> => {
  const trackedLabels = new Set(open.item.labels.keys());
  const usage = new ContractUsage();
  const seen = await readSeen(reader, trackedLabels, usage);
  // Counters are read before the groups: additions of later pushes are not in the scan, so they are kept.
  const contracts = await scanContracts(store, keyOf);
  const groups = await scanGroups(store, trackedLabels, usage, startedMs);
  return { seen, contracts, groups, usage };
};

/** Groups that are stored and not relayed. The last whole run left none, so none is older than that run. */
const measureLag = (
  repairs: readonly Difference[],
  { live }: StoreScan,
  lastWholeMs: number,
  nowMs: number,
): RunReport["lag"] => {
  const ages = repairs.flatMap(({ path }) => {
    const group = live.get(path);
    return group === undefined ? [] : [nowMs - Math.max(group.atMs, lastWholeMs)];
  });
  return { groups: ages.length, oldestMs: ages.reduce((oldest, age) => Math.max(oldest, age), 0) };
};

const findAhead = ({ live, tombstones }: StoreScan, latestMs: number): readonly string[] =>
  [...live.values(), ...tombstones.values()].filter(({ atMs }) => atMs > latestMs).map(({ path }) => path);

const count = (differences: readonly Difference[], kind: Difference["kind"]): number =>
  differences.filter((difference) => difference.kind === kind).length;

const pathsOf = (differences: readonly Difference[], kind: Difference["kind"]): readonly string[] =>
  differences.filter((difference) => difference.kind === kind).map(({ path }) => path);
