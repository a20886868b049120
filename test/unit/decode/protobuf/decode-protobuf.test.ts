import { describe, expect, it } from "@jest/globals";
import { decodeFamilies, decodeProtobuf } from "../../../../lambda/decode/protobuf/decode-protobuf.ts";
import { encodeExposition } from "../../../../lambda/encode/encode-exposition.ts";
import type { HistogramFamily } from "../../../../lambda/model/exposition.ts";
import type { Issue } from "../../../../lambda/model/issue.ts";
import { histogram, sample, sampleFamily, summary, untyped } from "../../../support/expositions.ts";
import {
  bytes,
  delimited,
  double,
  family,
  label,
  message,
  metric,
  number,
  text,
  varint,
  zigzag,
} from "../../../support/protobuf-fields.ts";

const INFINITY = Number.POSITIVE_INFINITY;

const decoded = (stream: Uint8Array) => {
  const result = decodeProtobuf(stream);
  if (!result.ok) {
    throw new Error(JSON.stringify(result.error));
  }
  return result.value;
};

/** Each raw issue as `rule found pointer`. */
const rawIssues = (stream: Uint8Array): readonly string[] => {
  const { rawIssues, source } = decoded(stream);
  return rawIssues.map(({ rule, found, at }) =>
    [rule, found, Object.values(source.locate(at)!)[0]].filter((part) => part !== undefined).join(" "),
  );
};

const issues = (stream: Uint8Array): readonly Issue[] => {
  const result = decodeProtobuf(stream);
  return result.ok ? [] : result.error.issues;
};

/** Each issue as `code pointer: detail`. */
const issueLines = (stream: Uint8Array): readonly string[] =>
  issues(stream).map(({ code, location, detail }) => `${code} ${Object.values(location!)[0]}: ${detail}`);

/** Repeated numbers packed into one field. `write` writes each number after a tag of one byte, which is removed. */
const packed = (
  field: number,
  write: (field: number, value: number) => Buffer,
  values: readonly number[],
): Buffer => bytes(field, Buffer.concat(values.map((value) => write(field, value).subarray(1))));

const GAUGE_5 = message(2, double(1, 5));
const gauge = (...fields: Buffer[]): Buffer => family("g", 1, metric(...fields, GAUGE_5));

const HOW_TO_SEND =
  "send all of the length-delimited messages (io.prometheus.client.MetricFamily), unchanged";

describe("decodeFamilies", () => {
  it("returns the families", () => {
    const stream = gauge(label("a", "b"));
    expect(decodeFamilies(stream)).toEqual({ ok: true, value: decoded(stream).families });
  });

  it.each([
    [
      "the first issue",
      Buffer.from([255, 255, 255]),
      `a number is cut off at the end of its message (at byte 2); ${HOW_TO_SEND}`,
    ],
    [
      "the exceeded limit",
      gauge(...Array.from({ length: 1_001 }, (_, index) => label(`l${index}`, "x"))),
      "more than 1000 labels on one series",
    ],
  ])("returns why it cannot: %s", (_, stream, reason) => {
    expect(decodeFamilies(stream)).toEqual({ ok: false, error: reason });
  });
});

