/** A metric family as the Pushgateway keeps it: `io.prometheus.client.MetricFamily` with the labels of its group. */
export interface StoredFamily {
  readonly name: string;
  /** Undefined when the push had none, which is exposed differently from an empty one. */
  readonly help: string | undefined;
  readonly type: FamilyType;
  readonly metrics: readonly StoredMetric[];
}

/** In the order of the numbers of `io.prometheus.client.MetricType`. */
export const FAMILY_TYPES = [
  "COUNTER",
  "GAUGE",
  "SUMMARY",
  "UNTYPED",
  "HISTOGRAM",
  "GAUGE_HISTOGRAM",
] as const;

export type FamilyType = (typeof FAMILY_TYPES)[number];

export interface StoredMetric {
  readonly labels: readonly StoredLabel[];
  /** Of a counter, gauge or untyped metric. */
  readonly value: number;
  readonly summary: StoredSummary | undefined;
  readonly histogram: StoredHistogram | undefined;
}

export interface StoredLabel {
  readonly name: string;
  readonly value: string;
}

export interface StoredSummary {
  readonly count: bigint;
  readonly sum: number;
  readonly quantiles: readonly { readonly quantile: number; readonly value: number }[];
}

export interface StoredHistogram {
  readonly count: Count;
  readonly sum: number;
  readonly buckets: readonly { readonly upperBound: number; readonly count: Count }[];
}

/** A count that is there twice on the wire, whole and fractional; the fractional one counts unless it is 0. */
export interface Count {
  readonly whole: bigint;
  readonly fractional: number;
}
