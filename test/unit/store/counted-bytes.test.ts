import { describe, expect, it } from "@jest/globals";
import type { Histogram, MetricFamily } from "../../../lambda/model/exposition.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { encodeContent } from "../../../lambda/store/content.ts";
import { countBytes } from "../../../lambda/store/counted-bytes.ts";

const JOB = GroupingKey.of("j", []);

const count = (families: readonly MetricFamily[], key = JOB): number =>
  countBytes(families, key, encodeContent(families));

const gauges = (series: number, value = 1): MetricFamily => ({
  type: "gauge",
  name: "a",
  help: "",
  at: 0,
  metrics: Array.from({ length: series }, (_, index) => ({
    labels: { names: ["i"], values: [String(index).padStart(4, "0")] },
    value,
    at: 0,
  })),
});

const histogram = (buckets: number, label: string): MetricFamily => ({
  type: "histogram",
  name: "h",
  help: "",
  at: 0,
  metrics: [
    {
      labels: { names: ["l"], values: [label] },
      buckets: Array.from({ length: buckets }, (_, index) => ({
        upperBound: index === buckets - 1 ? Number.POSITIVE_INFINITY : index,
        cumulativeCount: index,
        at: 0,
      })),
      sum: 1,
      count: buckets - 1,
      at: 0,
    } satisfies Histogram,
  ],
});

describe("what a group counts for in the limits", () => {
  it("is whole KiB, at least one", () => {
    expect(count([])).toBe(1_024);
    expect(count([gauges(1_000)]) % 1_024).toBe(0);
  });

  it("does not change with the values", () => {
    expect(count([gauges(100, 0.1)])).toBe(count([gauges(100, 123_456.789)]));
  });

  it("has the labels of a histogram once for each of its series, as the page does", () => {
    // 100 buckets, _sum and _count.
    const label = "v".repeat(1_024);
    const page = 102 * label.length;
    expect(count([histogram(100, label)])).toBeGreaterThan(page);
    expect(count([histogram(100, label)])).toBeLessThan(page + 8 * 1_024);
  });

  it("has the labels of the key on every series, as the page does", () => {
    const key = GroupingKey.of("j", [{ name: "instance", value: "é".repeat(500) }]);
    const more = count([gauges(100)], key) - count([gauges(100)]);
    expect(Math.abs(more - 100 * (1_000 + "instance".length))).toBeLessThan(2 * 1_024);
  });
});
