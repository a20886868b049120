/**
 * The metrics of one push. The shape is that of `io.prometheus.client.MetricFamily`
 * (prometheus/client_model, metrics.proto), whatever format they arrived in.
 */
export type MetricFamily = SampleFamily | HistogramFamily | SummaryFamily;

export type SampleType = "counter" | "gauge" | "untyped";
export type HistogramType = "histogram" | "gaugehistogram";
export type MetricType = SampleType | HistogramType | "summary";

interface Family<Type extends MetricType, Metric> {
  readonly type: Type;
  readonly name: string;
  /** Empty when the payload has none. */
  readonly help: string;
  readonly metrics: readonly Metric[];
  /** Where the family starts, for {@link Source.locate}. */
  readonly at: SourcePosition;
}

export type SampleFamily = Family<SampleType, Sample>;
export type HistogramFamily = Family<HistogramType, Histogram>;
export type SummaryFamily = Family<"summary", Summary>;

/** One series of a counter, a gauge or an untyped metric. */
export interface Sample {
  readonly labels: LabelSet;
  readonly value: number;
  readonly at: SourcePosition;
}

export interface Histogram {
  readonly labels: LabelSet;
  /** Ascending by upper bound. `+Inf` is among them when the payload has it. */
  readonly buckets: readonly Bucket[];
  /** Undefined when the payload has none. */
  readonly sum: number | undefined;
  readonly count: number | undefined;
  readonly at: SourcePosition;
}

export interface Bucket {
  readonly upperBound: number;
  /** How many observations are at or below the bound; may be fractional. */
  readonly cumulativeCount: number;
  readonly at: SourcePosition;
}

export interface Summary {
  readonly labels: LabelSet;
  /** Ascending by quantile. */
  readonly quantiles: readonly Quantile[];
  readonly sum: number | undefined;
  readonly count: number | undefined;
  readonly at: SourcePosition;
}

export interface Quantile {
  readonly quantile: number;
  readonly value: number;
  readonly at: SourcePosition;
}

/**
 * A label set: `values[i]` belongs to `names[i]`. Names ascend by code unit and none is twice; no value is empty (an
 * empty label is no label). Series of one shape share one `names` array.
 */
export interface LabelSet {
  readonly names: readonly string[];
  readonly values: readonly string[];
}

export const NO_LABELS: LabelSet = { names: [], values: [] };

/** A place in a payload, as its decoder counts: only {@link Source.locate} of the same push can read it. */
export type SourcePosition = number;

/** Where in the payload something is. Lines and columns count from 1, columns in characters (code points). */
export type Location =
  | { readonly line: number; readonly column: number }
  /** RFC 6901 for JSON; for protobuf `/<family index>/metric/<metric index>` in the order of the stream, from 0. */
  | { readonly pointer: string };

export interface Source {
  locate(at: SourcePosition): Location | undefined;
}

/** How many series Prometheus will see of a family: a histogram has one a bucket (`+Inf` always), `_sum` and `_count`. */
export const countSeries = (family: MetricFamily): number => {
  switch (family.type) {
    case "counter":
    case "gauge":
    case "untyped":
      return family.metrics.length;
    case "summary":
      return family.metrics.reduce((sum, { quantiles }) => sum + quantiles.length + 2, 0);
    case "histogram":
    case "gaugehistogram":
      return family.metrics.reduce((sum, { buckets }) => sum + bucketSeries(buckets) + 2, 0);
  }
};

/** How many of them one metric has. */
export const countSeriesOf = (metric: Sample | Histogram | Summary): number => {
  if ("buckets" in metric) {
    return bucketSeries(metric.buckets) + 2;
  }
  return "quantiles" in metric ? metric.quantiles.length + 2 : 1;
};

const bucketSeries = (buckets: readonly Bucket[]): number =>
  buckets.at(-1)?.upperBound === Number.POSITIVE_INFINITY ? buckets.length : buckets.length + 1;

/** Every name a family exposes, its own first: `_bucket`, `_sum`, `_count` belong to a histogram, the latter two to a summary. */
export const exposedNames = (name: string, type: MetricType): readonly string[] => {
  switch (type) {
    case "counter":
    case "gauge":
    case "untyped":
      return [name];
    case "summary":
      return [name, `${name}_count`, `${name}_sum`];
    case "histogram":
    case "gaugehistogram":
      return [name, `${name}_bucket`, `${name}_count`, `${name}_sum`];
  }
};
