import { describe, expect, it } from "@jest/globals";
import { parseJsonBody } from "../../../../lambda/adapters/json-body.ts";
import { decodeJson } from "../../../../lambda/decode/json/decode-json.ts";
import type { HistogramFamily } from "../../../../lambda/model/exposition.ts";

const decode = (payload: string | Uint8Array) => decodeJson(Buffer.from(payload), parseJsonBody);

const decoded = (payload: string | object) => {
  const result = decode(typeof payload === "string" ? payload : JSON.stringify(payload));
  if (!result.ok) {
    throw new Error(JSON.stringify(result.error));
  }
  return result.value;
};

/** Each raw issue as `rule pointer family: found`. */
const rawIssues = (payload: string | object): readonly string[] => {
  const { rawIssues: found, source } = decoded(payload);
  return found.map(
    ({ rule, at, family, found }) => `${rule} ${Object.values(source.locate(at)!)[0]} ${family}: ${found}`,
  );
};

/** Each issue as `code place: detail`. */
const issues = (payload: string | Uint8Array): readonly string[] => {
  const result = decode(payload);
  return result.ok
    ? []
    : result.error.issues.map(
        ({ code, location, detail }) => `${code} ${Object.values(location ?? {}).join(":")}: ${detail}`,
      );
};

const gauge = (metric: unknown): readonly object[] => [{ name: "g", type: "gauge", metrics: [metric] }];
const counter = (metric: unknown): readonly object[] => [{ name: "c", type: "counter", metrics: [metric] }];
const histogramOf = (metric: unknown): readonly object[] => [
  { name: "h", type: "histogram", metrics: [metric] },
];
const CLOSING_QUOTE = "a double quote at the end of the text (in a text, write a line break as \\n)";
const ESCAPE = 'an escape such as \\" or \\n (write \\\\ for a backslash)';
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("decodeJson with a list of families", () => {
  it("reads the families of the Pushgateway's own API", () => {
    const { families, rawIssues: found } = decoded([
      {
        name: "requests_total",
        time_stamp: "2026-11-23T16:56:32.7Z",
        type: "COUNTER",
        help: "Requests.",
        metrics: [{ labels: { job: "a", instance: "b", x: "" }, value: "1.5e+09" }],
      },
      { name: "u", type: "UNTYPED", metrics: [{ labels: {}, value: "NaN" }, { value: "-Inf" }] },
      {
        name: "h",
        type: "HISTOGRAM",
        metrics: [
          { buckets: { "10": "3", "+Inf": "4", "0.5": "1" }, count: "4", sum: "+Inf", labels: { x: "y" } },
        ],
      },
      { name: "gh", type: "GAUGE_HISTOGRAM", metrics: [{ buckets: { "1": 0.5 }, count: 2.5 }] },
      {
        name: "s",
        type: "SUMMARY",
        metrics: [{ count: "4", quantiles: { "0.9": "2", "0.5": "1" }, sum: "3" }],
      },
    ]);
    expect(found).toEqual([]);
    expect(families).toMatchObject([
      {
        type: "counter",
        help: "Requests.",
        metrics: [{ labels: { names: ["instance", "job"], values: ["b", "a"] }, value: 1.5e9 }],
      },
      { type: "untyped", help: "", metrics: [{ value: Number.NaN }, { value: Number.NEGATIVE_INFINITY }] },
      {
        type: "histogram",
        metrics: [
          {
            buckets: [
              { upperBound: 0.5, cumulativeCount: 1 },
              { upperBound: 10, cumulativeCount: 3 },
              { upperBound: Number.POSITIVE_INFINITY, cumulativeCount: 4 },
            ],
            count: 4,
            sum: Number.POSITIVE_INFINITY,
          },
        ],
      },
      {
        type: "gaugehistogram",
        metrics: [{ buckets: [{ cumulativeCount: 0.5 }], count: 2.5, sum: undefined }],
      },
      {
        type: "summary",
        metrics: [
          {
            quantiles: [
              { quantile: 0.5, value: 1 },
              { quantile: 0.9, value: 2 },
            ],
            sum: 3,
            count: 4,
          },
        ],
      },
    ]);
  });

  it("reads a family without a type as untyped, and accepts a family without metrics", () => {
    expect(decoded([{ name: "a", metrics: [] }]).families).toMatchObject([
      { type: "untyped", name: "a", help: "", metrics: [] },
    ]);
    expect(decoded("[]").families).toEqual([]);
  });

  it.each([
    ["positive spans", { positive_spans: [{ offset: 1, length: 1 }] }, [{ offset: 1, length: 1 }]],
    ["negative spans", { negative_spans: [{ offset: 1, length: 1 }] }, []],
    ["a zero threshold", { zero_threshold: 0.5 }, []],
    ["a zero bucket", { zero_count: 1 }, []],
  ])("recognises a native histogram by %s alone", (_, fields, spans) => {
    const { families } = decoded(histogramOf({ count: 1, native: { schema: 3, ...fields } }));
    expect((families[0] as HistogramFamily).metrics[0]!.native!.positive.spans).toEqual(spans);
  });

  it.each([
    ["a count that a JSON number cannot hold exactly", 2 ** 60, {}, []],
    ["positive counts", 2, { positive_counts: [2] }, [2]],
    ["negative counts", 2, { negative_counts: [2] }, []],
  ])("reads a native histogram with %s as a float histogram", (_, count, fields, values) => {
    const spans = [{ offset: 0, length: 1 }];
    const native = { schema: 3, positive_spans: spans, ...fields };
    expect(decoded(histogramOf({ count, native })).families).toMatchObject([
      { metrics: [{ native: { kind: "float", count, positive: { spans, values } } }] },
    ]);
  });

  it("leaves out native buckets that are not valid", () => {
    const { families } = decoded(histogramOf({ count: 1, native: { schema: 1, positive_spans: {} } }));
    expect(Object.keys(families[0]!.metrics[0]!)).toEqual(["labels", "buckets", "sum", "count", "at"]);
  });

  it("adds no properties to a metric or bucket without an exemplar and a created timestamp", () => {
    const [ofCounter, ofHistogram] = decoded([
      ...counter({ value: 1 }),
      ...histogramOf({
        count: 1,
        buckets: { 1: 1, 2: 1 },
        bucket_exemplars: { 2: { value: 2 } },
      }),
    ]).families;
    expect(Object.keys(ofCounter!.metrics[0]!)).toEqual(["labels", "value", "at"]);
    const { buckets, ...metric } = (ofHistogram as HistogramFamily).metrics[0]!;
    expect(Object.keys(metric)).toEqual(["labels", "sum", "count", "at"]);
    expect(buckets.map(Object.keys)).toEqual([
      ["upperBound", "cumulativeCount", "at"],
      ["upperBound", "cumulativeCount", "at", "exemplar"],
    ]);
  });

  it("adds a span without buckets to an empty native histogram, so that it is not a classic one", () => {
    const { families } = decoded(histogramOf({ count: 0, sum: 0, native: { schema: 3 } }));
    expect(families).toMatchObject([
      {
        metrics: [
          {
            native: {
              kind: "integer",
              positive: { spans: [{ offset: 0, length: 0 }], values: [] },
              negative: { spans: [], values: [] },
            },
          },
        ],
      },
    ]);
  });

  it("reads native buckets: deltas with whole counts, counts with float counts", () => {
    const spans = [
      { offset: -2, length: 1 },
      { offset: 4, length: 1 },
    ];
    const { families, rawIssues: found } = decoded([
      ...histogramOf({
        count: "9223372036854775807",
        native: {
          schema: 3,
          zero_threshold: 0.5,
          zero_count: 1,
          positive_spans: spans,
          positive_deltas: [1, "-1"],
          negative_spans: [{ offset: 0, length: 1 }],
          negative_deltas: ["9223372036854775807"],
        },
      }),
      ...histogramOf({
        count: 5.5,
        native: { schema: -4, zero_count: 0.5, negative_spans: spans, negative_counts: [1, "4"] },
      }),
    ]);
    expect(found).toEqual([]);
    expect(families).toMatchObject([
      {
        metrics: [
          {
            native: {
              kind: "integer",
              schema: 3,
              count: 2n ** 63n - 1n,
              zeroThreshold: 0.5,
              zeroCount: 1,
              positive: { spans, values: [1, -1] },
              negative: { spans: [{ offset: 0, length: 1 }], values: [2n ** 63n - 1n] },
            },
          },
        ],
      },
      {
        metrics: [
          {
            native: {
              kind: "float",
              schema: -4,
              count: 5.5,
              zeroThreshold: 0,
              zeroCount: 0.5,
              positive: { spans: [], values: [] },
              negative: { spans, values: [1, 4] },
            },
          },
        ],
      },
    ]);
  });

  it("reads exemplars and created timestamps, with every digit of a text", () => {
    const exemplar = { labels: { trace: "1", a: "" }, value: 0.5, timestamp: "1700000000.123456789" };
    const read = {
      labels: { names: ["a", "trace"], values: ["", "1"] },
      value: 0.5,
      timestamp: { seconds: 1_700_000_000, nanos: 123_456_789 },
    };
    const { families, rawIssues: found } = decoded([
      ...counter({ value: 1, exemplar, created: 1_700_000_000.25 }),
      ...histogramOf({ count: 1, native: { schema: 3, zero_count: 1 }, exemplars: [exemplar, { value: 1 }] }),
      { name: "s", type: "summary", metrics: [{ count: 1, created: "-0.25" }] },
      ...histogramOf({ count: 1, created: 5 }),
    ]);
    expect(found).toEqual([]);
    expect(families).toMatchObject([
      { metrics: [{ exemplar: read, created: { seconds: 1_700_000_000, nanos: 250_000_000 } }] },
      { metrics: [{ exemplars: [read, { labels: { names: [] }, value: 1, timestamp: undefined }] }] },
      { metrics: [{ count: 1, created: { seconds: -1, nanos: 750_000_000 } }] },
      { metrics: [{ count: 1, created: { seconds: 5, nanos: 0 } }] },
    ]);
  });

  it("reads the unit of a family", () => {
    const [ofSeconds, ofNone, without] = decoded([
      { name: "x_seconds", unit: "seconds", metrics: [] },
      { name: "x", unit: "", metrics: [] },
      { name: "y", metrics: [] },
    ]).families;
    expect(ofSeconds).toMatchObject({ name: "x_seconds", unit: "seconds" });
    expect(ofNone).not.toHaveProperty("unit");
    expect(without).not.toHaveProperty("unit");
  });

  it("leaves out values that are not exemplars", () => {
    const exemplars = [5, { value: 1 }, { value: "x" }];
    const { families } = decoded(histogramOf({ count: 1, native: { schema: 3, zero_count: 1 }, exemplars }));
    expect(families).toMatchObject([{ metrics: [{ exemplars: [{ value: 1 }] }] }]);
  });

  it("keeps an existing bucket +Inf that has an exemplar", () => {
    const buckets = { "1": 1, "2": 2, "+Inf": 3 };
    const { families, rawIssues: found } = decoded(
      histogramOf({ count: 2, buckets, bucket_exemplars: { "+Inf": { value: 7 } } }),
    );
    expect(found).toEqual([]);
    expect(families).toMatchObject([
      {
        metrics: [
          { buckets: [{ upperBound: 1 }, { upperBound: 2 }, { cumulativeCount: 3, exemplar: { value: 7 } }] },
        ],
      },
    ]);
  });

  it("does not add the bucket +Inf without a count", () => {
    const payload = histogramOf({ buckets: { "1": 1 }, bucket_exemplars: { "+Inf": { value: 7 } } });
    expect(decoded(payload).families).toMatchObject([{ metrics: [{ buckets: [{ upperBound: 1 }] }] }]);
    expect(rawIssues(payload)).toContain("exemplar-misplaced /0/metrics/0 h: ");
  });

  it("adds the bucket +Inf if it has an exemplar", () => {
    const { families } = decoded(
      histogramOf({ count: 2, buckets: { "1": 1 }, bucket_exemplars: { "+Inf": { value: 7 } } }),
    );
    expect(families).toMatchObject([
      {
        metrics: [
          {
            buckets: [
              { upperBound: 1, cumulativeCount: 1 },
              { upperBound: Number.POSITIVE_INFINITY, cumulativeCount: 2, exemplar: { value: 7 } },
            ],
          },
        ],
      },
    ]);
    const alone = histogramOf({ count: 2, bucket_exemplars: { "+Inf": { value: 7 } } });
    expect(decoded(alone).families).toMatchObject([{ metrics: [{ buckets: [{ cumulativeCount: 2 }] }] }]);
  });

  it("shares one array between metrics with the same label names", () => {
    const labels = [
      { b: "1", a: "1" },
      { b: "2", a: "2" },
      { a: "3", b: "3", c: "" },
      { a: "4" },
      { "a,b": "5" },
    ];
    const { metrics } = decoded([
      { name: "g", type: "gauge", metrics: labels.map((set) => ({ labels: set, value: 1 })) },
    ]).families[0]!;
    expect(metrics.map((metric) => metric.labels)).toEqual([
      { names: ["a", "b"], values: ["1", "1"] },
      { names: ["a", "b"], values: ["2", "2"] },
      { names: ["a", "b"], values: ["3", "3"] },
      { names: ["a"], values: ["4"] },
      { names: ["a,b"], values: ["5"] },
    ]);
    expect(metrics[1]!.labels.names).toBe(metrics[0]!.labels.names);
    expect(metrics[2]!.labels.names).toBe(metrics[0]!.labels.names);
  });

  it("reads constructor and prototype as ordinary names", () => {
    expect(
      decoded(gauge({ labels: { constructor: "a", prototype: "b", toString: "c" }, value: 1 })).families,
    ).toMatchObject([
      { metrics: [{ labels: { names: ["constructor", "prototype", "toString"], values: ["a", "b", "c"] } }] },
    ]);
  });

  it.each([
    ["a number as a family", [5], "json-shape /0 : expected a family (an object), got the number 5"],
    ["a list as a family", [[]], "json-shape /0 : expected a family (an object), got a list"],
    ["no name", [{ metrics: [] }], 'json-shape /0 : expected a text under "name", got nothing'],
    ["a name that is not a text", [{ name: null }], 'json-shape /0 : expected a text under "name", got null'],
    [
      "a HELP that is not a text",
      [{ name: "a", help: true }],
      'json-shape /0 a: expected a text under "help", got true',
    ],
    [
      "a type that is not a text",
      [{ name: "a", type: {} }],
      'json-shape /0 a: expected a text under "type", got an object',
    ],
    [
      "a unit that is not a text",
      [{ name: "a", unit: 5 }],
      'json-shape /0 a: expected a text under "unit", got the number 5',
    ],
    ["no metrics", [{ name: "a" }], 'json-shape /0 a: expected a list under "metrics", got nothing'],
    ["an unknown type", [{ name: "a", type: "info", metrics: [] }], "type-unknown /0 a: info"],
    ["an unknown key of a family", [{ name: "a", metric: 1, metrics: [] }], "key-unknown /0 a: metric"],
    ["an unknown key of a metric", gauge({ value: 1, label: {} }), "key-unknown /0/metrics/0 g: label"],
    [
      "a metric that is not an object",
      gauge("x"),
      'json-shape /0/metrics/0 g: expected a metric (an object), got the text "x"',
    ],
    ["a timestamp", gauge({ value: 1, timestamp_ms: "123" }), "timestamp-present /0/metrics/0 g: 123"],
    [
      "a timestamp as a number",
      gauge({ value: 1, timestamp_ms: 1e3 }),
      "timestamp-present /0/metrics/0 g: 1000",
    ],
    [
      "a timestamp that is null",
      gauge({ value: 1, timestamp_ms: null }),
      "timestamp-present /0/metrics/0 g: null",
    ],
    [
      "a timestamp that is a list",
      gauge({ value: 1, timestamp_ms: [1] }),
      "timestamp-present /0/metrics/0 g: a list",
    ],
    [
      "an exemplar of a gauge",
      gauge({ value: 1, exemplar: {} }),
      'value-of-wrong-type /0/metrics/0 g: "exemplar", which its type does not have',
    ],
    [
      "an exemplar that is not an object",
      counter({ value: 1, exemplar: 5 }),
      "json-shape /0/metrics/0 c: expected an exemplar (an object), got the number 5",
    ],
    [
      "an exemplar without a value",
      counter({ value: 1, exemplar: { labels: {} } }),
      'json-shape /0/metrics/0 c: expected a number under "value" of an exemplar, got nothing',
    ],
    [
      "an exemplar whose value is no number",
      counter({ value: 1, exemplar: { value: "x" } }),
      'json-shape /0/metrics/0 c: expected a number under "value" of an exemplar, got the text "x"',
    ],
    [
      "labels of an exemplar that are not an object",
      counter({ value: 1, exemplar: { value: 1, labels: ["a"] } }),
      'json-shape /0/metrics/0 c: expected an object of texts under "labels" of an exemplar, got a list',
    ],
    [
      "an unknown key of an exemplar",
      counter({ value: 1, exemplar: { value: 1, time: 1 } }),
      "key-unknown /0/metrics/0 c: time",
    ],
    [
      "an exemplar's label that is not a text",
      counter({ value: 1, exemplar: { value: 1, labels: { a: 1 } } }),
      'json-shape /0/metrics/0 c: expected an object of texts under "labels" of an exemplar, got an object',
    ],
    [
      "a created timestamp that is not a time",
      counter({ value: 1, created: "NaN" }),
      'json-shape /0/metrics/0 c: expected seconds since 1970 under "created", got the text "NaN"',
    ],
    [
      "exemplars that are not a list",
      histogramOf({ count: 1, exemplars: {} }),
      'json-shape /0/metrics/0 h: expected a list under "exemplars", got an object',
    ],
    [
      "exemplars of buckets that are not an object",
      histogramOf({ count: 1, bucket_exemplars: [] }),
      'json-shape /0/metrics/0 h: expected an object of exemplars under "bucket_exemplars", got a list',
    ],
    [
      "an exemplar of a bucket that does not exist",
      histogramOf({ count: 1, buckets: { "1": 1 }, bucket_exemplars: { "2": { value: 2 } } }),
      "exemplar-misplaced /0/metrics/0 h: ",
    ],
    [
      "native buckets that are not an object",
      histogramOf({ count: 1, native: [] }),
      'json-shape /0/metrics/0 h: expected an object under "native", got a list',
    ],
    [
      "an unknown key of native buckets",
      histogramOf({ count: 1, native: { schema: 1, zero_count: 1, spans: [] } }),
      "key-unknown /0/metrics/0 h: spans",
    ],
    [
      "a count of native buckets that is a text",
      histogramOf({ count: "x", native: { schema: 1 } }),
      'json-shape /0/metrics/0 h: expected a number under "count", got the text "x"',
    ],
    [
      "a count of native buckets with deltas that is true",
      histogramOf({ count: true, native: { schema: 1, positive_deltas: [1] } }),
      'json-shape /0/metrics/0 h: expected a number under "count", got true',
    ],
    [
      "native buckets without a count",
      histogramOf({ native: { schema: 1 } }),
      'json-shape /0/metrics/0 h: expected a "count" in a native histogram, got none',
    ],
    [
      "native buckets without a schema",
      histogramOf({ count: 1, native: { zero_count: 1 } }),
      'json-shape /0/metrics/0 h: expected a whole number from -2147483648 to 2147483647 under "schema", got nothing',
    ],
    [
      "a count of more than 64 bits",
      histogramOf({ count: "18446744073709551616", native: { schema: 1 } }),
      'json-shape /0/metrics/0 h: expected a whole number from 0 to 18446744073709551615 under "count", got the text "18446744073709551616"',
    ],
    [
      "spans that are not a list",
      histogramOf({ count: 1, native: { schema: 1, positive_spans: {} } }),
      'json-shape /0/metrics/0 h: expected a list under "positive_spans", got an object',
    ],
    [
      "a span that is not an object",
      histogramOf({ count: 1, native: { schema: 1, positive_spans: [{ start: 1 }] } }),
      'json-shape /0/metrics/0 h: expected objects of "offset" and "length" under "positive_spans", got an object',
    ],
    [
      "a span without a length",
      histogramOf({ count: 1, native: { schema: 1, positive_spans: [{ offset: 1 }] } }),
      'json-shape /0/metrics/0 h: expected a whole number from 0 to 4294967295 under "length", got nothing',
    ],
    [
      "a span with another key",
      histogramOf({ count: 1, native: { schema: 1, positive_spans: [{ offset: 1, length: 1, start: 1 }] } }),
      'json-shape /0/metrics/0 h: expected objects of "offset" and "length" under "positive_spans", got an object',
    ],
    [
      "a length below zero",
      histogramOf({ count: 1, native: { schema: 1, positive_spans: [{ offset: 1, length: -1 }] } }),
      'json-shape /0/metrics/0 h: expected a whole number from 0 to 4294967295 under "length", got the number -1',
    ],
    [
      "a zero bucket below zero",
      histogramOf({ count: 1, native: { schema: 1, zero_count: -1 } }),
      'json-shape /0/metrics/0 h: expected a whole number from 0 to 18446744073709551615 under "zero_count", got the number -1',
    ],
    [
      "a zero bucket with a text before its number",
      histogramOf({ count: 1, native: { schema: 1, zero_count: "x5" } }),
      'json-shape /0/metrics/0 h: expected a number under "zero_count", got the text "x5"',
    ],
    [
      "a zero bucket with a text after its number",
      histogramOf({ count: 1, native: { schema: 1, zero_count: "5x" } }),
      'json-shape /0/metrics/0 h: expected a number under "zero_count", got the text "5x"',
    ],
    [
      "a zero threshold that is not a number",
      histogramOf({ count: 1, native: { schema: 1, zero_threshold: "x" } }),
      'json-shape /0/metrics/0 h: expected a number under "zero_threshold", got the text "x"',
    ],
    [
      "an offset beyond 32 bits",
      histogramOf({ count: 1, native: { schema: 1, negative_spans: [{ offset: 2 ** 31, length: 1 }] } }),
      'json-shape /0/metrics/0 h: expected a whole number from -2147483648 to 2147483647 under "offset", got the number 2147483648',
    ],
    [
      "a delta that is not whole",
      histogramOf({ count: 1, native: { schema: 1, positive_deltas: [0.5] } }),
      'json-shape /0/metrics/0 h: expected a whole number from -9223372036854775808 to 9223372036854775807 under "positive_deltas", got the number 0.5',
    ],
    [
      "a float count that is not a number",
      histogramOf({ count: 0.5, native: { schema: 1, negative_counts: ["x"] } }),
      'json-shape /0/metrics/0 h: expected a number under "negative_counts", got the text "x"',
    ],
    [
      "deltas beside float counts",
      histogramOf({ count: 0.5, native: { schema: 1, positive_deltas: [1] } }),
      "native-counts-mixed /0/metrics/0 h: ",
    ],
    ["no value", gauge({}), "value-of-wrong-type /0/metrics/0 g: no value"],
    [
      "a value of another type",
      gauge({ value: 1, buckets: {} }),
      'value-of-wrong-type /0/metrics/0 g: "buckets", which its type does not have',
    ],
    [
      "a value that is not a number",
      gauge({ value: "1_0" }),
      'json-shape /0/metrics/0 g: expected a number under "value", got the text "1_0"',
    ],
    [
      "labels that are not an object",
      gauge({ value: 1, labels: ["a"] }),
      'json-shape /0/metrics/0 g: expected an object of texts under "labels", got a list',
    ],
    [
      "a label that is not a text",
      gauge({ value: 1, labels: { a: 5 } }),
      'json-shape /0/metrics/0 g: expected a text as the value of the label "a", got the number 5',
    ],
    [
      "a label with an empty name and an empty value",
      gauge({ value: 1, labels: { "": "" } }),
      "label-name-invalid /0/metrics/0 g: ",
    ],
    [
      "a label with an empty value whose name is outside the classic character set",
      gauge({ value: 1, labels: { "a.b": "" } }),
      "label-name-utf8 /0/metrics/0 g: a.b",
    ],
    [
      "a reserved label with an empty value",
      gauge({ value: 1, labels: { __a: "" } }),
      "label-name-reserved /0/metrics/0 g: __a",
    ],
    [
      "a histogram that is not an object",
      [{ name: "h", type: "histogram", metrics: [1] }],
      "json-shape /0/metrics/0 h: expected a metric (an object), got the number 1",
    ],
    [
      "a histogram without a count and a +Inf bucket",
      [{ name: "h", type: "histogram", metrics: [{ buckets: { 1: 1 } }] }],
      'json-shape /0/metrics/0 h: expected a "count" or a bucket "+Inf" in a histogram, got neither',
    ],
    [
      "a histogram without any value",
      [{ name: "h", type: "histogram", metrics: [{}] }],
      'json-shape /0/metrics/0 h: expected a "count" or a bucket "+Inf" in a histogram, got neither',
    ],
    [
      "buckets that are not an object",
      [{ name: "h", type: "histogram", metrics: [{ buckets: [1], count: 1 }] }],
      'json-shape /0/metrics/0 h: expected an object of numbers under "buckets", got a list',
    ],
    [
      "a bound that is not a number",
      [{ name: "h", type: "histogram", metrics: [{ buckets: { half: 1 }, count: 1 }] }],
      "bucket-bound-invalid /0/metrics/0 h: half",
    ],
    [
      "a NaN bound",
      [{ name: "h", type: "histogram", metrics: [{ buckets: { NaN: 1 }, count: 1 }] }],
      "bucket-bound-invalid /0/metrics/0 h: NaN",
    ],
    [
      "a bucket count that is not a number",
      [{ name: "h", type: "histogram", metrics: [{ buckets: { 1: [] }, count: 1 }] }],
      'json-shape /0/metrics/0 h: expected a number under "buckets", "1", got a list',
    ],
    [
      "le with an empty value on a histogram",
      [{ name: "h", type: "histogram", metrics: [{ count: 1, labels: { le: "", quantile: "" } }] }],
      "label-misplaced /0/metrics/0 h: le",
    ],
    [
      "a summary that is not an object",
      [{ name: "s", type: "summary", metrics: [null] }],
      "json-shape /0/metrics/0 s: expected a metric (an object), got null",
    ],
    [
      "an empty summary",
      [{ name: "s", type: "summary", metrics: [{ labels: {} }] }],
      "value-of-wrong-type /0/metrics/0 s: no value",
    ],
    [
      "quantile with an empty value on a summary",
      [{ name: "s", type: "summary", metrics: [{ count: 1, labels: { le: "", quantile: "" } }] }],
      "label-misplaced /0/metrics/0 s: quantile",
    ],
    [
      "a quantile that is not a number",
      [{ name: "s", type: "summary", metrics: [{ quantiles: { p50: 1 } }] }],
      "quantile-invalid /0/metrics/0 s: p50",
    ],
  ])("leaves %s to its rule", (_, payload, found) => {
    expect(rawIssues(payload)).toEqual([found]);
  });

  it.each([
    ["entries that are not families", [5, { name: "a" }, { name: "a", type: "info", metrics: [] }], []],
    ["samples whose value is not a number", [...gauge({ value: "x" }), ...gauge({}), ...gauge(null), ...counter({ value: "x" })], [[], [], [], []]],
    ["entries that are not histograms or summaries", [{ name: "h", type: "histogram", metrics: [1] }, { name: "s", type: "summary", metrics: [1] }], [[], []]],
    ["buckets that are not an object", [{ name: "h", type: "histogram", metrics: [{ buckets: [1], count: 1 }] }], [[{ buckets: [] }]]],
    ["buckets whose bound or count is not a number", [{ name: "h", type: "histogram", metrics: [{ buckets: { half: 1, NaN: 1, 1: "x", 2: 2 }, count: 1 }] }], [[{ buckets: [{ upperBound: 2, cumulativeCount: 2 }] }]]],
  ])("leaves %s out", (_, payload, metrics) => {
    expect(decoded(payload).families).toHaveLength(metrics.length);
    expect(decoded(payload).families.map((family) => family.metrics)).toMatchObject(metrics);
  }); // biome-ignore format: a table

  it.each([
    ["labels with values, whatever their names", gauge({ value: 1, labels: { __a: "1", le: "1" } })],
    ["le with a value on a histogram", [{ name: "h", type: "histogram", metrics: [{ count: 1, labels: { le: "1" } }] }]],
    ["labels of a summary", [{ name: "s", type: "summary", metrics: [{ labels: { a: "1" }, sum: 1 }] }]],
    ["a +Inf bucket as the count", [{ name: "h", type: "histogram", metrics: [{ buckets: { 1: 1, 2: 2, "+Inf": 3 } }] }]],
    ["a label named prototype", gauge({ value: 1, labels: { prototype: "1" } })],
  ])("reports no issue for %s", (_, payload) => expect(rawIssues(payload)).toEqual([])); // biome-ignore format: a table

  it("finds repeated keys, which a parser drops, with their place", () => {
    expect(
      rawIssues(
        '[{"name":"a","metrics":[{"value":1},{"value":1,"labels":{"x":"1","y":"2","\\u0078":"3"}}]},{"name":"b","name":"c","metrics":[]}]',
      ),
    ).toEqual(["key-repeated /0/metrics/1 a: x", "key-repeated /1 c: name"]);
    expect(rawIssues('[{"metrics":{"a":1,"a":2},"name":"b"}]')).toContain("key-repeated /0 b: a");
    expect(rawIssues('[{"name":"b","a":[0,{"x":1,"x":2}],"metrics":[]}]')).toContain("key-repeated /0 b: x");
    expect(rawIssues('[{"name":"b","metrics":[],"metrics":[]}]')).toEqual(["key-repeated /0 b: metrics"]);
    expect(rawIssues('[{"name":"b","help":"\\"{\\"","help":"","metrics":[]}]')).toEqual([
      "key-repeated /0 b: help",
    ]);
  });

  it("refuses numbers that are too large for a 64-bit float", () => {
    expect(rawIssues('{"a": 1e999}')).toEqual([
      'json-shape /a a: expected a number as the value of "a", got a number too large for a 64-bit float',
    ]);
  });
});

