const DEFAULT_GROUPS = "1,100,1000,10000";

/** The numbers of stored groups, ascending. `BENCH_GROUPS=1,1000` measures others. */
export const GROUPS: readonly number[] = (process.env["BENCH_GROUPS"] ?? DEFAULT_GROUPS)
  .split(",")
  .map(Number);

/**
 * The length of one window of pushes. The sweep runs meanwhile, as for a user, every 15 seconds or so. With many groups
 * a run takes seconds and the next one starts later, so the load needs longer to become steady.
 */
export const toWindowSeconds = (groups: number): number =>
  groups >= MANY_GROUPS ? WINDOW_SECONDS_OF_MANY : WINDOW_SECONDS;

const MANY_GROUPS = 5_000;
const WINDOW_SECONDS = 15;
const WINDOW_SECONDS_OF_MANY = 60;

/** The target of the pushes: a base URL and the headers with a credential. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface LoadResult {
  readonly pushes: number;
  readonly pushesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers without a 2xx status, and broken connections. */
  readonly errors: number;
}
