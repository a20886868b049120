import type {
  Bucket,
  Histogram,
  LabelSet,
  MetricFamily,
  MetricType,
  Quantile,
  Sample,
  Summary,
} from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";

export interface FamilyJson {
  readonly type: string;
  readonly help?: string;
  readonly metrics: readonly MetricJson[];
}

export const PUSHGATEWAY_TYPES: ReadonlyMap<string, MetricType> = new Map([
  ["COUNTER", "counter"],
  ["GAUGE", "gauge"],
  ["UNTYPED", "untyped"],
  ["SUMMARY", "summary"],
  ["HISTOGRAM", "histogram"],
  ["GAUGE_HISTOGRAM", "gaugehistogram"],
]);

/** A metric in the Pushgateway's JSON. Numbers are texts, as Go writes them. */
export interface MetricJson {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value?: string;
  /** The counts of classic buckets by bound; for native ones a list, which the page has completely. */
  readonly buckets?: Readonly<Record<string, string>> | readonly unknown[];
  readonly quantiles?: Readonly<Record<string, string>>;
  readonly count?: string;
  readonly sum?: string;
}

/** `_sum` and `_count` beside the buckets or quantiles. Prometheus always gets a bucket `+Inf`. */
export const countSeenSeries = ({ type, metrics }: FamilyJson): number =>
  metrics.reduce((sum, metric) => sum + countMetric(type, metric), 0);

const countMetric = (type: string, { buckets: shown, quantiles = {} }: MetricJson): number => {
  const buckets = toClassic(shown);
  switch (type) {
    case "SUMMARY":
      return Object.keys(quantiles).length + 2;
    case "HISTOGRAM":
    case "GAUGE_HISTOGRAM":
      return Object.keys(buckets).length + ("+Inf" in buckets ? 2 : 3);
    default:
      return 1;
  }
};

/** The families of a group as a push would contain them, sorted by name. */
export const toFamilies = (
  families: readonly (readonly [string, FamilyJson])[],
  key: GroupingKey,
): readonly MetricFamily[] =>
  families
    .filter(([, { metrics }]) => metrics.length > 0)
    .map(([name, family]) => toFamily(name, family, key))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

const toFamily = (
  name: string,
  { type: typeText, help = "", metrics }: FamilyJson,
  key: GroupingKey,
): MetricFamily => {
  const type = PUSHGATEWAY_TYPES.get(typeText) ?? "untyped";
  const family = { name, help, at: 0 };
  switch (type) {
    case "counter":
    case "gauge":
    case "untyped":
      return { ...family, type, metrics: metrics.map((metric) => toSample(metric, key)) };
    case "summary":
      return { ...family, type, metrics: metrics.map((metric) => toSummary(metric, key)) };
    case "histogram":
    case "gaugehistogram":
      return { ...family, type, metrics: metrics.map((metric) => toHistogram(metric, key)) };
  }
};

const toSample = ({ labels, value }: MetricJson, key: GroupingKey): Sample => ({
  labels: toOwnLabels(labels, key),
  value: toNumber(value) ?? 0,
  at: 0,
});

const toSummary = ({ labels, quantiles = {}, count, sum }: MetricJson, key: GroupingKey): Summary => ({
  labels: toOwnLabels(labels, key),
  quantiles: Object.entries(quantiles)
    .map(
      ([quantile, value]): Quantile => ({ quantile: Number(quantile), value: toNumber(value) ?? 0, at: 0 }),
    )
    .sort((a, b) => a.quantile - b.quantile),
  count: toNumber(count),
  sum: toNumber(sum),
  at: 0,
});

const toClassic = (buckets: MetricJson["buckets"] = {}): Readonly<Record<string, string>> =>
  Array.isArray(buckets) ? {} : (buckets as Readonly<Record<string, string>>);

const toHistogram = ({ labels, buckets, count, sum }: MetricJson, key: GroupingKey): Histogram => ({
  labels: toOwnLabels(labels, key),
  buckets: Object.entries(toClassic(buckets))
    .map(
      ([bound, value]): Bucket => ({
        upperBound: toNumber(bound) ?? 0,
        cumulativeCount: toNumber(value) ?? 0,
        at: 0,
      }),
    )
    .sort((a, b) => a.upperBound - b.upperBound),
  count: toNumber(count),
  sum: toNumber(sum),
  at: 0,
});

/** Without labels of the key and empty labels. */
const toOwnLabels = (labels: Readonly<Record<string, string>> = {}, key: GroupingKey): LabelSet => {
  const names = Object.keys(labels)
    .filter((name) => labels[name] !== "" && key.get(name) === undefined)
    .sort();
  return { names, values: names.map((name) => labels[name]!) };
};

/** Go writes `+Inf`, `-Inf` and `NaN`. */
const toNumber = (text: string | undefined): number | undefined => {
  if (text === undefined) {
    return undefined;
  }
  return Number(text.replace("Inf", "Infinity"));
};