describe("decodeJson with an object of names and numbers", () => {
  it("makes a gauge of each name, in their order", () => {
    expect(
      decoded('{"build_duration_seconds": 42.5, "a": "+Inf", "constructor": "NaN", "1": 0}').families,
    ).toMatchObject([
      {
        type: "gauge",
        name: "build_duration_seconds",
        help: "",
        metrics: [{ value: 42.5, labels: { names: [] } }],
      },
      { name: "a", metrics: [{ value: Number.POSITIVE_INFINITY }] },
      { name: "constructor", metrics: [{ value: Number.NaN }] },
      { name: "1", metrics: [{ value: 0 }] },
    ]);
    expect(decoded("{}").families).toEqual([]);
    expect(decoded("{}").notes).toEqual([]);
  });

  it("reports values that are not numbers, and repeated names", () => {
    expect(rawIssues('{"a": 1, "b/~": {}, "a": null}')).toEqual([
      "key-repeated /a a: a",
      'json-shape /a a: expected a number as the value of "a", got null',
      'json-shape /b~1~0 b/~: expected a number as the value of "b/~", got an object',
    ]);
  });

  it("leaves out values that are not numbers", () =>
    expect(decoded('{"a": null, "b": 1}').families).toMatchObject([{ name: "b" }]));

  it.each([
    ["5", "the number 5"],
    ["null", "null"],
    ['"a"', 'the text "a"'],
    ["false", "false"],
  ])("leaves %s to its rule, because it is not an exposition", (payload, got) => {
    expect(rawIssues(payload)).toEqual([
      `json-shape  : expected a list of families, or an object of names and numbers, got ${got}`,
    ]);
    expect(decoded(payload).families).toEqual([]);
  });

  it("scans nesting to 16 levels, and stops at deeper nesting", () => {
    expect(rawIssues(nested(16))).toEqual(["json-shape /0 : expected a family (an object), got a list"]);
    for (const depth of [17, 100_000]) {
      expect(rawIssues(nested(depth))).toEqual([
        "json-shape  : the payload is nested far deeper than a list of families; see the documentation of the JSON format",
      ]);
      expect(decoded(nested(depth)).families).toEqual([]);
    }
  });
});

