import type { MetricType } from "../../model/exposition.ts";

/**
 * The types of the text format, in lower case, because expfmt accepts any case. OpenMetrics calls untyped `unknown`.
 */
export const TEXT_TYPES: ReadonlyMap<string, MetricType> = new Map([
  ["counter", "counter"],
  ["gauge", "gauge"],
  ["untyped", "untyped"],
  ["unknown", "untyped"],
  ["summary", "summary"],
  ["histogram", "histogram"],
  ["gaugehistogram", "gaugehistogram"],
  ["gauge_histogram", "gaugehistogram"],
]);
