import type { ProtocolTimes } from "../../../lambda/store/run-times.ts";
import type { Random } from "../random.ts";

export const SECOND = 1_000;

/** How often things fail. */
export interface Rates {
  freeze: number;
  die: number;
  /** Requests without an answer. */
  lose: number;
  readonly longestFreezeMs: number;
  /** How long a process waits for an answer. */
  readonly timeoutMs: number;
  isCalm: boolean;
  calmAtMs: number;
}

/**
 * `open`: it has always been open. `new`: there was no push yet. `lost`: an empty store replaces it midway. `restored`:
 * a backup replaces it midway.
 */
export type Beginning = "open" | "new" | "lost" | "restored";

/** The settings of a world. All are drawn again for each world. */
export interface Draw {
  readonly times: ProtocolTimes & { readonly relayTimeoutMs: number };
  readonly rates: Omit<Rates, "isCalm" | "calmAtMs">;
  /** The longest time between two runs of one sweep. */
  readonly runEveryMs: number;
  readonly sweeps: number;
  readonly functions: number;
  readonly lengthMs: number;
  readonly expireAfterMs: number;
  /** The Pushgateway has a file. */
  readonly hasFile: boolean;
  readonly hasRestarts: boolean;
  /** Connections to the Pushgateway fail for a long time, for each group separately. */
  readonly hasBadPaths: boolean;
  readonly beginning: Beginning;
  /** The tracked label is new. */
  readonly isLabelAdded: boolean;
  readonly isLimited: boolean;
  /** The Pushgateway refuses some contents. */
  readonly hasRefused: boolean;
  /** One in this many pushes differs from the others. */
  readonly strayOneIn: number;
  /** Two groups and one family, so that everything concerns one name. */
  readonly isTiny: boolean;
  /** Each run writes the proxy's own group. Only a profile sets this. */
  readonly hasOwnGroup: boolean;
  /** The largest error of these processes' clocks, which changes from time to time. Only a profile sets this. */
  readonly clockJumps: { readonly of: "functions" | "all"; readonly mostMs: number };
}

export type Profile = Partial<Omit<Draw, "times" | "rates">> & {
  readonly times?: Partial<Draw["times"]>;
  readonly rates?: Partial<Draw["rates"]>;
};

export const draw = (random: Random, profile: Profile = {}): Draw => {
  const hasFile = profile.hasFile ?? random.chance(0.7);
  const skewMs = random.pick([0, 1, 3]) * SECOND;
  const actMs = random.pick([6, 12]) * SECOND;
  const lateRelayMs = random.pick([8, 25, 50]) * SECOND;
  const lateWriteMs = random.pick([4, 12, 20]) * SECOND;
  const persistedMs = hasFile ? random.pick([10, 30, 60]) * SECOND : 0;
  const given = { actMs, lateRelayMs, lateWriteMs, persistedMs, skewMs, ...profile.times };
  const times = {
    ...given,
    readerMs: 0,
    betweenRunsMs: profile.times?.betweenRunsMs ?? shortestBetweenRuns(given),
    runs: profile.times?.runs ?? (hasFile ? 4 : 3),
    relayTimeoutMs: 4 * SECOND,
  };
  const rates = {
    freeze: random.pick([0.005, 0.025, 0.08, 0.15]) / 2,
    die: random.pick([0.001, 0.005, 0.015]) / 2,
    lose: random.pick([0.02, 0.05, 0.15, 0.4]),
    longestFreezeMs: random.pick([1, 1, 4]) * 4 * (given.actMs + given.lateRelayMs + given.lateWriteMs),
    timeoutMs: 4 * SECOND,
    ...profile.rates,
  };
  const drawn = {
    runEveryMs: random.pick([15, 50, 100]) * SECOND,
    sweeps: random.pick([1, 1, 2, 3]),
    functions: 3,
    lengthMs: random.pick([300, 600]) * SECOND,
    expireAfterMs: random.pick([150, 400]) * SECOND,
    hasFile,
    hasRestarts: random.chance(0.7),
    hasBadPaths: random.chance(0.5),
    beginning: random.pick<Beginning>(["open", "open", "open", "new", "lost", "restored"]),
    isLabelAdded: random.chance(0.25),
    isLimited: random.chance(0.3),
    hasRefused: random.chance(0.2),
    strayOneIn: random.pick([40, 150, 600]),
    isTiny: random.chance(0.2),
    hasOwnGroup: false,
    clockJumps: { of: "functions", mostMs: 0 } as const,
  };
  return { ...drawn, ...profile, times, rates };
};

/** The smallest D that the inequality allows. */
const shortestBetweenRuns = ({
  actMs,
  lateRelayMs,
  lateWriteMs,
  persistedMs,
  skewMs,
}: Pick<ProtocolTimes, "actMs" | "lateRelayMs" | "lateWriteMs" | "persistedMs" | "skewMs">): number =>
  Math.max(actMs + 2 * lateWriteMs, actMs + lateRelayMs, persistedMs + 1) + skewMs;
