export const GROUPS = [1, 100, 1_000, 10_000] as const;

/** Where to push: a base URL and the headers that let one in. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface LoadResult {
  readonly pushesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were no 2xx, and broken connections. */
  readonly errors: number;
}
