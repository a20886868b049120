import { describe, expect, it } from "@jest/globals";
import { compress } from "snappyjs";
import { toFloatText } from "../../../../lambda/destinations/remote-write/float-text.ts";
import { type Series, toSeriesId, toStale } from "../../../../lambda/destinations/remote-write/series.ts";
import { SeriesExposer } from "../../../../lambda/destinations/remote-write/series-exposer.ts";
import {
  encodeMetadata,
  encodeWriteRequest,
} from "../../../../lambda/destinations/remote-write/write-request.ts";
import type { MetricFamily, NativeBuckets } from "../../../../lambda/model/exposition.ts";
import {
  counter,
  gauge,
  histogram,
  labelSet,
  sample,
  sampleFamily,
  summary,
  untyped,
} from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";
import { decodeMessage, type MessageSeries } from "../../../support/remote-write/decode-message.ts";
import { decodeWriteRequest } from "../../../support/remote-write/decode-write-request.ts";

const T = 1_764_300_000_123;

/** The samples that a receiver decodes, as `name{labels} value`. */
const received = (
  families: readonly MetricFamily[],
  labels: Record<string, string> = {},
  external: Record<string, string> = {},
) => {
  const series = [...new SeriesExposer(keyOf("backup", labels), external).expose(families)];
  return decodeWriteRequest(compress(encodeWriteRequest(series, T, "1.0"))).map(
    ({ labels: pairs, samples }) => {
      expect(samples).toHaveLength(1);
      expect(samples[0]!.timestampMs).toBe(T);
      const named = pairs.flatMap((name, index) => (index % 2 === 0 ? [`${name}=${pairs[index + 1]}`] : []));
      return `${named.join(",")} ${samples[0]!.isStale ? "stale" : samples[0]!.value}`;
    },
  );
};

const family = (type: "histogram" | "gaugehistogram" | "summary", metric: unknown): MetricFamily =>
  ({ type, name: "h", help: "", metrics: [metric], at: 0 }) as MetricFamily;

describe("the series that a receiver gets", () => {
  it("have the labels of body and key, sorted bytewise, including the name", () =>
    expect(
      received([sampleFamily("gauge", "m", [sample(1.5, { Zone: "a", a: "ü", z: "1" })])], { instance: "x" }),
    ).toEqual(["Zone=a,__name__=m,a=ü,instance=x,job=backup,z=1 1.5"]));

  it("have no empty label, and no `instance` without a value", () =>
    expect(received([counter("m_total")])).toEqual(["__name__=m_total,job=backup 1"]));

  it("have external labels unless they already have a label of that name", () =>
    expect(
      received(
        [sampleFamily("gauge", "m", [sample(1, { source: "own" }), sample(2)])],
        { instance: "x" },
        { source: "prod", instance: "other", job: "other" },
      ),
    ).toEqual([
      "__name__=m,instance=x,job=backup,source=own 1",
      "__name__=m,instance=x,job=backup,source=prod 2",
    ]));

  it("of a histogram have bounds as Prometheus 3 writes them, and always +Inf", () =>
    expect(
      received([
        family(
          "histogram",
          histogram(
            [
              [0.25, 1],
              [1, 2],
              [1e6, 3],
            ],
            { sum: 7, count: 4 },
          ),
        ),
      ]),
    ).toEqual([
      "__name__=h_bucket,job=backup,le=0.25 1",
      "__name__=h_bucket,job=backup,le=1.0 2",
      "__name__=h_bucket,job=backup,le=1e+06 3",
      "__name__=h_bucket,job=backup,le=+Inf 4",
      "__name__=h_sum,job=backup 7",
      "__name__=h_count,job=backup 4",
    ]));

  it("of a histogram with +Inf have it once; missing totals are zero", () =>
    expect(
      received([
        family(
          "histogram",
          histogram([
            [1, 2],
            [Number.POSITIVE_INFINITY, 3],
          ]),
        ),
      ]),
    ).toEqual([
      "__name__=h_bucket,job=backup,le=1.0 2",
      "__name__=h_bucket,job=backup,le=+Inf 3",
      "__name__=h_sum,job=backup 0",
      "__name__=h_count,job=backup 3",
    ]));

  it("of a histogram with three bounds have +Inf once", () =>
    expect(
      received([
        family(
          "histogram",
          histogram([
            [1, 2],
            [2, 3],
            [Number.POSITIVE_INFINITY, 4],
          ]),
        ),
      ]),
    ).toEqual([
      "__name__=h_bucket,job=backup,le=1.0 2",
      "__name__=h_bucket,job=backup,le=2.0 3",
      "__name__=h_bucket,job=backup,le=+Inf 4",
      "__name__=h_sum,job=backup 0",
      "__name__=h_count,job=backup 4",
    ]));

  it.each([
    ["a histogram", "histogram"],
    ["a gauge histogram", "gaugehistogram"],
  ] as const)("of %s without a count and without +Inf have a count of zero", (_, type) =>
    expect(received([family(type, histogram([[1, 2]])), family(type, histogram([]))])).toEqual([
      "__name__=h_bucket,job=backup,le=1.0 2",
      "__name__=h_bucket,job=backup,le=+Inf 0",
      "__name__=h_sum,job=backup 0",
      "__name__=h_count,job=backup 0",
      "__name__=h_bucket,job=backup,le=+Inf 0",
      "__name__=h_sum,job=backup 0",
      "__name__=h_count,job=backup 0",
    ]),
  );

  it("of an untyped metric have its value", () =>
    expect(received([untyped("m", 7)])).toEqual(["__name__=m,job=backup 7"]));

  it("have the key's labels instead of the body's", () =>
    expect(
      received([sampleFamily("gauge", "m", [sample(1, { instance: "own", job: "own" })])], { instance: "x" }),
    ).toEqual(["__name__=m,instance=x,job=backup 1"]));

  it("of a summary have quantiles, sum and count", () =>
    expect(
      received([
        family(
          "summary",
          summary(
            [
              [0.5, 3],
              [1, 9],
            ],
            { sum: 12, count: 2 },
            { a: "b" },
          ),
        ),
      ]),
    ).toEqual([
      "__name__=h,a=b,job=backup,quantile=0.5 3",
      "__name__=h,a=b,job=backup,quantile=1.0 9",
      "__name__=h_sum,a=b,job=backup 12",
      "__name__=h_count,a=b,job=backup 2",
    ]));

  it("end with the stale NaN of Prometheus, which no other NaN becomes", () => {
    const [series] = [...new SeriesExposer(keyOf("b"), {}).expose([gauge("m", Number.NaN)])];
    const read = (one: typeof series) =>
      decodeWriteRequest(compress(encodeWriteRequest([one!], T, "1.0")))[0]!.samples[0]!;
    expect(read(toStale(series!))).toMatchObject({ isStale: true, value: Number.NaN });
    expect(read(series)).toMatchObject({ isStale: false, value: Number.NaN });
  });
});

