import { findItem, RUN_KEY } from "../../store/contracts/contract-key.ts";
import type { ContractKey, OpenItem } from "../../store/items.ts";
import type { RunTimes } from "../../store/run-times.ts";
import { describeCause, type Versioned } from "../../store/store.ts";
import { expireGroups } from "../garbage/expire.ts";
import type { RunMoment } from "../garbage/idle.ts";
import { sweepGarbage } from "../garbage/sweep-garbage.ts";
import { checkHealth } from "../health/check-health.ts";
import { heal } from "../health/heal.ts";
import type { ScrapeHealth } from "../health/scrape-health.ts";
import { countHoldings } from "../limits/count-holdings.ts";
import { recount } from "../limits/recount.ts";
import { openLabels } from "../opening/open-labels.ts";
import { toProxyFamilies } from "../own-metrics/to-proxy-families.ts";
import { OWN_KEY, writeOwnGroup } from "../own-metrics/write-own-group.ts";
import { type Difference, findDifferences } from "../repair/differences.ts";
import { repair } from "../repair/repair.ts";
import { readAll, type Scan } from "../scan/read-all.ts";
import type { StoreScan } from "../scan/scan-groups.ts";
import type { RunPorts } from "./run-ports.ts";
import { type RunFacts, type RunReport, topJobs } from "./run-report.ts";
import type { RunSettings } from "./run-settings.ts";

/** A run while the store accepts pushes. */
export const runOpen = async (
  open: Versioned<OpenItem>,
  moment: RunMoment,
  ports: RunPorts,
  settings: RunSettings,
): Promise<RunFacts> => {
  const { contracts } = ports.store;
  const { times, limits } = settings;
  const scan = await readAll(moment, open, ports);
  const readTookMs = ports.now() - moment.startedMs;
  const last = findItem(scan.contracts.items, RUN_KEY, "run");
  const repairs = await repairAll(scan, last?.item.startedMs ?? 0, ports, times);
  const tidied = await tidy(scan, ports, settings);
  const holdings = countHoldings(scan.groups, scan.contracts);
  const replaced = await recount(contracts, scan.contracts, holdings, limits);
  const { missing, older, leftOver } = repairs.repairs;
  const isUnchanged = missing + older + leftOver + tidied.facts.expired.length === 0;
  const found = scan.seen.isPage && isUnchanged ? VALID : await checkHealth(ports, scan.seen.familyNames);
  const healing = await heal(scan, found, repairs.foreign, ports, settings);
  const isRepaired = repairs.repairs.failed === 0 && tidied.failed.length === 0;
  const recorded = isRepaired ? await contracts.write({ kind: "run", ...moment }, last?.version) : undefined;
  const outage = recorded?.kind === "unanswered" ? describeCause(recorded.cause) : undefined;
  const isWhole = isRepaired && outage === undefined;
  const lastWholeMs = (isWhole ? moment : last?.item)?.startedMs ?? 0;
  const { health } = healing;
  const facts = {
    limits,
    holdings,
    contracts: scan.contracts,
    moment,
    lastWholeMs,
    health,
    lag: repairs.lag,
  };
  return {
    outcome: isWhole ? "whole" : "partial",
    outage,
    isStoreOpen: true,
    isRestarted: last !== undefined && last.item.pushgatewayStart !== moment.pushgatewayStart,
    readTookMs,
    ownGroup:
      settings.ownGroup === "on"
        ? await writeOwnGroup(toProxyFamilies({ ...facts, nowMs: ports.now() }), ports, times)
        : undefined,
    ...repairs,
    ...tidied.facts,
    ...healing,
    ...describeScan(scan, replaced, ports.now() + times.skewMs),
  };
};

/** Clause 11: relays what the Pushgateway lacks, and deletes what it has in excess. */
const repairAll = async (
  { moment, groups, seen }: Scan,
  lastWholeMs: number,
  ports: RunPorts,
  times: RunTimes,
) => {
  const { now } = ports;
  const compared = { startedMs: moment.startedMs, nowMs: now(), skewMs: times.skewMs };
  const differences = findDifferences(groups, seen.groups, compared);
  const repairs = differences.filter(({ kind }) => kind !== "foreign" && kind !== "store-behind");
  const lag = measureLag(repairs, groups, lastWholeMs, now());
  const { failed, refused } = await repair(repairs, groups, ports, times);
  return {
    lag,
    repairs: {
      missing: count(differences, "missing"),
      older: count(differences, "older"),
      leftOver: count(differences, "left-over"),
      failed: failed.length,
    },
    refused,
    foreign: pathsOf(differences, "foreign"),
    storeBehind: pathsOf(differences, "store-behind"),
  };
};

/** Opens labels, removes unused entries, and expires groups. */
const tidy = async (scan: Scan, ports: RunPorts, { trackedLabels, expiry, times }: RunSettings) => {
  const openingLabels = await openLabels(scan, trackedLabels, ports, times);
  const garbage = await sweepGarbage(scan, ports, times);
  const { expired, failed } = await expireGroups(scan.groups, expiry, ports, times);
  return { facts: { openingLabels, ...garbage, expired }, failed };
};

const VALID: ScrapeHealth = { kind: "valid" };

const describeScan = (
  { seen, groups, contracts }: Scan,
  replaced: ReadonlySet<ContractKey>,
  latestMs: number,
) => {
  const pushed = [...groups.live.values()].filter(({ path }) => path !== OWN_KEY.path);
  const damaged = [...groups.unreadable, ...contracts.unreadable];
  return {
    groups: pushed.length,
    series: pushed.reduce((sum, { series }) => sum + series, 0),
    ahead: findAhead(groups, latestMs),
    unreadable: [
      ...seen.unreadable,
      ...damaged.map(({ key, reason }) => ({ key, reason: replaced.has(key) ? reason + REPLACED : reason })),
    ],
    topJobs: topJobs(pushed),
  };
};

const REPLACED =
  "; it counted what a client holds of its limits, so this run has counted the stored groups and replaced it";

/** Groups that are stored but not relayed. The last complete run left none, so none is older than that run. */
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
