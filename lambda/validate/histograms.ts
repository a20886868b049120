import type { HistogramFamily, MetricFamily } from "../model/exposition.ts";

export const isHistogramFamily = (family: MetricFamily): family is HistogramFamily =>
  family.type === "histogram" || family.type === "gaugehistogram";
