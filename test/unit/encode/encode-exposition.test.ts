import { describe, expect, it } from "@jest/globals";
import { decodeProtobuf } from "../../../lambda/decode/protobuf/decode-protobuf.ts";
import { BackwardWriter } from "../../../lambda/encode/backward-writer.ts";
import { countEncodedBytes, encodeExposition } from "../../../lambda/encode/encode-exposition.ts";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import {
  gauge,
  histogram,
  NO_OBSERVATIONS,
  sample,
  sampleFamily,
  summary,
} from "../../support/expositions.ts";
import { encodeWithLibrary } from "../../support/wire-oracle.ts";

const INFINITE = [Number.POSITIVE_INFINITY, 0] as const;

const CASES: readonly (readonly [string, readonly MetricFamily[]])[] = [
  ["nothing", []],
  ["a gauge without labels and help", [gauge("up_since", 0)]],
  [
    "a counter, a gauge and an untyped metric with labels",
    [
      sampleFamily("counter", "a_total", [sample(1, { b: "x", a: "" }), sample(2, { a: "y" })], "Help."),
      sampleFamily("gauge", "b", [sample(-0, { path: "/api" })], "Zweite Hilfe: größer, 日本, 🎉"),
      sampleFamily("untyped", "c", [sample(Number.NaN), sample(Number.NEGATIVE_INFINITY, { a: "1" })]),
    ],
  ],
  [
    "floats of every magnitude",
    [
      sampleFamily(
        "gauge",
        "f",
        [5e-324, 0.1, 2 ** 53 + 2, 1.7976931348623157e308].map((v) => sample(v)),
      ),
    ],
  ],
  [
    "histograms with and without a +Inf bucket, sum and count",
    [
      {
        type: "histogram",
        name: "h",
        help: "",
        at: 0,
        metrics: [
          histogram([[1, 2]], { sum: 3, count: 4 }, { a: "1" }),
          histogram(
            [
              [1, 2],
              [Number.POSITIVE_INFINITY, 4],
            ],
            { sum: 3, count: 4 },
            { a: "2" },
          ),
          histogram(
            [
              [1, 2],
              [Number.POSITIVE_INFINITY, 4],
            ],
            {},
            { a: "3" },
          ),
          histogram(
            [
              [1, 2],
              [Number.POSITIVE_INFINITY, 5],
            ],
            { sum: 3, count: 4 },
            { a: "4" },
          ),
          histogram([], {}, { a: "5" }),
        ],
      },
    ],
  ],
  [
    "fractional, huge and small counts",
    [
      {
        type: "gaugehistogram",
        name: "g",
        help: "h",
        at: 0,
        metrics: [
          histogram(
            [
              [0.5, 0.25],
              [1, 127],
              [2, 128],
              [3, 2 ** 31],
              [4, 2 ** 53],
              [5, 2 ** 63],
              [6, 2 ** 64],
            ],
            {
              sum: -1.5,
              count: 2 ** 64,
            },
          ),
          histogram(
            [
              [1, Number.NaN],
              [2, -1],
            ],
            { count: 1.5 },
          ),
        ],
      },
    ],
  ],
  [
    "summaries",
    [
      {
        type: "summary",
        name: "s",
        help: "",
        at: 0,
        metrics: [
          summary(
            [
              [0.5, 1],
              [0.99, Number.NaN],
            ],
            { sum: 7, count: 300 },
            { a: "1" },
          ),
          summary([]),
        ],
      },
    ],
  ],
  [
    "messages and strings whose lengths need one to four bytes",
    [127, 128, 5_461, 16_383, 16_384, 3_000_000].map((length) =>
      sampleFamily("gauge", "n".repeat(length), [sample(1, { a: "v".repeat(length) })], "é".repeat(length)),
    ),
  ],
  [
    "short and long strings that are not ASCII",
    [64, 65].map((length) => sampleFamily("gauge", "x", [sample(1, { a: `${"a".repeat(length - 1)}é` })])),
  ],
];

describe("encodeExposition", () => {
  it.each([
    ["keeps the bucket +Inf of a native histogram if it is the only one", [INFINITE], 1],
    ["leaves it out beside another one", [[1, 0], INFINITE], 1],
  ] as const)("%s", (_, buckets, kept) => {
    const metric = { ...histogram(buckets, { sum: 0, count: 0 }), native: NO_OBSERVATIONS };
    const bytes = encodeExposition([{ type: "histogram", name: "h", help: "", at: 0, metrics: [metric] }]);
    const decoded = decodeProtobuf(bytes);
    expect(decoded.ok && decoded.value.families).toMatchObject([
      { metrics: [{ buckets: buckets.slice(0, kept).map(([upperBound]) => ({ upperBound })) }] },
    ]);
  });

  it.each(CASES)("returns the same bytes as a protobuf library for %s", (_, families) => {
    expect(Buffer.compare(encodeExposition(families), encodeWithLibrary(families))).toBe(0);
  });

  it.each(CASES)("has the length that countEncodedBytes returns for %s", (_, families) => {
    expect(countEncodedBytes(families)).toBe(encodeExposition(families).length);
  });

  it("returns a new array on every call", () => {
    const first = encodeExposition([gauge("a")]);
    const kept = Buffer.from(first);
    encodeExposition([gauge("b", 2)]);
    expect(Buffer.from(first)).toEqual(kept);
  });

  it("returns the same bytes for a histogram with and without a +Inf bucket that equals its count", () => {
    const family = (buckets: readonly (readonly [number, number])[]): MetricFamily => ({
      type: "histogram",
      name: "h",
      help: "",
      at: 0,
      metrics: [histogram(buckets, { sum: 1, count: 2 })],
    });
    expect(
      encodeExposition([
        family([
          [1, 1],
          [Number.POSITIVE_INFINITY, 2],
        ]),
      ]),
    ).toEqual(encodeExposition([family([[1, 1]])]));
  });

  it.each([0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 64])(
    "throws on a summary count of %d, which no valid summary has",
    (count) => {
      const family: MetricFamily = {
        type: "summary",
        name: "s",
        help: "",
        at: 0,
        metrics: [summary([], { count })],
      };
      expect(() => encodeExposition([family])).toThrow(RangeError);
      expect(encodeExposition([])).toHaveLength(0);
    },
  );
});

describe("the shared writer", () => {
  const MIB = 1024 * 1024;

  it("keeps a usual buffer, and releases a large one", () => {
    const writer = new BackwardWriter();
    expect(writer.capacityBytes).toBeLessThan(MIB);
    writer.string(0x0a, "v".repeat(MIB / 2));
    const usual = writer.capacityBytes;
    writer.restart();
    expect(writer.capacityBytes).toBe(usual);
    writer.string(0x0a, "v".repeat(4 * MIB));
    expect(writer.capacityBytes).toBeGreaterThan(4 * MIB);
    writer.restart();
    expect(writer.capacityBytes).toBeLessThan(MIB);
    writer.string(0x0a, "v");
    expect([...writer.toBytes()]).toEqual([0x0a, 1, 0x76]);
  });
});
