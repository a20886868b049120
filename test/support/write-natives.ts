import type {
  Exemplar,
  Histogram,
  LabelSet,
  MetricFamily,
  NativeBuckets,
  Timestamp,
  Whole,
} from "../../lambda/model/exposition.ts";
import { escapeValue, showNumber } from "./write-expositions.ts";

/** The list of families with the JSON format's fields for native histograms, exemplars and created timestamps. */
export const writeNativeJson = (families: readonly MetricFamily[]): string =>
  JSON.stringify(
    families.map(({ name, help, type, unit, metrics }) => ({
      name,
      help,
      type,
      unit,
      metrics: metrics.map((metric) => ({
        labels: toObject(metric.labels),
        created: createdOf(metric),
        ...("value" in metric && { value: metric.value, exemplar: toExemplar(metric.exemplar) }),
        ...("quantiles" in metric && {
          sum: metric.sum,
          count: metric.count,
          quantiles: Object.fromEntries(metric.quantiles.map(({ quantile, value }) => [quantile, value])),
        }),
        ...("buckets" in metric && toHistogram(metric)),
      })),
    })),
  );

const createdOf = ({ created }: { readonly created?: Timestamp | undefined }): string | undefined =>
  created && toSeconds(created);

const toHistogram = ({ buckets, sum, count, native, exemplars }: Histogram): object => ({
  sum: showNumber(sum!),
  count: native === undefined ? count : toText(native.count, native),
  buckets: Object.fromEntries(
    buckets.map(({ upperBound, cumulativeCount }) => [showNumber(upperBound), cumulativeCount]),
  ),
  bucket_exemplars: Object.fromEntries(
    buckets
      .filter(({ exemplar }) => exemplar !== undefined)
      .map(({ upperBound, exemplar }) => [showNumber(upperBound), toExemplar(exemplar)]),
  ),
  native: native && {
    schema: native.schema,
    zero_threshold: native.zeroThreshold,
    zero_count: toText(native.zeroCount, native),
    ...Object.fromEntries(
      (["positive", "negative"] as const).flatMap((side) => [
        [`${side}_spans`, native[side].spans],
        [
          `${side}_${native.kind === "integer" ? "deltas" : "counts"}`,
          native[side].values.map((value) => toText(value, native)),
        ],
      ]),
    ),
  },
  exemplars: exemplars?.map(toExemplar),
});

/** A number for a float count, a string for an integer one, since both can be whole. */
const toText = (value: Whole, { kind }: NativeBuckets): string | number =>
  kind === "float" ? Number(value) : String(value);

const toExemplar = (exemplar: Exemplar | undefined): object | undefined =>
  exemplar && {
    labels: toObject(exemplar.labels),
    value: showNumber(exemplar.value),
    timestamp: exemplar.timestamp && toSeconds(exemplar.timestamp),
  };

const toObject = ({ names, values }: LabelSet): object =>
  Object.fromEntries(names.map((name, index) => [name, values[index]]));

/** With every digit. */
const toSeconds = ({ seconds, nanos }: Timestamp): string => {
  const digits = (rest: number): string => (rest === 0 ? "" : `.${String(rest).padStart(9, "0")}`);
  return seconds < 0 && nanos > 0 ? `-${-seconds - 1}${digits(1e9 - nanos)}` : `${seconds}${digits(nanos)}`;
};

/**
 * OpenMetrics with exemplars and created timestamps. Precondition: counters are named with `_total`, and there is no
 * native histogram.
 */
export const writeOpenMetricsExtras = (families: readonly MetricFamily[]): string =>
  [...families.flatMap(writeFamily), "# EOF\n"].join("");

const writeFamily = ({ name, type, help, unit, metrics }: MetricFamily): readonly string[] => {
  const own = name.replace(/_total$/, "");
  return [
    `# TYPE ${own} ${type}\n`,
    ...(unit === undefined ? [] : [`# UNIT ${own} ${unit}\n`]),
    ...(help === "" ? [] : [`# HELP ${own} ${help}\n`]),
    ...metrics.flatMap((metric) => {
      const line = (suffix: string, value: string, exemplar?: Exemplar, le?: number): string =>
        `${own}${suffix}${writeLabels(metric.labels, le)} ${value}${writeExemplar(exemplar)}\n`;
      const created = metric.created === undefined ? [] : [line("_created", toSeconds(metric.created))];
      if ("value" in metric) {
        return [line("_total", showNumber(metric.value), metric.exemplar), ...created];
      }
      const parts =
        "buckets" in metric
          ? metric.buckets.map((bucket) =>
              line("_bucket", showNumber(bucket.cumulativeCount), bucket.exemplar, bucket.upperBound),
            )
          : [];
      return [
        ...created,
        ...parts,
        line(type === "gaugehistogram" ? "_gsum" : "_sum", showNumber(metric.sum!)),
        line(type === "gaugehistogram" ? "_gcount" : "_count", showNumber(metric.count!)),
      ];
    }),
  ];
};

const writeLabels = ({ names, values }: LabelSet, le?: number): string => {
  const pairs = names.map((name, index) => `${name}="${escapeValue(values[index]!)}"`);
  const all = le === undefined ? pairs : [...pairs, `le="${showNumber(le)}"`];
  return `{${all.join(",")}}`;
};

const writeExemplar = (exemplar: Exemplar | undefined): string => {
  if (exemplar === undefined) {
    return "";
  }
  const { labels, value, timestamp } = exemplar;
  const time = timestamp === undefined ? "" : ` ${toSeconds(timestamp)}`;
  return ` # ${writeLabels(labels)} ${showNumber(value)}${time}`;
};
