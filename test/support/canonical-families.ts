import { encodeExposition } from "../../lambda/encode/encode-exposition.ts";
import type { Histogram, LabelSet, MetricFamily, Sample, Summary } from "../../lambda/model/exposition.ts";

export type Metric = Histogram | Sample | Summary;

const metricsOf = (family: MetricFamily): readonly Metric[] => family.metrics;

/**
 * The bytes of families as on a page: sorted by name, without the labels that a group adds to all its metrics. Units
 * and HELP are left out: a page has no units, and the HELP of a family may come from another group.
 */
export const toCanonical = (families: readonly MetricFamily[], groupLabels: readonly string[]): string => {
  const plain = families.map(
    ({ unit: _, ...family }) =>
      ({
        ...family,
        help: "",
        metrics: metricsOf(family as MetricFamily)
          .map((metric) => withoutLabels(metric, groupLabels))
          .sort(byLabels),
      }) as MetricFamily,
  );
  return Buffer.from(encodeExposition(plain.sort((a, b) => (a.name < b.name ? -1 : 1)))).toString("hex");
};

const withoutLabels = (metric: Metric, left: readonly string[]): Metric => {
  const { names, values } = metric.labels;
  const kept = names.flatMap((name, at) => (left.includes(name) ? [] : [at]));
  return {
    ...metric,
    labels: { names: kept.map((at) => names[at]!), values: kept.map((at) => values[at]!) },
  };
};

const byLabels = (a: { readonly labels: LabelSet }, b: { readonly labels: LabelSet }): number =>
  JSON.stringify(a.labels) < JSON.stringify(b.labels) ? -1 : 1;
