/**
 * The metrics of one push. The shape is that of `io.prometheus.client.MetricFamily` (prometheus/client_model,
 * metrics.proto), for every input format.
 */
export type MetricFamily = SampleFamily | HistogramFamily | SummaryFamily;

export type SampleType = "counter" | "gauge" | "untyped";
export type HistogramType = "histogram" | "gaugehistogram";
export type MetricType = SampleType | HistogramType | "summary";

/** Each at its number in the protobuf format. */
export const METRIC_TYPES: readonly MetricType[] = [
  "counter",
  "gauge",
  "summary",
  "untyped",
  "histogram",
  "gaugehistogram",
];

interface Family<Type extends MetricType, Metric> {
  readonly type: Type;
  readonly name: string;
  /** Empty when the payload has none. */
  readonly help: string;
  /** OpenMetrics' UNIT; absent when the payload has none. */
  readonly unit?: string | undefined;
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
  /** Only of a counter, like `created`. */
  readonly exemplar?: Exemplar | undefined;
  readonly created?: Timestamp | undefined;
  /** If the created timestamp has a separate line. */
  readonly createdAt?: SourcePosition | undefined;
}

export interface Histogram {
  readonly labels: LabelSet;
  /** Ascending by upper bound. `+Inf` is included if the payload has it. */
  readonly buckets: readonly Bucket[];
  /** Undefined when the payload has none. */
  readonly sum: number | undefined;
  readonly count: number | undefined;
  /** The first of its lines. */
  readonly at: SourcePosition;
  /** If the count has a separate line. */
  readonly countAt?: SourcePosition | undefined;
  /** Alone or beside the classic buckets. */
  readonly native?: NativeBuckets | undefined;
  /** The exemplars of the native histogram. Classic buckets have their own. */
  readonly exemplars?: readonly Exemplar[] | undefined;
  readonly created?: Timestamp | undefined;
  readonly createdAt?: SourcePosition | undefined;
}

export interface Bucket {
  readonly upperBound: number;
  /** The number of observations at or below the bound; may be fractional. */
  readonly cumulativeCount: number;
  readonly at: SourcePosition;
  readonly exemplar?: Exemplar | undefined;
}

export interface Summary {
  readonly labels: LabelSet;
  /** Ascending by quantile. */
  readonly quantiles: readonly Quantile[];
  readonly sum: number | undefined;
  readonly count: number | undefined;
  /** The first of its lines. */
  readonly at: SourcePosition;
  /** If the count has a separate line. */
  readonly countAt?: SourcePosition | undefined;
  readonly created?: Timestamp | undefined;
  readonly createdAt?: SourcePosition | undefined;
}

export interface Quantile {
  readonly quantile: number;
  readonly value: number;
  readonly at: SourcePosition;
}

/** An example of the observations in a bucket or counter, usually with the id of its trace. */
export interface Exemplar {
  /** Values may be empty. `validate` checks that no name occurs twice. */
  readonly labels: LabelSet;
  readonly value: number;
  readonly timestamp: Timestamp | undefined;
}

/** A `google.protobuf.Timestamp`: `nanos` count forward from `seconds` since 1970. */
export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}

/**
 * The buckets of a native histogram, as on the wire. For an integer histogram `values` has each bucket's difference to
 * the one before it, for a float histogram the counts themselves.
 */
export type NativeBuckets = Native<"integer", Whole> | Native<"float", number>;

interface Native<Kind extends "integer" | "float", Value extends Whole> {
  readonly kind: Kind;
  /** There are 2^schema buckets between powers of two. */
  readonly schema: number;
  /** The exact count of all observations. The histogram's own count is the nearest float. */
  readonly count: Value;
  /** Observations up to this distance from zero are in the zero bucket. */
  readonly zeroThreshold: number;
  readonly zeroCount: Value;
  readonly positive: NativeSide<Value>;
  readonly negative: NativeSide<Value>;
}

/** The buckets of positive or of negative observations, from zero outwards. */
export interface NativeSide<Value extends Whole = Whole> {
  readonly spans: readonly BucketSpan[];
  /** One for each bucket of the spans. */
  readonly values: readonly Value[];
}

/** Consecutive buckets. */
export interface BucketSpan {
  /** The distance from the end of the span before it. For the first span, from the bucket that ends at 1. */
  readonly offset: number;
  readonly length: number;
}

/** A whole number of up to 64 bits: a bigint only if a number cannot hold it exactly. */
export type Whole = number | bigint;

/**
 * A label set: `values[i]` belongs to `names[i]`. Names ascend by code unit and are unique. No value is empty: an empty
 * label is the same as a missing one. Series of one shape share one `names` array.
 */
export interface LabelSet {
  readonly names: readonly string[];
  readonly values: readonly string[];
}

export const NO_LABELS: LabelSet = { names: [], values: [] };

/** A place in a payload, as its decoder counts: only {@link Source.locate} of the same push can read it. */
export type SourcePosition = number;

/** A place in the payload. Lines and columns count from 1, columns in characters (code points). */
export type Location =
  | { readonly line: number; readonly column: number }
  /** RFC 6901 for JSON; for protobuf `/<family index>/metric/<metric index>` in the order of the stream, from 0. */
  | { readonly pointer: string };

export interface Source {
  locate(at: SourcePosition): Location | undefined;
}

/**
 * The number of a family's series in Prometheus. A histogram has one per bucket (`+Inf` always), `_sum` and `_count`.
 */
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

/** The number of series of one metric. */
export const countSeriesOf = (metric: Sample | Histogram | Summary): number => {
  if ("buckets" in metric) {
    return bucketSeries(metric.buckets) + 2;
  }
  return "quantiles" in metric ? metric.quantiles.length + 2 : 1;
};

export const countAllSeries = (families: readonly MetricFamily[]): number =>
  families.reduce((sum, family) => sum + countSeries(family), 0);

const bucketSeries = (buckets: readonly Bucket[]): number =>
  infinityCountOf(buckets) === undefined ? buckets.length + 1 : buckets.length;

/** The number of observations in a histogram's classic buckets. */
export const sampleCountOf = ({ buckets, count }: Histogram): number =>
  count ?? infinityCountOf(buckets) ?? 0;

/** The count of the bucket `+Inf`, if there is one. */
export const infinityCountOf = (buckets: readonly Bucket[]): number | undefined => {
  const last = buckets.at(-1);
  return last?.upperBound === Number.POSITIVE_INFINITY ? last.cumulativeCount : undefined;
};

/**
 * Every name that a family exposes, its own first: a histogram has `_bucket`, `_sum` and `_count`, a summary the latter
 * two.
 */
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

/**
 * Whether a text is a label name of the classic character set. Newer Prometheus versions also allow other Unicode names,
 * which are written in quotes on the page.
 */
export const isLabelName = (name: string): boolean => LEGACY_NAME.test(name);

const LEGACY_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether a text is a metric name of the classic character set. */
export const isMetricName = (name: string): boolean => LEGACY_METRIC_NAME.test(name);

const LEGACY_METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** A number if it can hold the whole number exactly, else a bigint. */
export const toWhole = (value: bigint): Whole =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
