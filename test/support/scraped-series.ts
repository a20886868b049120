import type { LabelSet, MetricFamily } from "../../lambda/model/exposition.ts";
import { MARKER_NAME } from "../../lambda/store/marker.ts";

/** Every series of a push as a scraper sees it, with the group's `labels` added: its identity and its value. */
export const toSeries = (
  families: readonly MetricFamily[],
  labels: Readonly<Record<string, string>>,
): ReadonlyMap<string, number> => {
  const series = new Map<string, number>();
  const add = (
    name: string,
    set: LabelSet,
    value: number,
    extra: Readonly<Record<string, number>> = {},
  ): void => {
    const own = Object.fromEntries(set.names.map((label, index) => [label, set.values[index]!]));
    // The Pushgateway writes -0 as 0.
    series.set(toIdentity(name, { ...own, ...extra, ...labels }), value === 0 ? 0 : value);
  };
  for (const { name, metrics } of families) {
    for (const metric of metrics) {
      if ("value" in metric) {
        add(name, metric.labels, metric.value);
        continue;
      }
      if ("buckets" in metric) {
        for (const { upperBound, cumulativeCount } of metric.buckets) {
          add(`${name}_bucket`, metric.labels, cumulativeCount, { le: upperBound });
        }
      } else {
        for (const { quantile, value } of metric.quantiles) {
          add(name, metric.labels, value, { quantile });
        }
      }
      add(`${name}_sum`, metric.labels, metric.sum ?? 0);
      add(`${name}_count`, metric.labels, metric.count ?? 0);
    }
  }
  return series;
};

/** The families that the Pushgateway and the proxy add to every group. */
const ADDED_NAMES: ReadonlySet<string> = new Set([
  "push_time_seconds",
  "push_failure_time_seconds",
  MARKER_NAME,
]);

/** The series of a page in the text format that belong to a job, as pushed. */
export const readSeries = (page: string, job: string): ReadonlyMap<string, number> =>
  new Map(readSamples(page, job));

/** Like {@link readSeries}, but with every line, even if two differ only in how a bound is written. */
export const readSamples = (page: string, job: string): readonly (readonly [string, number])[] => {
  const samples: [string, number][] = [];
  for (const line of page.split("\n")) {
    const [, name, labelText = "", value] = /^([^#{ ][^{ ]*)(?:\{(.*)\})? (\S+)$/s.exec(line) ?? [];
    const labels = Object.fromEntries(
      [...labelText.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/gs)].map(([, label, text]) => [
        label!,
        text !== "" && (label === "le" || label === "quantile") ? toNumber(text!) : undoEscapes(text!),
      ]),
    );
    if (labels["job"] === job && !ADDED_NAMES.has(name!)) {
      samples.push([toIdentity(name!, labels), toNumber(value!)]);
    }
  }
  return samples;
};

const toIdentity = (name: string, labels: Readonly<Record<string, string | number>>): string =>
  JSON.stringify([
    name,
    Object.entries(labels)
      .map(([label, value]) => [label, String(value)])
      .sort(),
  ]);

const toNumber = (text: string): number => Number(text.replace("Inf", "Infinity"));

const undoEscapes = (text: string): string =>
  text.replace(/\\(.)/gs, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