describe("decodeJson with a payload that cannot be read", () => {
  it("ignores a byte order mark, with a note", () => {
    expect(decoded('\ufeff{"a": 1}')).toMatchObject({
      families: [{ name: "a" }],
      notes: [{ code: "byte-order-mark", detail: "the byte order mark at the start was ignored" }],
    });
  });

  it.each([
    ["[1, 2", "1:6 , or ], got the end of the payload"],
    ["{\n  a: 1}", '2:3 a key in double quotes or }, got "a"'],
    ["{'a': 1}", `1:2 a key in double quotes or }, got "'a'"`],
    [`{${"\n".repeat(11)}${" ".repeat(11)}a: 1}`, '12:12 a key in double quotes or }, got "a"'],
    ["a 1\n", '1:1 a value, got "a"'],
    ["}]", '1:1 a value, got "}"'],
    [",", '1:1 a value, got ","'],
    [" ", "1:2 a value, got the end of the payload"],
    ["{", "1:2 a key in double quotes or }, got the end of the payload"],
    ['{"a": 1,}', '1:9 a key in double quotes, got "}"'],
    ['{"a": 1, 2}', '1:10 a key in double quotes, got "2"'],
    ['{"a" 1}', '1:6 : after the key, got "1"'],
    ['{"a": 1 "b": 2}', '1:9 , or }, got "\\""'],
    ['{"a": [1}', '1:9 , or ], got "}"'],
    ['{"a": 1]', '1:8 , or }, got "]"'],
    ["[1,]", '1:4 a value, got "]"'],
    ['["a" 1]', '1:6 , or ], got "1"'],
    ["[1 2]", '1:4 , or ], got "2"'],
    ['{"ab": 1}\n{"c": 2}', '2:1 nothing after the value, got "{"'],
    ['{"ab": 1} // it', '1:11 nothing after the value, got "//"'],
    ['{"é😀": -}', '1:8 a value, got "-"'],
    ['{"a": 01}', '1:8 , or }, got "1"'],
    ['{"a": +1}', '1:7 a value, got "+1"'],
    ['{"a": .5}', '1:7 a value, got ".5"'],
    ['{"a": 1.}', '1:8 , or }, got "."'],
    ['{"a": 1e}', '1:8 , or }, got "e"'],
    ['{"a": True}', '1:7 a value, got "True"'],
    ['{"a": [true, false, null, -1.5E+3, {}, [], [[]], nul]}', '1:50 a value, got "nul"'],
    ['{"a": NaN}', '1:7 a value, got "NaN"; write it in double quotes'],
    ['{"a": -Infinity}', '1:7 a value, got "-Infinity"; write it in double quotes'],
    ['{"a": \u001b[31mx}', '1:7 a value, got "\\u001b"'],
    ['{"a', `1:4 ${CLOSING_QUOTE}, got the end of the payload`],
    ['{"a\n": 1}', `1:4 ${CLOSING_QUOTE}, got "\\n"`],
    ['{"a": "b\tc"}', `1:9 ${CLOSING_QUOTE}, got "\\t"`],
    ['{"a\\', `1:4 ${ESCAPE}, got "\\\\"`],
    ['{"\\q": 1}', `1:3 ${ESCAPE}, got "\\\\q"`],
    ['{"a": "\\n\\u00e9\\u00e"}', `1:16 ${ESCAPE}, got "\\\\u00e"`],
  ])("refuses %j at its first place that is not JSON", (payload, expected) => {
    const place = expected.slice(0, expected.indexOf(" "));
    expect(issues(payload)).toEqual([
      `json-invalid ${place}: the payload is not JSON: expected ${expected.slice(place.length + 1)}`,
    ]);
  });

  it("leaves out the place if the parser does not know it", () => {
    const result = decodeJson(Buffer.from("x"), () => ({
      ok: false,
      error: { at: undefined, detail: "no" },
    }));
    expect(result).toMatchObject({
      ok: false,
      error: {
        issues: [{ code: "json-invalid", detail: "the payload is not JSON: no", location: undefined }],
      },
    });
  });

  it("does not count a byte order mark as a column", () =>
    expect(issues("\ufeff[,")).toEqual([expect.stringMatching(/^json-invalid 1:2: /)]));

  it("refuses bytes that are not UTF-8 at their place", () =>
    expect(issues(Buffer.from('{\n"a\xff": 1}', "latin1"))).toEqual([
      "not-utf8 2:3: the payload is not valid UTF-8 here; encode names, label values and HELP texts as UTF-8",
    ]));

  it("refuses keys that change a prototype, also with escapes", () => {
    const refused = (key: string, pointer: string): string =>
      `key-forbidden ${pointer}: the key "${key}" is not allowed, since it can change what other keys mean; rename or remove it`;
    expect(issues('{"a": 1, "__proto__": 1}')).toEqual([refused("__proto__", "/__proto__")]);
    expect(issues('[{"name":"a","metrics":[{"labels":{"\\u005f_proto__":"x"}}]}]')).toEqual([
      refused("__proto__", "/0/metrics/0"),
    ]);
    expect(issues('[{"constructor":{"prototype":1}}]')).toEqual([refused("prototype", "/0")]);
    expect(issues('{"constructor": {"x": 1}, "prototype": 1}')).toEqual([]);
  });
});
