/** Wall-clock time in milliseconds since 1970-01-01 UTC. */
export type Clock = () => number;

/**
 * Whether less than this time has passed. If the clock was set back meanwhile, this is not known, and the answer is no.
 */
export const isWithin = (sinceMs: number, nowMs: number, durationMs: number): boolean =>
  nowMs >= sinceMs && nowMs < sinceMs + durationMs;

/**
 * Whether something that lasts at most this long, until the time that another process has written, is still going on. If
 * the time is further away, the other clock was ahead, and the answer is no.
 */
export const isGoingOn = (untilMs: number, nowMs: number, longestMs: number): boolean =>
  untilMs > nowMs && untilMs <= nowMs + longestMs;
