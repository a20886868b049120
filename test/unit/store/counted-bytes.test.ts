import { describe, expect, it } from "@jest/globals";
import type { Histogram, LabelSet, MetricFamily, Sample } from "../../../lambda/model/exposition.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { encodeContent } from "../../../lambda/store/groups/content.ts";
import { countBytes } from "../../../lambda/store/limits/counted-bytes.ts";
import { MARKER_BYTES } from "../../../lambda/store/marker.ts";

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

describe("the bytes that a group counts for its limits", () => {
  it("are whole KiB, at least one", () => {
    expect(count([])).toBe(1_024);
    expect(count([gauges(1_000)]) % 1_024).toBe(0);
  });

  const native = (buckets: number, spans: number): MetricFamily => ({
    type: "histogram",
    name: "h",
    help: "",
    at: 0,
    metrics: [
      {
        labels: { names: [], values: [] },
        buckets: [],
        sum: 1,
        count: buckets,
        at: 0,
        native: {
          kind: "integer",
          schema: 3,
          count: buckets,
          zeroThreshold: 0,
          zeroCount: 0,
          positive: {
            spans: Array.from({ length: spans }, () => ({ offset: 0, length: 0 })),
            values: Array.from({ length: buckets }, (_, index) => (index === 0 ? 1 : 0)),
          },
          negative: { spans: [], values: [] },
        },
      },
    ],
  });

  it("include eight bytes or more per native bucket, as in the Pushgateway's memory, although fewer are relayed", () => {
    expect(encodeContent([native(10_000, 1)]).length).toBeLessThan(11_000);
    expect(count([native(10_000, 1)])).toBeGreaterThan(80_000);
  });

  it("include more for a span than its eight relayed bytes", () => {
    expect(count([native(0, 1_000)])).toBeGreaterThan(64_000);
  });

  it("include exemplars and created timestamps of counters", () => {
    const [labels, timestamp] = [
      { names: ["trace"], values: ["x".repeat(100)] },
      { seconds: 1, nanos: 0 },
    ];
    const counter = (extras: object): MetricFamily => ({
      ...gauges(100),
      type: "counter",
      metrics: gauges(100).metrics.map((one) => ({ ...one, ...extras }) as Sample),
    });
    const plain = count([counter({})]);
    expect(count([counter({ created: timestamp })])).toBeGreaterThan(plain);
    expect(count([counter({ exemplar: { labels, value: 1, timestamp } })])).toBeGreaterThan(plain + 20_000);
  });

  it("do not change with the values", () => {
    expect(count([gauges(100, 0.1)])).toBe(count([gauges(100, 123_456.789)]));
  });

  it("include the labels of a histogram once for each of its series, as on the page", () => {
    // 100 buckets, _sum and _count.
    const label = "v".repeat(1_024);
    const page = 102 * label.length;
    expect(count([histogram(100, label)])).toBeGreaterThan(page);
    expect(count([histogram(100, label)])).toBeLessThan(page + 8 * 1_024);
  });

  it("include the labels of the key for every series, as on the page", () => {
    const key = GroupingKey.of("j", [{ name: "instance", value: "é".repeat(500) }]);
    const more = count([gauges(100)], key) - count([gauges(100)]);
    expect(Math.abs(more - 100 * (1_000 + "instance".length))).toBeLessThan(2 * 1_024);
  });

  describe("exactly, with fixed content", () => {
    const KIB = 1_024;
    const NOTHING = new Uint8Array();
    const bytesOf = (family: MetricFamily, key = JOB): number => countBytes([family], key, NOTHING);
    const of = (type: MetricFamily["type"], name: string, label: LabelSet): MetricFamily => {
      const labels = { labels: label, at: 0 };
      const totals = { ...labels, sum: 1, count: 1 };
      const buckets = [{ upperBound: 1, cumulativeCount: 1, at: 0 }];
      const quantiles = [{ quantile: 0.5, value: 1, at: 0 }];
      const metric = { ...(type === "summary" ? { ...totals, quantiles } : { ...totals, buckets }) };
      const metrics = ["counter", "gauge", "untyped"].includes(type) ? [{ ...labels, value: 1 }] : [metric];
      return { type, name, help: "", metrics, at: 0 } as MetricFamily;
    };
    const label = (name: string, value: string): LabelSet => ({ names: [name], values: [value] });
    const plain = label("l", "");

    it("are content, marker and key, rounded up", () => {
      const rest = KIB - MARKER_BYTES - "job".length - "j".length;
      expect(countBytes([], JOB, new Uint8Array(rest))).toBe(KIB);
      expect(countBytes([], JOB, new Uint8Array(rest + 1))).toBe(2 * KIB);
    });

    it.each<[MetricFamily["type"], number]>([
      ["counter", 1],
      ["gauge", 1],
      ["untyped", 1],
      // With the bucket +Inf, _sum and _count.
      ["histogram", 4],
      ["gaugehistogram", 4],
      ["summary", 3],
    ])("include what each series of a %s repeats", (type, series) => {
      const least = bytesOf(of(type, "a", plain));
      expect(bytesOf(of(type, `a${"b".repeat(KIB)}`, plain)) - least).toBe(series * KIB);
      // The content already has the labels of the first series.
      const long = label(`l${"m".repeat(KIB / 2)}`, "v".repeat(KIB / 2));
      expect(bytesOf(of(type, "a", long)) - least).toBe((series - 1) * KIB);
      const job = GroupingKey.of(`j${"o".repeat(KIB)}`, []);
      expect(bytesOf(of(type, "a", plain), job) - least).toBe((series + 1) * KIB);
      const value = "v".repeat(KIB / 2);
      const grouped = GroupingKey.of("j", [{ name: "n".repeat(KIB / 2), value }]);
      expect(bytesOf(of(type, "a", plain), grouped) - least).toBe((series + 1) * KIB);
    });
  });
});