describe.each(["1.0", "2.0"] as const)("a request of remote write %s", (protocol) => {
  const messageOf = (families: readonly MetricFamily[], change = (series: Series) => series) => {
    const series = [...new SeriesExposer(keyOf("backup"), {}).expose(families)].map(change);
    return decodeMessage(compress(encodeWriteRequest(series, T, protocol)), protocol).series;
  };
  const nameOf = ({ labels }: MessageSeries) => Object.fromEntries(labels)["__name__"];
  const OBSERVED = { seconds: 1_764_300_000, nanos: 5_999_999 };
  const FLOATS: NativeBuckets = {
    kind: "float",
    schema: 2,
    count: 2.5,
    zeroThreshold: 0.001,
    zeroCount: 0.5,
    positive: { spans: [{ offset: 0, length: 1 }], values: [2] },
    negative: { spans: [], values: [] },
  };
  const native = (buckets: readonly (readonly [number, number])[]) =>
    family("histogram", { ...histogram(buckets, { sum: 3, count: 2 }), native: FLOATS });

  it("has the float counts of a native histogram", () => {
    const [only, ...more] = messageOf([native([])]);
    expect(more).toEqual([]);
    expect(only!.samples).toEqual([]);
    expect(only!.histograms).toEqual([
      { kind: "float", count: 2.5, sum: 3, schema: 2, resetHint: 0, timestampMs: T, startMs: 0 },
    ]);
  });

  it("says that a native gauge histogram is a gauge, which may go down", () => {
    const gauges = { ...native([]), type: "gaugehistogram" } as MetricFamily;
    expect(messageOf([gauges])[0]!.histograms).toMatchObject([{ count: 2.5, resetHint: 3 }]);
  });

  it("has the classic series beside the native one when a histogram has both", () =>
    expect(messageOf([native([[1, 2]])]).map(nameOf)).toEqual([
      "h",
      "h_bucket",
      "h_bucket",
      "h_sum",
      "h_count",
    ]));

  it("ends a native histogram with a histogram, and a value with a value", () => {
    const [histograms] = messageOf([native([])], toStale);
    expect(histograms).toMatchObject({ samples: [], histograms: [{ count: 0, sum: Number.NaN }] });
    const [values] = messageOf([gauge("m")], toStale);
    expect(values).toMatchObject({ samples: [{ value: Number.NaN }], histograms: [] });
  });

  const toExemplar = (value: number, timestamp: typeof OBSERVED | undefined) => ({
    labels: labelSet({ trace_id: "a" }),
    value,
    timestamp,
  });
  const LATER = { ...OBSERVED, nanos: 7_000_000 };

  it.each([
    ["its own exemplars", { exemplars: [toExemplar(2, LATER), toExemplar(0.5, OBSERVED)], ofBucket: 3 }],
    ["those of its buckets if it has no others", { exemplars: [], ofBucket: 2 }],
  ])("has for a native histogram %s, the oldest first, and in 2.0 only the newest", (_, has) => {
    const { exemplars, ofBucket } = has;
    const buckets = [
      { upperBound: 1, cumulativeCount: 1, at: 0, exemplar: toExemplar(ofBucket, LATER) },
      { upperBound: 4, cumulativeCount: 2, at: 0, exemplar: toExemplar(0.5, OBSERVED) },
    ];
    const both = family("histogram", { ...histogram([]), native: FLOATS, exemplars, buckets });
    const values = messageOf([both])[0]!.exemplars.map(({ value }) => value);
    expect(values).toEqual(protocol === "1.0" ? [0.5, 2] : [2]);
  });

  it("has the exemplars that have a timestamp and a number, also those of buckets", () => {
    const [bucket, ...others] = messageOf([
      family("histogram", {
        ...histogram([]),
        buckets: [
          { upperBound: 1, cumulativeCount: 1, at: 0, exemplar: toExemplar(0.5, OBSERVED) },
          { upperBound: 2, cumulativeCount: 2, at: 0, exemplar: toExemplar(1.5, undefined) },
          { upperBound: 3, cumulativeCount: 3, at: 0, exemplar: toExemplar(Number.NaN, OBSERVED) },
        ],
      }),
    ]);
    expect(bucket!.exemplars).toEqual([
      { labels: [["trace_id", "a"]], value: 0.5, timestampMs: 1_764_300_000_005 },
    ]);
    expect(others.flatMap(({ exemplars }) => exemplars)).toEqual([]);
  });

  it("is valid after one that could not be encoded", () => {
    const families = [gauge("m")];
    const before = messageOf(families);
    const series = [...new SeriesExposer(keyOf("other"), {}).expose(families)];
    expect(() => encodeWriteRequest(series, Number.NaN, protocol)).toThrow(RangeError);
    expect(messageOf(families)).toEqual(before);
    expect(() => encodeWriteRequest(series, Number.NaN, protocol)).toThrow(RangeError);
    const facts = { name: "m", type: "gauge", help: "" } as const;
    expect(decodeMessage(compress(encodeMetadata([facts])), "1.0")).toMatchObject({
      series: [],
      metadata: [{ name: "m", help: "" }],
    });
  });
});

