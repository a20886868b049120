import { describe, expect, it } from "@jest/globals";
import { countSeries, exposedNames, type MetricFamily, NO_LABELS } from "../../../lambda/model/exposition.ts";

const bucket = (upperBound: number) => ({ upperBound, cumulativeCount: 1, at: 0 });
const histogram = (...bounds: readonly number[]): MetricFamily => ({
  type: "histogram",
  name: "h",
  help: "",
  at: 0,
  metrics: [{ labels: NO_LABELS, buckets: bounds.map(bucket), sum: 1, count: 1, at: 0 }],
});

describe("countSeries", () => {
  it.each<[string, MetricFamily, number]>([
    ["a histogram with +Inf", histogram(1, Number.POSITIVE_INFINITY), 4],
    ["a histogram to which the Pushgateway adds +Inf", histogram(1), 4],
    ["a histogram without buckets", histogram(), 3],
    [
      "a summary",
      {
        type: "summary",
        name: "s",
        help: "",
        at: 0,
        metrics: [
          { labels: NO_LABELS, quantiles: [{ quantile: 0.5, value: 1, at: 0 }], sum: 1, count: 1, at: 0 },
        ],
      },
      3,
    ],
    [
      "a gauge",
      { type: "gauge", name: "g", help: "", at: 0, metrics: [{ labels: NO_LABELS, value: 1, at: 0 }] },
      1,
    ],
  ])("counts the series that Prometheus scrapes for %s", (_, family, series) => {
    expect(countSeries(family)).toBe(series);
  });
});

describe("exposedNames", () => {
  it("includes the suffixes of a type", () => {
    expect(exposedNames("m", "gauge")).toEqual(["m"]);
    expect(exposedNames("m", "summary")).toEqual(["m", "m_count", "m_sum"]);
    expect(exposedNames("m", "gaugehistogram")).toEqual(["m", "m_bucket", "m_count", "m_sum"]);
  });
});
