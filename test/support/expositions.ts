import type {
  Bucket,
  Histogram,
  LabelSet,
  MetricFamily,
  NativeBuckets,
  Quantile,
  Sample,
  SampleType,
  Summary,
} from "../../lambda/model/exposition.ts";

/** A label set from an object, in the model's order. */
export const labelSet = (labels: Readonly<Record<string, string>>): LabelSet => {
  const names = Object.keys(labels).sort();
  return { names, values: names.map((name) => labels[name]!) };
};

export const sample = (value: number, labels: Readonly<Record<string, string>> = {}): Sample => ({
  labels: labelSet(labels),
  value,
  at: 0,
});

export const sampleFamily = (
  type: SampleType,
  name: string,
  metrics: readonly Sample[],
  help = "",
): MetricFamily => ({ type, name, help, metrics, at: 0 });

const oneSample =
  (type: SampleType) =>
  (name: string, value = 1, labels: Readonly<Record<string, string>> = {}): MetricFamily =>
    sampleFamily(type, name, [sample(value, labels)]);

/** Families with one series. */
export const gauge = oneSample("gauge");
export const counter = oneSample("counter");
export const untyped = oneSample("untyped");

/** A gauge with so many series, which differ in a label. */
export const gaugeOf = (name: string, series: number, help = ""): MetricFamily =>
  sampleFamily(
    "gauge",
    name,
    Array.from({ length: series }, (_, index) => sample(index, { n: String(index) })),
    help,
  );

/** Native buckets of a histogram without observations. */
export const NO_OBSERVATIONS: NativeBuckets = {
  kind: "integer",
  schema: 3,
  count: 0,
  zeroThreshold: 1e-10,
  zeroCount: 0,
  positive: { spans: [], values: [] },
  negative: { spans: [], values: [] },
};

/** Buckets from pairs of upper bound and cumulative count. */
export const histogram = (
  buckets: readonly (readonly [number, number])[],
  totals: { sum?: number; count?: number } = {},
  labels: Readonly<Record<string, string>> = {},
): Histogram => ({
  labels: labelSet(labels),
  buckets: buckets.map(([upperBound, cumulativeCount]): Bucket => ({ upperBound, cumulativeCount, at: 0 })),
  sum: totals.sum,
  count: totals.count,
  at: 0,
});

/** Quantiles from pairs of quantile and value. */
export const summary = (
  quantiles: readonly (readonly [number, number])[],
  totals: { sum?: number; count?: number } = {},
  labels: Readonly<Record<string, string>> = {},
): Summary => ({
  labels: labelSet(labels),
  quantiles: quantiles.map(([quantile, value]): Quantile => ({ quantile, value, at: 0 })),
  sum: totals.sum,
  count: totals.count,
  at: 0,
});
