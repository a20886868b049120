import { countSeries, countSeriesOf, type MetricFamily } from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";
import { boundExtraBytes, countLabelBytes } from "../../model/metric-bytes.ts";
import { MARKER_BYTES } from "../marker.ts";

/**
 * The bytes that a group counts for its limits: its relayed bytes, and those that a scrape adds. The page repeats the
 * name and the labels of the key on every series, and all labels of a histogram or summary on each of its series, so
 * the relayed bytes alone do not limit its size (docs/security.md). Native buckets and exemplars count for the memory
 * that they need. The sum is rounded up to whole KiB, so that values may change without a new count: with equal series
 * only the values and the length of `content` differ.
 */
export const countBytes = (
  families: readonly MetricFamily[],
  { job, labels }: Pick<GroupingKey, "job" | "labels">,
  content: Uint8Array,
): number => {
  const keyBytes = labels.reduce(
    (sum, { name, value }) => sum + bytesOf(name) + bytesOf(value),
    JOB_BYTES + bytesOf(job),
  );
  const repeated = families.reduce((sum, family) => sum + countRepeated(family, keyBytes), 0);
  return Math.ceil((content.length + MARKER_BYTES + keyBytes + repeated) / KIB) * KIB;
};

const countRepeated = (family: MetricFamily, keyBytes: number): number => {
  const series = countSeries(family);
  const repeated = series * (keyBytes + family.name.length);
  switch (family.type) {
    case "gauge":
    case "untyped":
      return repeated;
    case "counter":
      return family.metrics.reduce((sum, metric) => sum + boundExtraBytes(metric), repeated);
    case "histogram":
    case "gaugehistogram":
    case "summary":
      return family.metrics.reduce(
        (sum, metric) =>
          sum + (countSeriesOf(metric) - 1) * countLabelBytes(metric.labels) + boundExtraBytes(metric),
        repeated,
      );
  }
};

const bytesOf = (text: string): number => Buffer.byteLength(text);

const KIB = 1_024;
const JOB_BYTES = "job".length;