it("two series are the same only if all their labels are", () => {
  const idOf = (labels: Record<string, string>) =>
    toSeriesId([...new SeriesExposer(keyOf("b"), {}).expose([gauge("m", 1, labels)])][0]!);
  const ids = [
    { a: "x", b: "yz" },
    { a: "xy", b: "z" },
    { a: "x\0y", b: "z" },
    { a: "x", b: "y\0z" },
    { "a,b": "x", c: "y" },
    { a: "x", "b,c": "y" },
    { a: "x" },
    { b: "x" },
    {},
  ].map(idOf);
  expect(new Set(ids).size).toBe(ids.length);
  expect(idOf({ b: "yz", a: "x" })).toBe(ids[0]);
});

it.each([
  [0, "0.0"],
  [-0, "0.0"],
  [1, "1.0"],
  [-5, "-5.0"],
  [0.1, "0.1"],
  [123_456, "123456.0"],
  [999_999.5, "999999.5"],
  [1_000_000, "1e+06"],
  [1_234_567.5, "1.2345675e+06"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [1.5e-7, "1.5e-07"],
  [1e100, "1e+100"],
  [Number.POSITIVE_INFINITY, "+Inf"],
  [Number.NEGATIVE_INFINITY, "-Inf"],
  [Number.NaN, "NaN"],
])("writes the bound %d as Go and Prometheus do: %s", (value, text) => expect(toFloatText(value)).toBe(text));
