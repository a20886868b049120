/** The protocol is safe only with these times; docs/store.md has their inequality. */
export interface ProtocolTimes {
  /** C: from the start of a store request to sending what rests on it. */
  readonly actMs: number;
  /** L: from sending a relay until it can no longer be applied. */
  readonly lateRelayMs: number;
  /** W: the same for a write to the store. */
  readonly lateWriteMs: number;
  /** P: how old the file of a running Pushgateway can be; 0 without a file. */
  readonly persistedMs: number;
  /** Q: how long a reader takes that exposes the groups that it reads; 0 without one. */
  readonly readerMs: number;
  /** σ: the largest difference of two clocks. */
  readonly skewMs: number;
  /** D: the least time between two runs that count. */
  readonly betweenRunsMs: number;
  /** The least time between the last but one of these runs and the one that removes. @default betweenRunsMs */
  readonly releaseAfterMs?: number;
  /** K: how many consecutive runs must find an entry unused before it is removed. */
  readonly runs: number;
}

/** The times that a push needs. */
export interface PushTimes extends Pick<ProtocolTimes, "actMs"> {
  /** The longest time until a store is open, once the Pushgateway answers. */
  readonly openingMs: number;
  /** The same for a new label of grouping keys. */
  readonly labelOpeningMs: number;
}

/** The times of a run: those of the protocol, and the longest time of one relay with its retries. */
export type RunTimes = ProtocolTimes & { readonly relayTimeoutMs: number };

/** With a Pushgateway that writes its file every 60 s, which can take 15 s, and with readers of the store. */
export const AWS_TIMES: RunTimes = {
  actMs: 10_000,
  lateRelayMs: 65_000,
  lateWriteMs: 30_000,
  persistedMs: 75_000,
  readerMs: 70_000,
  skewMs: 5_000,
  betweenRunsMs: 90_000,
  runs: 4,
  relayTimeoutMs: 2_000,
};

/** Nothing is relayed, and no file restores old groups. */
export const AWS_TIMES_WITHOUT_PUSHGATEWAY: RunTimes = {
  ...AWS_TIMES,
  lateRelayMs: 0,
  persistedMs: 0,
  betweenRunsMs: 80_000,
  runs: 3,
};

/** How long a run of remote write may send what it has read. */
export const REMOTE_WRITE_LEASE_MS = 70_000;

/**
 * With remote write a name is released only after its last stale marker was sent, since no other client may own a
 * series that a run still ends. The time is the six minutes for which series are remembered, plus the time of a run.
 */
export const withRemoteWrite = <Times extends ProtocolTimes>(times: Times): Times => ({
  ...times,
  readerMs: Math.max(times.readerMs, REMOTE_WRITE_LEASE_MS),
  betweenRunsMs: Math.max(times.betweenRunsMs, REMOTE_WRITE_LEASE_MS + times.skewMs),
  releaseAfterMs: 7 * 60_000,
});

const AWS_TICK_MS = 60_000;

/** Five minutes minus half a tick, so that the tick nearest to five minutes finds the run due. */
export const AWS_RUN_EVERY_MS = 270_000;

/** Everything is on one machine, so there is one clock, and a write to the store ends with its call. */
export const toLocalTimes = (persistedMs: number): RunTimes => ({
  actMs: 5_000,
  lateRelayMs: 10_000,
  lateWriteMs: 0,
  persistedMs,
  readerMs: 15_000,
  skewMs: 0,
  betweenRunsMs: Math.max(15_000, persistedMs + 1_000),
  runs: persistedMs > 0 ? 4 : 3,
  relayTimeoutMs: 2_000,
});

export const LOCAL_TICK_MS = 1_000;

/** While the store is being opened, each tick reads the whole Pushgateway, but counts only occasionally. */
export const LOCAL_OPENING_TICK_MS = 5_000;

/** Fifteen seconds minus half a tick. */
export const LOCAL_RUN_EVERY_MS = 14_500;

/**
 * Regular runs take at most a twentieth of the time. With many groups a run makes pushes on the same machine a third
 * slower while it lasts, and the Pushgateway needs most of its processor time. They are never rarer than on AWS, since a
 * run also takes long if it waits for a Pushgateway, or if the machine was suspended.
 */
export const toLocalRunEveryMs = (lastTookMs: number): number =>
  Math.min(AWS_RUN_EVERY_MS, Math.max(LOCAL_RUN_EVERY_MS, 20 * lastTookMs));

/**
 * A store opens with the last but one of the runs. The first run is due at the next tick; runs that count are {@link
 * ProtocolTimes.betweenRunsMs} apart.
 */
const toPushTimes = (
  { actMs, betweenRunsMs, runs }: RunTimes,
  { tickMs, runEveryMs }: { readonly tickMs: number; readonly runEveryMs: number },
): PushTimes => ({
  actMs,
  openingMs: tickMs + (runs - 2) * roundUp(betweenRunsMs, tickMs),
  labelOpeningMs: runs * roundUp(Math.max(betweenRunsMs, runEveryMs), tickMs),
});

const roundUp = (ms: number, tickMs: number): number => Math.ceil(ms / tickMs) * tickMs;

export const AWS_PUSH_TIMES: PushTimes = toPushTimes(AWS_TIMES, {
  tickMs: AWS_TICK_MS,
  runEveryMs: AWS_RUN_EVERY_MS,
});

export const toLocalPushTimes = (persistedMs: number): PushTimes =>
  toPushTimes(toLocalTimes(persistedMs), { tickMs: LOCAL_OPENING_TICK_MS, runEveryMs: LOCAL_RUN_EVERY_MS });
