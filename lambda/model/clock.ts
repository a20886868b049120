/** Wall-clock time in milliseconds since 1970-01-01 UTC. */
export type Clock = () => number;

/**
 * Whether less than this time has passed. If the clock was set back meanwhile, this is not known, and the answer is no.
 */
export const isWithin = (sinceMs: number, nowMs: number, durationMs: number): boolean =>
  nowMs >= sinceMs && nowMs < sinceMs + durationMs;
