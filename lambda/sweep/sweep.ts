import type { Finding } from "../agree/finding.ts";
import type { ItemStore } from "../agree/item-store.ts";
import type { LiveState } from "../agree/live-state.ts";
import type { ProtocolTimes } from "../agree/protocol-times.ts";
import { readLive } from "../agree/read-live.ts";
import { PushgatewayOutage, type PushgatewayReader } from "../agree/stored-group.ts";
import type { ExpiryRule } from "../config/proxy-config.ts";
import type { Clock } from "../model/clock.ts";
import { type DeleteGroup, deleteExpired } from "./delete-expired.ts";
import { findCulprits } from "./find-culprits.ts";
import { createExpiry, isExpired } from "./find-expired.ts";
import { findMissing, judgePage, type ReadPage, type ScrapeHealth, toCutShort } from "./scrape-health.ts";
import { type ReadStart, type RegistrySweep, type SweepMode, sweepRegistry } from "./sweep-registry.ts";
import { type JobSize, topJobs } from "./top-jobs.ts";

export interface SweepPorts {
  readonly reader: PushgatewayReader;
  readonly readPage: ReadPage;
  readonly readStart: ReadStart;
  readonly deleteGroup: DeleteGroup;
  readonly clock: Clock;
  /** Undefined: the Pushgateway checks consistency by itself, and there is no registry. */
  readonly store: ItemStore | undefined;
}

export interface SweepSettings {
  readonly times: ProtocolTimes;
  readonly trackedLabels: ReadonlySet<string>;
  readonly expiry: readonly ExpiryRule[];
  /** Whether groups that break the scrape are deleted. */
  readonly heal: boolean;
}

/** What a sweep saw and did; in a dry run, would have done. For the operator: it names jobs and groups. */
export interface SweepReport {
  readonly mode: SweepMode;
  /** `unread`: the Pushgateway could not be read, and nothing else was done. */
  readonly outcome: "swept" | "unread";
  readonly tookMs: number;
  readonly readTookMs: number;
  readonly groups: number;
  readonly series: number;
  /** Exact paths of stale groups that were deleted. */
  readonly expired: readonly string[];
  /** Whether dead claims could be released. */
  readonly mayRelease: boolean;
  /** Claims and counts that were written. */
  readonly changes: number;
  readonly findings: readonly Finding[];
  readonly health: ScrapeHealth;
  /** Exact paths of groups that were deleted for breaking the scrape. */
  readonly healed: readonly string[];
  /** Exact paths of groups that break the scrape. */
  readonly culprits: readonly string[];
  readonly topJobs: readonly JobSize[];
}

const TOP_JOBS = 20;

/**
 * One sweep: brings the registry into line with the Pushgateway and releases what is dead, deletes stale groups, looks
 * whether the scrape is sound and, where the configuration says so, heals it.
 */
export const sweep = async (
  ports: SweepPorts,
  settings: SweepSettings,
  mode: SweepMode,
): Promise<SweepReport> => {
  const startedMs = ports.clock();
  const swept = await sweepClaims(ports, settings, mode);
  if (swept.kind === "unread") {
    return { ...NOTHING_DONE, mode, tookMs: ports.clock() - startedMs };
  }
  const { live, findings, mayRelease, readTookMs, changes } = swept;
  const expired = await expire(live, ports, settings, mode);
  const health = await checkHealth(live, ports, settings);
  const culprits = health.kind === "unsound" ? [...health.unreadable, ...findCulprits(findings, live)] : [];
  const mayHeal = settings.heal && mode === "apply";
  return {
    mode,
    outcome: "swept",
    readTookMs,
    groups: live.groups.size,
    series: sumSeries(live),
    expired,
    mayRelease,
    changes,
    findings,
    health,
    culprits,
    healed: mayHeal ? await deleteAll(culprits, ports.deleteGroup) : [],
    topJobs: topJobs(live, TOP_JOBS),
    tookMs: ports.clock() - startedMs,
  };
};

const NOTHING_DONE = {
  outcome: "unread",
  readTookMs: 0,
  groups: 0,
  series: 0,
  expired: [],
  mayRelease: false,
  changes: 0,
  findings: [],
  health: { kind: "unread" },
  culprits: [],
  healed: [],
  topJobs: [],
} as const satisfies Omit<SweepReport, "mode" | "tookMs">;

/** Without a registry there is nothing to bring into line. */
const sweepClaims = async (
  ports: SweepPorts,
  settings: SweepSettings,
  mode: SweepMode,
): Promise<RegistrySweep> => {
  const { store, reader, readStart, clock } = ports;
  if (store !== undefined) {
    return sweepRegistry({ store, reader, readStart, clock }, settings, mode);
  }
  const startedMs = clock();
  try {
    const live = await readLive(reader, settings.trackedLabels);
    return {
      kind: "swept",
      live,
      findings: [],
      mayRelease: false,
      readTookMs: clock() - startedMs,
      changes: 0,
    };
  } catch (error) {
    if (error instanceof PushgatewayOutage) {
      return { kind: "unread", cause: error.cause };
    }
    throw error;
  }
};

const expire = async (
  live: LiveState,
  ports: SweepPorts,
  { expiry: rules }: SweepSettings,
  mode: SweepMode,
): Promise<readonly string[]> => {
  const expiry = createExpiry(rules);
  const nowMs = ports.clock();
  const expired = [...live.groups.values()]
    .filter((group) => isExpired(group, expiry, nowMs))
    .map(({ exactPath }) => exactPath);
  return mode === "dry-run" ? expired : deleteExpired(new Set(expired), expiry, ports);
};

/** A family that is missing may have been deleted before the page was made: only one that is still stored is missed. */
const checkHealth = async (
  live: LiveState,
  { readPage, reader }: SweepPorts,
  { trackedLabels }: SweepSettings,
): Promise<ScrapeHealth> => {
  try {
    const page = await readPage();
    const health = judgePage(page);
    const missing = findMissing(page, live);
    if (health.kind !== "sound" || missing.size === 0) {
      return health;
    }
    const stillStored = findMissing(page, await readLive(reader, trackedLabels));
    const missed = [...missing].filter((name) => stillStored.has(name));
    return missed.length === 0 ? health : toCutShort(missed);
  } catch (error) {
    if (error instanceof PushgatewayOutage) {
      return { kind: "unread" };
    }
    throw error;
  }
};

const deleteAll = async (paths: readonly string[], deleteGroup: DeleteGroup): Promise<readonly string[]> => {
  const deleted: string[] = [];
  for (const path of paths) {
    if (await deleteGroup(path)) {
      deleted.push(path);
    }
  }
  return deleted;
};

const sumSeries = ({ groups }: LiveState): number =>
  [...groups.values()].reduce((sum, { series }) => sum + series, 0);
