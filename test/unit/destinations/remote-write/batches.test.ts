import { expect, it } from "@jest/globals";
import { Batches, MAX_REQUEST_BYTES } from "../../../../lambda/destinations/remote-write/batches.ts";
import type { Series } from "../../../../lambda/destinations/remote-write/series.ts";
import { SeriesExposer } from "../../../../lambda/destinations/remote-write/series-exposer.ts";
import { encodeWriteRequest } from "../../../../lambda/destinations/remote-write/write-request.ts";
import type { NativeBuckets } from "../../../../lambda/model/exposition.ts";
import { histogram, sample, sampleFamily } from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";

const T = 1_764_300_000_000;

const toSeries = (count: number, labels: Readonly<Record<string, string>>): readonly Series[] => [
  ...new SeriesExposer(keyOf("b"), {}).expose([
    sampleFamily(
      "gauge",
      "m",
      Array.from({ length: count }, () => sample(1, labels)),
    ),
  ]),
];

const collect = (series: readonly Series[], maxBytes: number) => {
  const batches = new Batches();
  batches.maxBytes = maxBytes;
  const full = series.flatMap((one) => {
    const batch = batches.add(one);
    return batch === undefined ? [] : [batch];
  });
  return { full, rest: batches.take() };
};

const manyLabels = (count: number, value: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`l${index}`, value]));

it.each([
  ["few long values", { a: "x".repeat(1_000) }],
  ["a long name", { ["x".repeat(1_000)]: "a" }],
  ["many short values", manyLabels(100, "x")],
  ["values of 200 characters", manyLabels(5, "x".repeat(200))],
])("fills requests with series of %s, up to the limit", (_, labels) => {
  const { full } = collect(toSeries(100, labels), 10_000);
  expect(full.length).toBeGreaterThan(5);
  for (const batch of full) {
    const { length } = encodeWriteRequest(batch, T, "1.0");
    expect(length).toBeLessThanOrEqual(10_000);
    expect(length).toBeGreaterThan(7_000);
  }
});

it.each([
  ["integer", 0, "positive"],
  ["float", 0, "positive"],
  ["integer", 39, "positive"],
  ["float", 0, "negative"],
  ["integer", 39, "negative"],
] as const)(
  "fills requests with native histograms of %s counts and %d gaps on the %s side, up to about the limit",
  (kind, gaps, filled) => {
    const spans = Array.from({ length: gaps + 1 }, () => ({ offset: 1, length: 160 / (gaps + 1) }));
    const side = { spans, values: Array.from({ length: 160 }, () => 1) };
    const empty = { spans: [], values: [] };
    const native = {
      kind,
      schema: 3,
      count: 160,
      zeroThreshold: 0,
      zeroCount: 0,
      positive: empty,
      negative: empty,
      [filled]: side,
    } as NativeBuckets;
    const metrics = Array.from({ length: 500 }, () => ({
      ...histogram([], { sum: 1, count: 160 }),
      native,
    }));
    const family = { type: "histogram", name: "h", help: "", metrics, at: 0 } as const;
    const { full } = collect([...new SeriesExposer(keyOf("b"), {}).expose([family])], 20_000);
    expect(full.length).toBeGreaterThan(3);
    for (const batch of full) {
      const { length } = encodeWriteRequest(batch, T, "1.0");
      expect(length).toBeLessThanOrEqual(25_000);
      expect(length).toBeGreaterThan(12_000);
    }
  },
);

it("puts a series that exceeds the limit into its own request, and makes no request without series", () => {
  const { full, rest } = collect(toSeries(2, { a: "x".repeat(2_000) }), 1_000);
  expect([...full, rest].map((batch) => batch.length)).toEqual([1, 1]);
});

it("starts with a limit that AMP accepts", () => {
  expect(new Batches().maxBytes).toBe(MAX_REQUEST_BYTES);
  expect(MAX_REQUEST_BYTES).toBeLessThan(1_000_000);
});
