const DEFAULT_GROUPS = "1,100,1000,10000";

/** How many groups are stored, ascending. `BENCH_GROUPS=1,1000` measures others. */
export const GROUPS: readonly number[] = (process.env["BENCH_GROUPS"] ?? DEFAULT_GROUPS)
  .split(",")
  .map(Number);

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
