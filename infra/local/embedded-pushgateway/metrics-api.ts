import { formatGoFloat } from "./go-float.ts";
import type { StoredGroup, TimedFamily } from "./metric-store.ts";
import type { Count, FamilyType, StoredLabel, StoredMetric } from "./stored-family.ts";

/** The document of `GET /api/v1/metrics` (pushgateway 1.11.3, api/v1/api.go): groups in no order, numbers as text. */
export const toMetricsDocument = (groups: Iterable<StoredGroup>): object => ({
  status: "success",
  data: [...groups].map(toGroupEntry),
});

const toGroupEntry = ({ labels, families }: StoredGroup): object => ({
  labels: toObject(labels),
  // Only the consistency check can make a push fail, and there is none here.
  last_push_successful: true,
  ...Object.fromEntries([...families].map(([name, timed]) => [name, toFamilyEntry(timed)])),
});

const toFamilyEntry = ({ family, pushedAtMs }: TimedFamily): object => ({
  time_stamp: new Date(pushedAtMs).toISOString(),
  type: family.type,
  ...(family.help !== undefined && family.help !== "" && { help: family.help }),
  metrics: family.metrics.map((metric) => toMetricEntry(metric, family.type)),
});

const toMetricEntry = (metric: StoredMetric, type: FamilyType): object => {
  const labels = toObject(metric.labels);
  switch (type) {
    case "SUMMARY":
      return { labels, ...toSummaryEntry(metric) };
    case "HISTOGRAM":
      return { labels, ...toHistogramEntry(metric) };
    default:
      return { labels, value: formatGoFloat(metric.value) };
  }
};

const toSummaryEntry = ({ summary }: StoredMetric): object => ({
  count: String(summary?.count ?? 0),
  sum: formatGoFloat(summary?.sum ?? 0),
  quantiles: Object.fromEntries(
    (summary?.quantiles ?? []).map(({ quantile, value }) => [formatGoFloat(quantile), formatGoFloat(value)]),
  ),
});

const toHistogramEntry = ({ histogram }: StoredMetric): object => ({
  count: histogram === undefined ? "0" : formatCount(histogram.count),
  sum: formatGoFloat(histogram?.sum ?? 0),
  buckets: Object.fromEntries(
    (histogram?.buckets ?? []).map(({ upperBound, count }) => [
      formatGoFloat(upperBound),
      formatCount(count),
    ]),
  ),
});

/** Whole counts keep all their digits here, which in the text format they do not. */
const formatCount = ({ whole, fractional }: Count): string =>
  fractional > 0 ? formatGoFloat(fractional) : String(whole);

const toObject = (labels: readonly StoredLabel[]): Record<string, string> =>
  Object.fromEntries(labels.map(({ name, value }) => [name, value]));
