/** One measured value of a pipeline, before it becomes an exposition. */
export interface CiMetric {
  /** A Prometheus name that starts with `cicd_`. */
  readonly name: string;
  readonly type: "gauge";
  readonly help: string;
  readonly unit: "seconds" | "bytes" | "count" | "ratio";
  /** Bounded by construction, with sorted names: no run id, no sha, no name of a test. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A test by its suite and its name, shown only in the summary. */
export interface TestName {
  readonly suite: string;
  readonly name: string;
}

/** The results of collecting: metrics, rows for the summary only, and warnings. */
export interface Collected {
  readonly metrics: readonly CiMetric[];
  readonly slowestTests: readonly (TestName & { readonly seconds: number })[];
  readonly failedTests: readonly (TestName & { readonly message: string })[];
  readonly flakyTests: readonly TestName[];
  /** One line each, with the fix. */
  readonly warnings: readonly string[];
}
