import type {
  Histogram,
  LabelSet,
  MetricFamily,
  MetricType,
  NativeBuckets,
  Sample,
  Summary,
} from "../../model/exposition.ts";
import { countSeriesOf } from "../../model/exposition.ts";
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

/** The most exposed series, since a function's answer has at most 6 MB. */
const MAX_SHOWN = 2_000;

export const showFamilies = (families: readonly MetricFamily[]): ShownContent => {
  let shown = 0;
  let omitted = 0;
  const take = (metric: Sample | Histogram | Summary): boolean => {
    const series = countSeriesOf(metric);
    const fits = shown + series <= MAX_SHOWN;
    shown += fits ? series : 0;
    omitted += fits ? 0 : series;
    return fits;
  };
  const taken = families.map(({ name, type, help, metrics }) => ({
    name,
    type,
    help,
    series: (metrics as readonly (Sample | Histogram | Summary)[]).filter(take).map(toSeries),
  }));
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
