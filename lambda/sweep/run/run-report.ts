import type { ScrapeHealth } from "../health/scrape-health.ts";
import type { OwnGroupOutcome } from "../own-metrics/write-own-group.ts";
import type { ScannedLive } from "../scan/scan-groups.ts";

export type RunMode = "apply" | "dry-run";

/**
 * The report of a run for the operator: what it found and did, or in a dry run would have done. It names jobs and
 * groups. Paths are exact.
 */
export interface RunReport {
  readonly mode: RunMode;
  /**
   * `whole`: every difference was repaired. `partial`: some could not be. `opening`: the store accepts no pushes yet.
   * `pushgateway-unread`, `store-unread`: it could not be read completely, and the run ended there.
   */
  readonly outcome: "whole" | "partial" | "opening" | "pushgateway-unread" | "store-unread";
  /** Why the Pushgateway or the store could not be read, or the end of a run not be written, as the end of a sentence. */
  readonly outage: string | undefined;
  /** Whether pushes are accepted; false if the store cannot be read. */
  readonly isStoreOpen: boolean;
  readonly tookMs: number;
  readonly readTookMs: number;
  /** Live groups of the store without the proxy's own, and their exposed series. */
  readonly groups: number;
  readonly series: number;
  /**
   * The number of groups whose stored version the Pushgateway did not have, and the longest time for which that was true:
   * since the push, or since the last whole run.
   */
  readonly lag: { readonly groups: number; readonly oldestMs: number };
  readonly repairs: {
    readonly missing: number;
    readonly older: number;
    readonly leftOver: number;
    readonly failed: number;
  };
  /** How many groups were relayed again, because the page was invalid and no other reason was found. */
  readonly relayedAgain: number;
  /** Groups that the Pushgateway refused, which is a bug of the proxy. */
  readonly refused: readonly string[];
  /** Whether the Pushgateway was restarted since the last complete run. */
  readonly isRestarted: boolean;
  readonly expired: readonly string[];
  readonly releasedEntries: number;
  readonly removedTombstones: number;
  /** Groups that were pushed past the proxy. */
  readonly foreign: readonly string[];
  /** Groups with a later version at the Pushgateway than in the store, so the store was set back. */
  readonly storeBehind: readonly string[];
  /** Groups that a process with a fast clock has written. */
  readonly ahead: readonly string[];
  /** Unreadable items of the store and unreadable groups of the Pushgateway. */
  readonly unreadable: readonly Unreadable[];
  /** The result of writing the group with the proxy's own metrics. Undefined: it was not written. */
  readonly ownGroup: OwnGroupOutcome | undefined;
  readonly openingLabels: readonly string[];
  readonly opening: OpeningReport | undefined;
  readonly health: ScrapeHealth;
  /** Foreign and unreadable groups that were deleted. */
  readonly healed: readonly string[];
  /** Foreign groups were not deleted because they are more than half of all groups. `force` deletes them. */
  readonly isHealHeldBack: boolean;
  readonly topJobs: readonly JobSize[];
}

/** The parts of a report that a kind of run has. The other parts get the values of a run that found nothing. */
export type RunFacts = Partial<RunReport> & Pick<RunReport, "outcome">;

/** The store's progress towards accepting pushes. */
export interface OpeningReport {
  readonly isOpen: boolean;
  /** Runs that counted, and how many are needed. */
  readonly runs: number;
  readonly neededRuns: number;
  /** Paths of groups that were taken over from the Pushgateway. */
  readonly taken: readonly string[];
  /** Paths of groups that conflict with another one or have a key that is not UTF-8. They were deleted at the Pushgateway. */
  readonly misfits: readonly string[];
}

export interface Unreadable {
  readonly key: string;
  readonly reason: string;
}

export interface JobSize {
  readonly job: string;
  readonly groups: number;
  readonly series: number;
}

export const NOTHING_SWEPT = {
  outage: undefined,
  isStoreOpen: false,
  tookMs: 0,
  readTookMs: 0,
  groups: 0,
  series: 0,
  lag: { groups: 0, oldestMs: 0 },
  repairs: { missing: 0, older: 0, leftOver: 0, failed: 0 },
  relayedAgain: 0,
  refused: [],
  isRestarted: false,
  expired: [],
  releasedEntries: 0,
  removedTombstones: 0,
  foreign: [],
  storeBehind: [],
  ahead: [],
  unreadable: [],
  ownGroup: undefined,
  openingLabels: [],
  opening: undefined,
  health: { kind: "unread" },
  healed: [],
  isHealHeldBack: false,
  topJobs: [],
} as const satisfies Omit<RunReport, "mode" | "outcome">;

const MAX_JOBS = 20;

/** The jobs with the most series, largest first. */
export const topJobs = (groups: Iterable<Pick<ScannedLive, "key" | "series">>): readonly JobSize[] => {
  const sizes = new Map<string, JobSize>();
  for (const { key, series } of groups) {
    const size = sizes.get(key.job) ?? { job: key.job, groups: 0, series: 0 };
    sizes.set(key.job, { job: key.job, groups: size.groups + 1, series: size.series + series });
  }
  return [...sizes.values()].sort((a, b) => b.series - a.series).slice(0, MAX_JOBS);
};
