import type {
  Histogram,
  LabelSet,
  MetricFamily,
  MetricType,
  NativeBuckets,
  Sample,
  Summary,
} from "../../model/exposition.ts";
import { countAllSeries, countSeriesOf } from "../../model/exposition.ts";
import { showNumber } from "../../model/printable.ts";

export interface ShownFamily {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly series: readonly ShownSeries[];
}

export interface ShownSeries {
  /** Labels of the body; those of the key belong to the group. */
  readonly labels: Readonly<Record<string, string>>;
  /** The value; for a histogram or a summary each bucket or quantile, sum and count. */
  readonly values: readonly ShownValue[];
}

export interface ShownValue {
  readonly name: string;
  /** Numbers in Prometheus' form. */
  readonly value: string;
}

/** Families as an operator sees them. */
export interface ShownContent {
  readonly families: readonly ShownFamily[];
  /** The number of exposed series that are not shown. */
  readonly omittedSeries: number;
}

/** The most exposed series. */
const MAX_SHOWN = 2_000;

/** Of the families as JSON, since a function's answer has at most 6 MB. A control character of a label has six bytes. */
const MAX_BYTES = 5_000_000;

export const showFamilies = (families: readonly MetricFamily[]): ShownContent => {
  let shown = 0;
  let bytes = 0;
  let omitted = 0;
  const take = <Part>(create: () => Part, series: number): readonly Part[] => {
    if (shown + series > MAX_SHOWN) {
      omitted += series;
      return [];
    }
    const part = create();
    const bytesWith = bytes + Buffer.byteLength(JSON.stringify(part));
    if (bytesWith > MAX_BYTES) {
      omitted += series;
      return [];
    }
    shown += series;
    bytes = bytesWith;
    return [part];
  };
  const taken = families.flatMap((family) => {
    const { name, type, help, metrics } = family;
    const [head] = take(() => ({ name, type, help }), 0);
    if (head === undefined) {
      omitted += countAllSeries([family]);
      return [];
    }
    return [
      { ...head, series: metrics.flatMap((metric) => take(() => toSeries(metric), countSeriesOf(metric))) },
    ];
  });
  return { families: taken, omittedSeries: omitted };
};

const toSeries = (metric: Sample | Histogram | Summary): ShownSeries => ({
  labels: toRecord(metric.labels),
  values: toValues(metric),
});

const toRecord = ({ names, values }: LabelSet): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));

const toValues = (metric: Sample | Histogram | Summary): readonly ShownValue[] => {
  if ("value" in metric) {
    return [toValue("value", metric.value)];
  }
  const parts =
    "buckets" in metric
      ? metric.buckets.map(({ upperBound, cumulativeCount }) =>
          toValue(`le=${showNumber(upperBound)}`, cumulativeCount),
        )
      : metric.quantiles.map(({ quantile, value }) => toValue(`quantile=${showNumber(quantile)}`, value));
  const native = "buckets" in metric && metric.native !== undefined ? [toNative(metric.native)] : [];
  return [...parts, ...native, toValue("sum", metric.sum ?? 0), toValue("count", metric.count ?? 0)];
};

const toValue = (name: string, value: number): ShownValue => ({ name, value: showNumber(value) });

const toNative = ({ schema, positive, negative, zeroCount }: NativeBuckets): ShownValue => ({
  name: "native buckets",
  value: `${positive.values.length + negative.values.length} of schema ${schema}, and ${zeroCount} at zero`,
});
