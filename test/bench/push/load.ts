const DEFAULT_GROUPS = "1,100,1000,10000";

/** How many groups are stored, ascending. `BENCH_GROUPS=1,1000` measures others. */
export const GROUPS: readonly number[] = (process.env["BENCH_GROUPS"] ?? DEFAULT_GROUPS)
  .split(",")
  .map(Number);

/**
 * How long one window of pushes is. The sweep runs beside them as it does beside those of a user, every 15 seconds or so; over
 * many groups a run takes seconds, and the next one comes later, so that it takes longer until the load is steady.
 */
export const toWindowSeconds = (groups: number): number =>
  groups >= MANY_GROUPS ? WINDOW_SECONDS_OF_MANY : WINDOW_SECONDS;

const MANY_GROUPS = 5_000;
const WINDOW_SECONDS = 15;
const WINDOW_SECONDS_OF_MANY = 60;

/** Where to push: a base URL and the headers that let one in. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface LoadResult {
  readonly pushes: number;
  readonly pushesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were no 2xx, and broken connections. */
  readonly errors: number;
}
