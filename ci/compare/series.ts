import type { MetricFamily, SampleFamily } from "../../lambda/model/exposition.ts";
import type { GroupingKey } from "../../lambda/model/grouping-key.ts";

/** The name and the labels of a series, without the labels of the whole group. */
export interface SeriesName {
  readonly name: string;
  /** With sorted names. */
  readonly labels: Readonly<Record<string, string>>;
}

/** One value of a group. */
export interface MeasuredSeries extends SeriesName {
  readonly value: number;
}

/**
 * The values of a group that can be compared: samples of gauges, counters and untyped metrics. The class of the branch
 * counts as a label of the group, since every metric has it. Histograms, summaries, timestamps and `_info` metrics are
 * left out. The values of the last two are not measurements.
 */
export const listSeries = (
  families: readonly MetricFamily[],
  key: GroupingKey,
): readonly MeasuredSeries[] => {
  const ofTheGroup = new Set(["job", "branch_class", ...key.labels.map(({ name }) => name)]);
  return families
    .filter(isSampleFamily)
    .filter(({ name }) => !MEASURES_NOTHING.test(name))
    .flatMap(({ name, metrics }) =>
      metrics.map(({ labels, value }) => ({
        name,
        labels: Object.fromEntries(
          labels.names
            .map((label, index) => [label, labels.values[index]!] as const)
            .filter(([label]) => !ofTheGroup.has(label)),
        ),
        value,
      })),
    );
};

const isSampleFamily = (family: MetricFamily): family is SampleFamily =>
  family.type === "gauge" || family.type === "counter" || family.type === "untyped";

const MEASURES_NOTHING = /(_timestamp_seconds|_info|_created|^push_time_seconds|^push_failure_time_seconds)$/;

/** The same text for the same name and labels. */
export const identify = ({ name, labels }: SeriesName): string =>
  JSON.stringify([name, Object.entries(labels)]);

/** Name and labels as Prometheus writes them. */
export const printSeries = ({ name, labels }: SeriesName): string => {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
};