describe("decodeProtobuf", () => {
  it("reads families of every type", () => {
    const families = [
      sampleFamily(
        "counter",
        "a_total",
        [sample(1, { a: "1", b: "ü" }), sample(2, { a: "2" })],
        "Hilfe, größer",
      ),
      sampleFamily("gauge", "b", [sample(-0), sample(Number.NaN, { x: "🎉" })]),
      untyped("c", 1e300),
      {
        type: "histogram",
        name: "h",
        help: "",
        at: 0,
        metrics: [
          histogram(
            [
              [1, 2.5],
              [2, 2 ** 40],
              [INFINITY, 2 ** 41],
            ],
            { sum: 3, count: 2 ** 40 },
            { l: "1" },
          ),
          histogram([], { sum: 0, count: 0 }),
        ],
      },
      {
        type: "gaugehistogram",
        name: "gh",
        help: "",
        at: 0,
        metrics: [histogram([[-1, 1]], { sum: -5, count: 1.5 })],
      },
      {
        type: "summary",
        name: "s",
        help: "",
        at: 0,
        metrics: [
          summary(
            [
              [0.5, 1],
              [0.9, 2],
            ],
            { sum: 1, count: 2 },
          ),
        ],
      },
    ] as const;
    const { families: read, rawIssues: found, notes } = decoded(encodeExposition(families));
    expect(withoutPlaces(read)).toEqual(withoutPlaces(families));
    expect([found, notes]).toEqual([[], []]);
  });

  it("reads a missing type as a counter and missing numbers as 0, as protobuf specifies", () => {
    const stream = delimited(Buffer.concat([text(1, "a"), metric(message(3))]));
    expect(decoded(stream).families).toMatchObject([{ type: "counter", name: "a", metrics: [{ value: 0 }] }]);
    const empty = Buffer.concat([
      family("h", 4, metric(message(7, message(3)))),
      family("s", 2, metric(message(4, message(3)))),
    ]);
    expect(decoded(empty).families).toMatchObject([
      { metrics: [{ sum: 0, count: 0, buckets: [{ upperBound: 0, cumulativeCount: 0 }] }] },
      { metrics: [{ sum: 0, count: 0, quantiles: [{ quantile: 0, value: 0 }] }] },
    ]);
  });

  it("merges a message that occurs twice, as protobuf specifies", () => {
    const stream = Buffer.concat([
      family(
        "g",
        1,
        metric(GAUGE_5, message(2)),
        metric(message(2, double(1, 1)), GAUGE_5),
        metric(message(2)),
      ),
      family(
        "h",
        4,
        metric(
          message(7, varint(1, 3), double(2, 7), message(3, varint(1, 1), double(2, 0.5))),
          message(7, double(4, 2.5), message(3, varint(1, 3), double(2, 1))),
        ),
        metric(message(7, varint(1, 2), double(4, 2.5)), message(7, double(4, 0))),
        metric(message(7)),
      ),
      family(
        "s",
        2,
        metric(
          message(4, varint(1, 3), message(3, double(1, 0.5))),
          message(4, double(2, 7), message(3, double(1, 0.9))),
        ),
        metric(message(4)),
      ),
    ]);
    expect(decoded(stream).families).toMatchObject([
      { metrics: [{ value: 5 }, { value: 5 }, { value: 0 }] },
      {
        metrics: [
          {
            count: 2.5,
            sum: 7,
            buckets: [
              { upperBound: 0.5, cumulativeCount: 1 },
              { upperBound: 1, cumulativeCount: 3 },
            ],
          },
          { count: 2, buckets: [] },
          { count: 0, sum: 0, buckets: [] },
        ],
      },
      {
        metrics: [
          { count: 3, sum: 7, quantiles: [{ quantile: 0.5 }, { quantile: 0.9 }] },
          { count: 0, sum: 0, quantiles: [] },
        ],
      },
    ]);
    expect(rawIssues(stream)).toEqual([]);
  });

  it("reads fields in any order, and a type after its metrics", () => {
    const stream = delimited(
      Buffer.concat([metric(GAUGE_5, label("b", "1"), label("a", "2")), varint(3, 1), text(1, "g")]),
    );
    expect(decoded(stream).families).toMatchObject([
      {
        type: "gauge",
        name: "g",
        metrics: [{ value: 5, labels: { names: ["a", "b"], values: ["2", "1"] } }],
      },
    ]);
  });

  it("skips unknown fields", () => {
    // The values of the unknown fields look like the tags of known fields.
    const unknown = [
      varint(17, 18),
      message(33, varint(1, 18)),
      double(19, 1),
      Buffer.from([0xa5, 0x01, 8, 10, 18, 17]),
    ];
    const stream = family(
      "c",
      0,
      text(5, "seconds"),
      metric(...unknown, message(3, double(1, 1), message(3, varint(1, 2)), ...unknown)),
      ...unknown,
      metric(message(1, text(1, "a"), text(2, "b"), ...unknown), message(3, double(1, 2))),
    );
    expect(decoded(stream).families).toMatchObject([
      { metrics: [{ value: 1 }, { value: 2, labels: { names: ["a"], values: ["b"] } }] },
    ]);
    const nested = Buffer.concat([
      family("h", 4, metric(message(7, message(3, ...unknown), ...unknown))),
      family("s", 2, metric(message(4, message(3, ...unknown), ...unknown))),
    ]);
    expect(decoded(nested).rawIssues).toEqual([]);
    expect(decoded(Buffer.concat([stream, nested])).notes).toEqual([]);
    const pair = message(1, text(1, "a"), ...unknown, text(2, "b"));
    const time = message(3, varint(1, 7), ...unknown, varint(2, 8));
    const span = message(12, zigzag(1, -2), ...unknown, varint(2, 3));
    const exemplar = message(16, pair, ...unknown, time, double(2, 0.5));
    expect(decoded(family("h", 4, metric(message(7, span, ...unknown, exemplar)))).families).toMatchObject([
      {
        metrics: [
          {
            native: { positive: { spans: [{ offset: -2, length: 3 }] } },
            exemplars: [
              {
                labels: { names: ["a"], values: ["b"] },
                value: 0.5,
                timestamp: { seconds: 7, nanos: 8 },
              },
            ],
          },
        ],
      },
    ]);
  });

  it("shares one array between families with the same label names", () => {
    const stream = Buffer.concat([
      gauge(label("a", "1"), label("b", "1")),
      gauge(label("a", "1")),
      gauge(label("a", "2"), label("b", "1")),
      gauge(label("b", "1"), label("a", "1")),
      gauge(label("a", ""), label("b", "1"), label("a,b", "1")),
      gauge(label("a", "1"), label("b", "1"), label("c", "")),
    ]);
    const sets = decoded(stream).families.map((family) => family.metrics[0]!.labels);
    expect(sets).toEqual([
      { names: ["a", "b"], values: ["1", "1"] },
      { names: ["a"], values: ["1"] },
      { names: ["a", "b"], values: ["2", "1"] },
      { names: ["a", "b"], values: ["1", "1"] },
      { names: ["a,b", "b"], values: ["1", "1"] },
      { names: ["a", "b"], values: ["1", "1"] },
    ]);
    for (const index of [2, 3, 5]) {
      expect(sets[index]!.names).toBe(sets[0]!.names);
    }
  });

  it("reads labels that differ from those of the metric before", () => {
    const stream = family(
      "g",
      1,
      metric(label("a", "1"), label("b", "2"), GAUGE_5),
      metric(label("b", "1"), label("a", "2"), GAUGE_5),
      metric(label("c", "1"), label("a", "2"), GAUGE_5),
      metric(message(1, text(1, "a")), label("b", "3"), GAUGE_5),
      metric(message(1, text(2, "1")), GAUGE_5),
    );
    expect(decoded(stream).families[0]!.metrics.map(({ labels }) => labels)).toEqual([
      { names: ["a", "b"], values: ["1", "2"] },
      { names: ["a", "b"], values: ["2", "1"] },
      { names: ["a", "c"], values: ["2", "1"] },
      { names: ["b"], values: ["3"] },
      { names: [""], values: ["1"] },
    ]);
  });

  it("reports no issue for reserved labels that have a value, or that only the metric before had", () => {
    const stream = family(
      "g",
      1,
      metric(label("a", "1"), label("__b", ""), GAUGE_5),
      metric(label("a", ""), GAUGE_5),
      metric(label("__a", "1"), label("b", ""), GAUGE_5),
    );
    expect(rawIssues(stream)).toEqual(["label-name-reserved __b /0/metric/0"]);
  });

  it("sorts buckets and quantiles", () => {
    const bucket = (bound: number): Buffer => message(3, varint(1, 1), double(2, bound));
    const stream = family("h", 4, metric(message(7, ...[INFINITY, 1, -INFINITY, 1].map(bucket))));
    expect(decoded(stream).families).toMatchObject([
      { metrics: [{ buckets: [-INFINITY, 1, 1, INFINITY].map((upperBound) => ({ upperBound })) }] },
    ]);
  });

  it("uses a float count in place of a whole one unless it is 0, as the Pushgateway does", () => {
    const count = (float: number): Buffer =>
      metric(
        message(7, varint(1, 3), double(4, float), message(3, varint(1, 7), double(2, 1), double(4, float))),
      );
    expect(decoded(family("h", 5, count(0.5), count(0), count(-1)))).toMatchObject({
      families: [
        {
          metrics: [
            { count: 0.5, buckets: [{ cumulativeCount: 0.5 }] },
            { count: 3, buckets: [{ cumulativeCount: 7 }] },
            { count: -1, buckets: [{ cumulativeCount: -1 }] },
          ],
        },
      ],
    });
  });

  it("rounds counts over 2^53 to the nearest float", () => {
    const counts = [
      2n ** 53n,
      2n ** 53n + 1n,
      2n ** 63n - 1n,
      2n ** 63n + 1025n,
      17511731932999464276n,
      2n ** 64n - 1n,
    ];
    const stream = family("s", 2, ...counts.map((count) => metric(message(4, varint(1, count)))));
    expect(decoded(stream).families).toMatchObject([
      { metrics: counts.map((count) => ({ count: Number(count) })) },
    ]);
  });

  it("reads native buckets beside classic ones", () => {
    const native = Buffer.concat([
      varint(5, 6),
      double(6, 1e-9),
      varint(7, 1),
      message(12, varint(1, 3), varint(2, 1)),
      message(12, varint(1, 4), varint(2, 1)),
      bytes(13, Buffer.of(2, 1)),
    ]);
    const classic = Buffer.concat([varint(1, 2), double(2, 4.5), message(3, varint(1, 2), double(2, 1))]);
    const { families, rawIssues, notes } = decoded(family("h", 4, metric(message(7, native, classic))));
    expect(families).toMatchObject([
      {
        metrics: [
          {
            count: 2,
            sum: 4.5,
            buckets: [{ upperBound: 1, cumulativeCount: 2 }],
            native: {
              kind: "integer",
              schema: 3,
              count: 2,
              zeroThreshold: 1e-9,
              zeroCount: 1,
              positive: {
                spans: [
                  { offset: -2, length: 1 },
                  { offset: 2, length: 1 },
                ],
                values: [1, -1],
              },
              negative: { spans: [], values: [] },
            },
          },
        ],
      },
    ]);
    expect(rawIssues).toEqual([]);
    expect(notes).toEqual([]);
  });

  it("reads a schema alone as a classic histogram, as Prometheus does", () => {
    const { families } = decoded(family("h", 4, metric(message(7, varint(1, 2), varint(5, 6)))));
    expect(families[0]!.metrics[0]).toEqual({
      labels: { names: [], values: [] },
      buckets: [],
      sum: 0,
      count: 2,
      at: expect.any(Number),
    });
  });

  it.each([
    ["sample_count_float", double(4, 1.5)],
    ["zero_count_float", double(8, 1.5)],
    ["positive_count", double(14, 1.5)],
    ["negative_count", bytes(11, double(1, 1.5).subarray(1))],
  ])("reads a histogram with %s as a float histogram", (_, field) => {
    const stream = family("h", 4, metric(message(7, message(12), field)));
    expect(decoded(stream).families).toMatchObject([{ metrics: [{ native: { kind: "float" } }] }]);
  });

  const LAST_SHORT = 2 ** 52;
  const DELTAS = [0, -1, 63, -64, 64, -65, LAST_SHORT - 1, -LAST_SHORT, LAST_SHORT, -LAST_SHORT - 1];
  const COUNTS = [0, 1.5, 2 ** 60];

  it.each<[string, "positive" | "negative", Buffer, readonly number[]]>([
    ["positive deltas", "positive", Buffer.concat(DELTAS.map((delta) => zigzag(13, delta))), DELTAS],
    ["negative deltas", "negative", Buffer.concat(DELTAS.map((delta) => zigzag(10, delta))), DELTAS],
    ["packed positive deltas", "positive", packed(13, zigzag, DELTAS), DELTAS],
    ["packed negative deltas", "negative", packed(10, zigzag, DELTAS), DELTAS],
    ["positive counts", "positive", Buffer.concat(COUNTS.map((count) => double(14, count))), COUNTS],
    ["negative counts", "negative", Buffer.concat(COUNTS.map((count) => double(11, count))), COUNTS],
    ["packed positive counts", "positive", packed(14, double, COUNTS), COUNTS],
    ["packed negative counts", "negative", packed(11, double, COUNTS), COUNTS],
  ])("reads %s", (_, side, fields, values) => {
    const other = side === "positive" ? "negative" : "positive";
    expect(decoded(family("h", 4, metric(message(7, fields)))).families).toMatchObject([
      { metrics: [{ native: { [side]: { values }, [other]: { values: [] } } }] },
    ]);
  });

  it("keeps whole numbers of 64 bits exactly", () => {
    const numbers = [2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n];
    const stream = family(
      "h",
      4,
      ...numbers.map((number) =>
        metric(
          message(
            7,
            varint(1, number),
            varint(7, number),
            varint(13, number * 2n),
            varint(13, number * 2n - 1n),
          ),
        ),
      ),
    );
    const exact = numbers.map((number) => (number < 2n ** 53n ? Number(number) : number));
    expect(decoded(stream).families).toMatchObject([
      {
        metrics: exact.map((number) => ({
          count: Number(number),
          native: { count: number, zeroCount: number, positive: { values: [number, -number] } },
        })),
      },
    ]);
  });

  it("uses the last 32 bits of a long offset, length and schema, as Go does", () => {
    const long = 2n ** 63n;
    const span = message(12, varint(1, long + 3n), varint(2, 2n ** 40n + 5n));
    const stream = family("h", 4, metric(message(7, varint(5, long + 4n), span)));
    expect(decoded(stream).families).toMatchObject([
      { metrics: [{ native: { schema: 2, positive: { spans: [{ offset: -2, length: 5 }] } } }] },
    ]);
    const first = message(12, varint(1, 0), varint(2, 2n ** 32n));
    expect(decoded(family("h", 4, metric(message(7, first)))).families).toMatchObject([
      { metrics: [{ native: { positive: { spans: [{ offset: 0, length: 0 }] } } }] },
    ]);
  });

  const EXEMPLAR = {
    labels: { names: ["a", "trace"], values: ["", "1"] },
    value: 0.5,
    timestamp: { seconds: -2, nanos: 5 },
  };

  const exemplar = (field: number): Buffer =>
    message(
      field,
      message(1, text(1, "trace"), text(2, "1")),
      message(1, text(1, "a")),
      double(2, 0.5),
      message(3, varint(1, -2), varint(2, 5)),
    );

  it("reads the exemplars of counters, classic buckets and native histograms", () => {
    const counter = family("c", 0, metric(message(3, double(1, 1), exemplar(2))));
    expect(decoded(counter).families).toMatchObject([{ metrics: [{ value: 1, exemplar: EXEMPLAR }] }]);
    const classic = family("h", 4, metric(message(7, message(3, exemplar(3)))));
    expect(decoded(classic).families).toMatchObject([{ metrics: [{ buckets: [{ exemplar: EXEMPLAR }] }] }]);
    const native = family("h", 4, metric(message(7, message(12), exemplar(16), exemplar(16))));
    expect(decoded(native).families).toMatchObject([{ metrics: [{ exemplars: [EXEMPLAR, EXEMPLAR] }] }]);
  });

  it("reads created timestamps of counters, summaries and histograms, and merges a field that occurs twice", () => {
    const created = (field: number): Buffer =>
      Buffer.concat([message(field, varint(1, 7)), message(field, varint(2, 8))]);
    for (const stream of [
      family("c", 0, metric(message(3, created(3)))),
      family("s", 2, metric(message(4, created(4)))),
      family("h", 4, metric(message(7, created(15)))),
      family("h", 5, metric(message(7, created(15)))),
    ]) {
      expect(decoded(stream).families).toMatchObject([{ metrics: [{ created: { seconds: 7, nanos: 8 } }] }]);
    }
  });

  it("does not use values of one metric for the next", () => {
    const rich = [
      metric(message(3, exemplar(2), message(3, varint(1, 7)))),
      metric(message(7, varint(7, 1), message(12), exemplar(16), message(15))),
    ];
    const counters = family("c", 0, rich[0]!, metric(message(3, double(1, 1))));
    const histograms = family("h", 4, rich[1]!, metric(message(7, varint(1, 1))));
    for (const stream of [counters, histograms]) {
      const last = decoded(stream).families[0]!.metrics[1]!;
      expect(Object.keys(last)).not.toContain("created");
      expect(Object.keys(last)).not.toContain("native");
    }
    const { families } = decoded(Buffer.concat([family("c", 0, rich[0]!), gauge()]));
    expect(Object.keys(families[1]!.metrics[0]!)).toEqual(["labels", "value", "at"]);
  });

  it("adds no properties to a metric or bucket without an exemplar and a created timestamp", () => {
    const summaries = decoded(family("s", 2, metric(message(4)))).families;
    expect(Object.keys(summaries[0]!.metrics[0]!)).toEqual(["labels", "quantiles", "sum", "count", "at"]);
    const histograms = decoded(family("h", 4, metric(message(7, message(3))))).families;
    expect(histograms).toMatchObject([{ metrics: [{ buckets: [expect.anything()] }] }]);
    const [bucket] = (histograms[0] as HistogramFamily).metrics[0]!.buckets;
    expect(Object.keys(bucket!)).toEqual(["upperBound", "cumulativeCount", "at"]);
  });

  it("reads a label of an exemplar without a name", () => {
    const pair = message(2, message(1, text(2, "1")));
    expect(decoded(family("c", 0, metric(message(3, pair)))).families).toMatchObject([
      { metrics: [{ exemplar: { labels: { names: [""], values: ["1"] } } }] },
    ]);
  });

  it.each([
    ["a zero threshold", "integer", double(6, 0.5)],
    ["a zero bucket", "integer", varint(7, 1)],
    ["a float zero bucket", "float", double(8, 1)],
  ])("reads a histogram with only %s as a native histogram of %s counts", (_, kind, field) => {
    expect(decoded(family("h", 4, metric(message(7, field)))).families).toMatchObject([
      { metrics: [{ native: { kind } }] },
    ]);
  });

  it.each([
    ["a zero bucket and no count", double(8, 1)],
    ["a float count beside a whole one", Buffer.concat([varint(1, 1), double(4, 1.5)])],
    ["a float zero bucket beside a whole one", Buffer.concat([varint(7, 1), double(8, 1.5)])],
  ])("accepts %s, because float counts override whole counts", (_, fields) => {
    expect(rawIssues(family("h", 4, metric(message(7, message(12), fields))))).toEqual([]);
  });

  it("merges an exemplar that a counter has twice, as protobuf specifies", () => {
    const first = message(2, message(1, text(1, "b")), double(2, 1));
    const second = message(2, message(1, text(1, "a")), message(3, varint(1, 1)));
    expect(decoded(family("c", 0, metric(message(3, first, second)))).families).toMatchObject([
      {
        metrics: [
          {
            exemplar: {
              labels: { names: ["a", "b"], values: ["", ""] },
              value: 1,
              timestamp: { seconds: 1, nanos: 0 },
            },
          },
        ],
      },
    ]);
  });

  it("reads the unit of a family", () => {
    expect(decoded(family("x_seconds", 1, text(5, "seconds"), metric(GAUGE_5))).families).toMatchObject([
      { name: "x_seconds", unit: "seconds" },
    ]);
    expect(decoded(family("x", 1, metric(GAUGE_5))).families[0]).not.toHaveProperty("unit");
  });

  it.each([
    ["a type that does not exist", family("x", 9, metric(GAUGE_5)), ["type-unknown 9 /0"]],
    [
      "a value of another type",
      family("x", 5, metric(GAUGE_5)),
      ["value-of-wrong-type gauge, expected histogram /0/metric/0"],
    ],
    ["no value", family("x", 4, metric()), ["value-of-wrong-type no value, expected histogram /0/metric/0"]],
    [
      "a value of another type beside the right one",
      family("x", 1, metric(message(3), GAUGE_5, message(5))),
      ["value-of-wrong-type counter and untyped, expected gauge /0/metric/0"],
    ],
    [
      "a label twice, with equal values or an empty one",
      Buffer.concat([gauge(label("a", "1"), label("a", "1")), gauge(label("a", "1"), label("a", ""))]),
      ["label-repeated a /0/metric/0", "label-repeated a /1/metric/0"],
    ],
    [
      "labels with an empty value, and an empty or invalid name",
      gauge(message(1), label("5", "")),
      ["label-name-invalid  /0/metric/0", "label-name-utf8 5 /0/metric/0"],
    ],
    [
      "a reserved label with an empty value",
      gauge(label("__a", "")),
      ["label-name-reserved __a /0/metric/0"],
    ],
    [
      "le on a histogram and quantile on a summary, with empty values",
      Buffer.concat([
        family("h", 4, metric(message(7), label("le", ""), label("quantile", ""))),
        family("s", 2, metric(message(4), label("quantile", ""), label("le", ""))),
      ]),
      ["label-misplaced le /0/metric/0", "label-misplaced quantile /1/metric/0"],
    ],
    ["timestamps, including 0", gauge(varint(6, 0)), ["timestamp-present 0 /0/metric/0"]],
    [
      "deltas beside float counts",
      family("h", 4, metric(message(7, message(12), double(14, 1), varint(13, 1)))),
      ["native-counts-mixed /0/metric/0"],
    ],
    [
      "a whole count beside float buckets",
      family("h", 4, metric(message(7, varint(1, 1), double(14, 1)))),
      ["native-counts-mixed /0/metric/0"],
    ],
    [
      "a whole zero count beside float buckets",
      family("h", 4, metric(message(7, varint(7, 1), double(11, 1)))),
      ["native-counts-mixed /0/metric/0"],
    ],
    [
      "a NaN bound",
      family("h", 4, metric(message(7, message(3, double(2, Number.NaN)), message(3, double(2, 1))))),
      ["bucket-bound-invalid NaN /0/metric/0"],
    ],
    [
      "a NaN quantile",
      family("s", 2, metric(message(4)), metric(message(4, message(3, double(1, Number.NaN))))),
      ["quantile-invalid NaN /0/metric/1"],
    ],
  ])("leaves %s to its rule", (_, stream, found) => {
    expect(rawIssues(stream)).toEqual(found);
  });

  it("leaves out metrics of another type, and all metrics of an unknown type", () => {
    const stream = Buffer.concat([family("x", 9, metric(GAUGE_5)), family("y", 5, metric(GAUGE_5))]);
    expect(decoded(stream).families).toMatchObject([
      { type: "untyped", name: "x", metrics: [] },
      { type: "gaugehistogram", name: "y", metrics: [] },
    ]);
  });

  it("drops a bucket whose bound is NaN", () => {
    const bucket = (bound: number): Buffer => message(3, double(2, bound));
    const stream = family("h", 4, metric(message(7, bucket(Number.NaN), bucket(1))));
    expect(decoded(stream).families).toMatchObject([{ metrics: [{ buckets: [{ upperBound: 1 }] }] }]);
  });

  it("leaves an empty name to its rule", () => {
    expect(decoded(Buffer.of(0)).families).toMatchObject([{ name: "", metrics: [] }]);
  });

  it("reports a timestamp before 1970 as a negative number", () => {
    expect(rawIssues(gauge(varint(6, -1)))).toEqual(["timestamp-present -1 /0/metric/0"]);
  });

  const huge = Buffer.concat([gauge(), number(2n ** 62n), Buffer.from("abc")]);
  it.each([
    [
      "a huge length prefix, which ends a Pushgateway",
      huge,
      [
        "message-truncated /1: the length of a part is 4611686018427388000 bytes, but only 3 bytes follow (at byte 19)",
      ],
    ],
    [
      "a stream that is cut short",
      gauge(label("a", "b")).subarray(0, -1),
      ["message-truncated /0: the length of a part is 26 bytes, but only 25 bytes follow (at byte 0)"],
    ],
    [
      "a length that ends too early",
      Buffer.from([0x80]),
      ["message-truncated /0: a number is cut off at the end of its message (at byte 0)"],
    ],
    [
      "a timestamp over ten bytes",
      gauge(Buffer.from("30ffffffffffffffffffff01", "hex")),
      ["number-too-long /0/metric/0: a number has more than 64 bits (at byte 9)"],
    ],
    [
      "a number over 64 bits",
      Buffer.from("ffffffffffffffffff02", "hex"),
      ["number-too-long /0: a number has more than 64 bits (at byte 0)"],
    ],
    [
      "a number over ten bytes",
      Buffer.from("ffffffffffffffffffff01", "hex"),
      ["number-too-long /0: a number has more than 64 bits (at byte 0)"],
    ],
    [
      "a float that is cut short",
      gauge(Buffer.from([0x12, 3, 9, 1, 2])),
      ["message-truncated /0/metric/0: a number of 8 bytes does not fit into its message (at byte 10)"],
    ],
    [
      "an unknown float that is cut short",
      gauge(Buffer.from([0x12, 3, 0x79, 1, 2])),
      ["message-truncated /0/metric/0: a number of 8 bytes does not fit into its message (at byte 10)"],
    ],
    [
      "an unknown number of 4 bytes that is cut short",
      gauge(Buffer.from([0x12, 3, 0x7d, 1, 2])),
      ["message-truncated /0/metric/0: a number of 4 bytes does not fit into its message (at byte 10)"],
    ],
    [
      "a known field with another wire type",
      gauge(message(2, varint(1, 5))),
      ["wire-type-wrong /0/metric/0: field 1 has the wrong wire type 0 (at byte 10)"],
    ],
    [
      "a known field of a family with another wire type",
      family("g", 1, varint(2, 5)),
      ["wire-type-wrong /0: field 2 has the wrong wire type 0 (at byte 6)"],
    ],
    [
      "a known field of a label with another wire type",
      gauge(message(1, varint(2, 5))),
      ["wire-type-wrong /0/metric/0: field 2 has the wrong wire type 0 (at byte 10)"],
    ],
    [
      "a known field of a summary with another wire type",
      family("s", 2, metric(message(4, varint(2, 5)))),
      ["wire-type-wrong /0/metric/0: field 2 has the wrong wire type 0 (at byte 10)"],
    ],
    [
      "a known field of a quantile with another wire type",
      family("s", 2, metric(message(4, message(3, varint(1, 5))))),
      ["wire-type-wrong /0/metric/0: field 1 has the wrong wire type 0 (at byte 12)"],
    ],
    [
      "a known field of a bucket with another wire type",
      family("h", 4, metric(message(7, message(3, varint(2, 5))))),
      ["wire-type-wrong /0/metric/0: field 2 has the wrong wire type 0 (at byte 12)"],
    ],
    [
      "a known field of an exemplar with another wire type",
      family("c", 0, metric(message(3, message(2, varint(2, 5))))),
      ["wire-type-wrong /0/metric/0: field 2 has the wrong wire type 0 (at byte 12)"],
    ],
    [
      "a known field of an exemplar's label with another wire type",
      family("c", 0, metric(message(3, message(2, message(1, varint(2, 5)))))),
      ["wire-type-wrong /0/metric/0: field 2 has the wrong wire type 0 (at byte 14)"],
    ],
    [
      "a known field of an exemplar's timestamp with another wire type",
      family("c", 0, metric(message(3, message(2, message(3, text(2, "5")))))),
      ["wire-type-wrong /0/metric/0: field 2 has the wrong wire type 2 (at byte 14)"],
    ],
    [
      "a known field of a span with another wire type",
      family("h", 4, metric(message(7, message(12, text(1, "5"))))),
      ["wire-type-wrong /0/metric/0: field 1 has the wrong wire type 2 (at byte 12)"],
    ],
    [
      "a count that starts after the end of its message",
      Buffer.concat([family("h", 4, metric(message(7, Buffer.of(0x08)))), gauge()]),
      ["message-truncated /0/metric/0: a number is cut off at the end of its message (at byte 10)"],
    ],
    [
      "a count that continues after the end of its message",
      Buffer.concat([family("h", 4, metric(message(7, Buffer.of(0x08, 0x80)))), gauge()]),
      ["message-truncated /0/metric/0: a number is cut off at the end of its message (at byte 11)"],
    ],
    [
      "a long count that continues after the end of its message",
      Buffer.concat([family("h", 4, metric(message(7, Buffer.of(0x08, 0x80, 0x80, 0x80, 0x80)))), gauge()]),
      ["message-truncated /0/metric/0: a number is cut off at the end of its message (at byte 14)"],
    ],
    [
      "a field that continues after the end of its message",
      Buffer.concat([family("g", 1, metric(Buffer.of(0x80))), gauge()]),
      ["message-truncated /0/metric/0: a number is cut off at the end of its message (at byte 8)"],
    ],
    [
      "a family with an issue after a metric, which is then not read",
      family("g", 1, metric(bytes(1, Buffer.from("\xff", "latin1"))), Buffer.of(0)),
      ["field-number-invalid /0: a field has the number 0 (at byte 11)"],
    ],
    [
      "a group",
      gauge(Buffer.from([0xa3, 1, 0xa4, 1])),
      [
        "wire-type-unsupported /0/metric/0: a field has wire type 3; only 0, 1, 2 and 5 are supported (at byte 9)",
      ],
    ],
    [
      "the field number 0",
      gauge(Buffer.from([0])),
      ["field-number-invalid /0/metric/0: a field has the number 0 (at byte 8)"],
    ],
  ])("refuses %s", (_, stream, found) => {
    expect(issueLines(stream)).toEqual(found.map((line) => `${line}; ${HOW_TO_SEND}`));
  });

  it.each([
    ["a name", family("a\xff", 1), "/0"],
    ["a HELP text", family("g", 1, bytes(2, Buffer.from("\xff", "latin1"))), "/0"],
    ["a label name", gauge(message(1, bytes(1, Buffer.from("\xff", "latin1")))), "/0/metric/0"],
    ["a label value", gauge(message(1, bytes(2, Buffer.from("\xff", "latin1")))), "/0/metric/0"],
  ])("refuses %s that is not UTF-8", (what, stream, pointer) => {
    const damaged =
      what === "a name"
        ? Buffer.from(stream.toString("latin1").replace("\xc3\xbf", "\xff\xff"), "latin1")
        : stream;
    expect(issues(damaged)).toMatchObject([{ code: "not-utf8", location: { pointer } }]);
  });

  it("refuses a lone byte outside ASCII, and shows the text", () => {
    expect(issueLines(gauge(message(1, bytes(2, Buffer.from("a\x80", "latin1")))))).toEqual([
      'not-utf8 /0/metric/0: the string "a\ufffd" is not valid UTF-8 (at byte 12); encode it as UTF-8',
    ]);
  });

  it("continues at the next family after an issue, and counts the issues that it does not list", () => {
    const broken = family("b", 1, Buffer.from([0]));
    const stream = Buffer.concat([broken, gauge(), ...Array<Buffer>(24).fill(broken)]);
    const result = decodeProtobuf(stream);
    expect(issues(stream)).toHaveLength(20);
    expect(issues(stream)[1]).toMatchObject({ location: { pointer: "/2" }, family: "b" });
    expect(result).toMatchObject({ ok: false, error: { code: "payload-unreadable", total: 25 } });
  });

  it("locates metrics after fields of every wire type, and after broken ones", () => {
    const fields = [
      varint(17, 300),
      double(19, 1e300),
      Buffer.from([0xa5, 0x01, 1, 2, 3, 4]),
      text(5, "s".repeat(256)),
    ];
    const late = family("g", 1, ...fields, metric(), metric(message(3)));
    expect(rawIssues(late)).toEqual([
      "value-of-wrong-type no value, expected gauge /0/metric/0",
      "value-of-wrong-type counter, expected gauge /0/metric/1",
    ]);
    const group = family("g", 1, Buffer.from([0xa3, 1]), metric(message(3)));
    expect(issueLines(Buffer.concat([group, gauge(), group])).map((issue) => issue.split(":")[0])).toEqual([
      "wire-type-unsupported /0",
      "wire-type-unsupported /2",
    ]);
  });

  it("locates metrics in any order", () => {
    const { families, source } = decoded(
      Buffer.concat([gauge(), family("g", 1, metric(GAUGE_5), metric(GAUGE_5))]),
    );
    const places = families.flatMap(({ at, metrics }) => [at, ...metrics.map((entry) => entry.at)]);
    const pointers = ["/0", "/0/metric/0", "/1", "/1/metric/0", "/1/metric/1"];
    expect(places.map((at) => source.locate(at))).toEqual(pointers.map((pointer) => ({ pointer })));
    expect(places.toReversed().map((at) => source.locate(at))).toEqual(
      pointers.toReversed().map((pointer) => ({ pointer })),
    );
  });
});

/** Families without their positions, which differ between formats. */
const withoutPlaces = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part) =>
      key === "at" ? undefined : typeof part === "number" ? String(part) : part,
    ),
  );
