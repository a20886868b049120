import type { ProtocolTimes } from "../../../lambda/store/protocol-times.ts";
import type { Random } from "../random.ts";

export const SECOND = 1_000;

/** How often things fail. */
export interface Rates {
  freeze: number;
  die: number;
  /** Requests that get no answer. */
  lose: number;
  readonly longestFreezeMs: number;
  /** How long a process waits for an answer. */
  readonly timeoutMs: number;
  isCalm: boolean;
  calmAtMs: number;
}

/** `open`: since ever. `new`: nobody has pushed yet. `lost`: replaced by an empty store midway. `restored`: by a backup. */
export type Beginning = "open" | "new" | "lost" | "restored";

/** What a world is like. Everything is drawn again for each. */
export interface Draw {
  readonly times: ProtocolTimes & { readonly relayTimeoutMs: number };
  readonly rates: Omit<Rates, "isCalm" | "calmAtMs">;
  /** Runs of one sweep are at most so far apart. */
  readonly runEveryMs: number;
  readonly sweeps: number;
  readonly functions: number;
  readonly lengthMs: number;
  readonly expireAfterMs: number;
  /** The Pushgateway has a file. */
  readonly hasFile: boolean;
  readonly hasRestarts: boolean;
  /** The ways to the Pushgateway fail for long, group by group. */
  readonly hasBadPaths: boolean;
  readonly beginning: Beginning;
  /** The tracked label is new. */
  readonly isLabelAdded: boolean;
  readonly isLimited: boolean;
  /** The Pushgateway refuses some contents. */
  readonly hasRefused: boolean;
  /** One push in so many does not do what the others do. */
  readonly strayOneIn: number;
  /** Two groups and one family: all turns on one name. */
  readonly isTiny: boolean;
  /** Each run writes the group with the proxy's own metrics; of a profile only. */
  readonly hasOwnGroup: boolean;
  /** By so much at most the clocks of these processes are off from time to time; each world of a profile only. */
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

/** The inequality of D, with nothing to spare. */
export const shortestBetweenRuns = ({
  actMs,
  lateRelayMs,
  lateWriteMs,
  persistedMs,
  skewMs,
}: Pick<ProtocolTimes, "actMs" | "lateRelayMs" | "lateWriteMs" | "persistedMs" | "skewMs">): number =>
  Math.max(actMs + 2 * lateWriteMs, actMs + lateRelayMs, persistedMs + 1) + skewMs;
