/** Wall-clock time in milliseconds since 1970-01-01 UTC. */
export type Clock = () => number;

/** Whether less than this time has passed. Where the clock was set back meanwhile nobody knows, so that it is too late. */
export const isWithin = (sinceMs: number, nowMs: number, durationMs: number): boolean =>
  nowMs >= sinceMs && nowMs < sinceMs + durationMs;
