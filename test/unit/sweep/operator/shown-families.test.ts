import { describe, expect, it } from "@jest/globals";
import type { Histogram, HistogramFamily } from "../../../../lambda/model/exposition.ts";
import { NO_LABELS } from "../../../../lambda/model/exposition.ts";
import { showFamilies } from "../../../../lambda/sweep/operator/shown-families.ts";
import { sample, sampleFamily } from "../../../support/expositions.ts";

const ofHistogram = (histogram: Partial<Histogram>): HistogramFamily => ({
  type: "histogram",
  name: "h",
  help: "Time.",
  metrics: [{ labels: NO_LABELS, buckets: [], sum: undefined, count: undefined, at: 0, ...histogram }],
  at: 0,
});

describe("families as an operator sees them", () => {
  it("have labels, and values as Prometheus writes them", () => {
    const family = sampleFamily("gauge", "g", [
      { ...sample(Number.POSITIVE_INFINITY), labels: { names: ["a", "b"], values: ["1", "2"] } },
    ]);
    expect(showFamilies([family]).families[0]?.series).toEqual([
      { labels: { a: "1", b: "2" }, values: [{ name: "value", value: "+Inf" }] },
    ]);
  });

  it("have buckets, sum and count; native buckets are only counted", () => {
    const family = ofHistogram({
      buckets: [{ upperBound: 0.5, cumulativeCount: 2, at: 0 }],
      sum: 1.5,
      count: 3,
      native: {
        kind: "integer",
        schema: 3,
        count: 3,
        zeroThreshold: 0,
        zeroCount: 1,
        positive: { spans: [{ offset: 0, length: 2 }], values: [1, 0] },
        negative: { spans: [], values: [] },
      },
    });
    expect(showFamilies([family]).families[0]?.series[0]?.values).toEqual([
      { name: "le=0.5", value: "2" },
      { name: "native buckets", value: "2 of schema 3, and 1 at zero" },
      { name: "sum", value: "1.5" },
      { name: "count", value: "3" },
    ]);
  });

  it("tell how many series are not shown, and show no family in part", () => {
    const many = sampleFamily(
      "gauge",
      "g",
      Array.from({ length: 2_005 }, () => sample(1)),
    );
    const { families, omittedSeries } = showFamilies([many, ofHistogram({ count: 1 })]);
    expect(families.map(({ series }) => series.length)).toEqual([2_000, 0]);
    expect(omittedSeries).toBe(5 + 3);
  });

  it("are not looked at after the most series are shown", () => {
    const many = Array.from({ length: 2_000 }, () => sample(1));
    const unread = {
      ...sample(1),
      get labels(): never {
        throw new Error("was read");
      },
    };
    const { omittedSeries } = showFamilies([sampleFamily("gauge", "g", [...many, unread])]);
    expect(omittedSeries).toBe(1);
  });

  it.each([
    ["labels", { help: "", label: "\u0001".repeat(400_000) }],
    ["help texts", { help: "\u0001".repeat(400_000), label: "" }],
  ])("fit into a function's answer, also with %s of control characters", (_what, { help, label }) => {
    const families = ["a", "b", "c"].map((name) => ({
      ...sampleFamily("gauge", name, [sample(1, { label })]),
      help,
    }));
    const shown = showFamilies(families);
    expect(JSON.stringify(shown).length).toBeLessThan(6_000_000);
    expect(shown.families).not.toEqual([]);
    expect(shown.omittedSeries + shown.families.flatMap(({ series }) => series).length).toBe(3);
  });
});
