/**
 * The times that the registry's safety rests on (docs/agreement.md). Milliseconds of wall clock.
 * Take one of the two sets below: a set that {@link isSafe} refuses lets a claim be released under a push that uses it.
 */
export interface ProtocolTimes {
  /** C: how long a claim may be used after its stamp. */
  readonly claimMs: number;
  /** Of which this much is left whenever a claim is granted: enough to send the push. */
  readonly sendMarginMs: number;
  /** L: how long a push that was sent may still be applied. */
  readonly lateMs: number;
  /** I: from one sweep to the next. */
  readonly sweepEveryMs: number;
  /** P: how old the state can be with which the Pushgateway restarts. */
  readonly persistedMs: number;
  /** How far two clocks may differ. */
  readonly skewMs: number;
  /** T: what is not live is released once its stamp is older than this. */
  readonly releaseMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const AWS_TIMES: ProtocolTimes = {
  claimMs: 10 * MINUTE,
  sendMarginMs: 30 * SECOND,
  lateMs: MINUTE,
  sweepEveryMs: 5 * MINUTE,
  persistedMs: MINUTE,
  skewMs: 5 * SECOND,
  releaseMs: 60 * MINUTE,
};

/** One process, one clock, and reading costs nothing: claims live only as long as a push needs. */
export const LOCAL_TIMES: ProtocolTimes = {
  claimMs: 12 * SECOND,
  sendMarginMs: 6 * SECOND,
  lateMs: 10 * SECOND,
  sweepEveryMs: 15 * SECOND,
  persistedMs: 0,
  skewMs: 0,
  releaseMs: 75 * SECOND,
};

/** T > 2 × (C + L + I + P) + 2 × skew. */
export const isSafe = (times: ProtocolTimes): boolean =>
  times.sendMarginMs < times.claimMs &&
  times.releaseMs >
    2 * (times.claimMs + times.lateMs + times.sweepEveryMs + times.persistedMs) + 2 * times.skewMs;

/** Whether a claim with this stamp can be used for a push that is sent soon. */
export const isUsable = (stampMs: number, nowMs: number, times: ProtocolTimes): boolean =>
  nowMs + times.sendMarginMs < stampMs + times.claimMs;
