import type { Histogram, LabelSet, MetricFamily, Sample, Summary } from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";

type Metric = Sample | Histogram | Summary;

/**
 * The details that the Pushgateway's protobuf page has and its JSON does not: native buckets, exemplars, created
 * timestamps, and all buckets of gauge histograms. Only metrics with these are kept.
 */
export class ProtobufPage {
  readonly #metrics = new Map<string, Metric>();
  readonly #units = new Map<string, string>();

  /** A family of the page, whose metrics have all labels of their groups. */
  add({ name, type, unit, metrics }: MetricFamily): void {
    if (unit !== undefined) {
      this.#units.set(name, unit);
    }
    for (const metric of metrics) {
      if (type === "gaugehistogram" || hasMore(metric)) {
        this.#metrics.set(toKey(name, metric.labels), metric);
      }
    }
  }

  /** The families of a group in the JSON, completed with the page's details. */
  complete(families: readonly MetricFamily[], key: GroupingKey): readonly MetricFamily[] {
    return families.map((family) => {
      const unit = this.#units.get(family.name);
      const metrics = (family.metrics as readonly Metric[]).map((metric) => {
        const whole = this.#metrics.get(toKey(family.name, withKey(metric.labels, key)));
        return whole === undefined ? metric : { ...whole, labels: metric.labels };
      });
      return { ...family, ...(unit !== undefined && { unit }), metrics } as MetricFamily;
    });
  }
}

const hasMore = (metric: Metric): boolean =>
  metric.created !== undefined ||
  ("exemplar" in metric && metric.exemplar !== undefined) ||
  ("native" in metric && metric.native !== undefined) ||
  ("buckets" in metric && metric.buckets.some(({ exemplar }) => exemplar !== undefined));

const toKey = (name: string, { names, values }: LabelSet): string => JSON.stringify([name, names, values]);

/** Including the labels that the Pushgateway adds. */
const withKey = ({ names, values }: LabelSet, { job, labels }: GroupingKey): LabelSet => {
  const all = new Map(names.map((name, index) => [name, values[index]!]));
  all.set("job", job);
  for (const { name, value } of labels) {
    all.set(name, value);
  }
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  return { names: sorted.map(([name]) => name), values: sorted.map(([, value]) => value) };
};
