import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { MAX_LABELS } from "../../../../lambda/decode/part-limit.ts";
import { decodeText } from "../../../../lambda/decode/text/decode-text.ts";
import type { DecodedExposition } from "../../../../lambda/model/decoded-exposition.ts";
import { countSeries, type MetricFamily } from "../../../../lambda/model/exposition.ts";
import type { Refusal } from "../../../../lambda/model/refusal.ts";

const read = (payload: string | Uint8Array): DecodedExposition => {
  const result = decodeText(Buffer.from(payload as string));
  if (!result.ok) {
    throw new Error(JSON.stringify(result.error));
  }
  return result.value;
};

const refuse = (payload: string | Uint8Array): Refusal => {
  const result = decodeText(Buffer.from(payload as string));
  if (result.ok) {
    throw new Error("it was read");
  }
  return result.error;
};

/** Families without their positions. */
const familiesOf = (payload: string): unknown =>
  JSON.parse(
    JSON.stringify(read(payload).families, (key, value: unknown) => {
      if (key === "at" || key === "countAt") {
        return undefined;
      }
      return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
    }),
  );

/** Issues as `line:column code`. */
const issuesOf = (payload: string | Uint8Array): readonly string[] =>
  refuse(payload).issues.map(({ code, location }) => {
    const { line, column } = location as { line: number; column: number };
    return `${line}:${column} ${code}`;
  });

/** Raw issues as `line:column rule family found`. */
const rawIssuesOf = (payload: string): readonly string[] => {
  const { rawIssues, source } = read(payload);
  return rawIssues.map(({ rule, family, at, found }) => {
    const { line, column } = source.locate(at) as { line: number; column: number };
    return [`${line}:${column}`, rule, family, ...(found === undefined ? [] : [found])].join(" ");
  });
};

const notesOf = (payload: string): readonly string[] => read(payload).notes.map(({ code }) => code);

const untyped = (name: string, value: number | string, labels: Record<string, string> = {}): unknown => ({
  type: "untyped",
  name,
  help: "",
  metrics: [{ labels: { names: Object.keys(labels), values: Object.values(labels) }, value }],
});

describe("samples", () => {
  it("reads a payload of a client library", () => {
    const { families } = read(readFileSync(join(import.meta.dirname, "../../../corpus/sample.prom")));
    expect(families.map(({ name, type }) => `${type} ${name}`)).toEqual([
      "counter sample_requests_total",
      "gauge sample_requests_created",
      "gauge sample_cpu_usage_percent",
      "gauge sample_memory_usage_bytes",
      "histogram sample_request_duration_seconds",
      "gauge sample_request_duration_seconds_created",
      "summary sample_request_latency_seconds",
      "gauge sample_request_latency_seconds_created",
      "gauge sample_job_last_success_unixtime",
      "gauge sample_job_duration_seconds",
    ]);
    expect(families.reduce((sum, family) => sum + countSeries(family), 0)).toBe(37);
    expect(families.reduce((sum, { metrics }) => sum + metrics.length, 0)).toBe(16);
  });

  it.each([
    ["nothing around it", "a 1\n"],
    ["no newline at the end", "a 1"],
    ["blanks around it", " \ta \t1 \t\n"],
    ["empty lines", "\n \n\na 1\n\n"],
    ["carriage returns", "\r\na 1\r\n"],
    ["a byte order mark", "\ufeffa 1\n"],
    ["empty braces", "a{}1\n"],
    ["blanks around empty braces", "a { } 1\n"],
    ["comments", "# \n#\n# EOF\n# UNIT a seconds\n# HELP\n# TYPE\n# HELP a\n#TYPE a\na 1\n# anything {\n"],
  ])("reads a value with %s", (_, payload) => expect(familiesOf(payload)).toEqual([untyped("a", 1)]));

  it.each(["TYPE", "HELP"])("takes a word that only begins with %s for a comment", (keyword) => {
    for (const at of [0, 1, 2, 3]) {
      const other = `${keyword.slice(0, at)}x${keyword.slice(at + 1)}`;
      expect(familiesOf(`# ${other} b counter\na 1\n`)).toEqual([untyped("a", 1)]);
    }
    expect(familiesOf(`# ${keyword}S b counter\n# ${keyword}\n# ${keyword} \na 1\n`)).toEqual([
      untyped("a", 1),
    ]);
  });

  it("reads a name with colons", () =>
    expect(familiesOf("a:b 1\n:a 2\n")).toEqual([untyped("a:b", 1), untyped(":a", 2)]));

  it("sorts labels by name, drops empty ones and replaces escapes", () => {
    expect(familiesOf(String.raw`a{ c = "1" , b="x\\y\"z\n", e="" , d = "é", } 5`)).toEqual([
      untyped("a", 5, { b: 'x\\y"z\n', c: "1", d: "é" }),
    ]);
  });

  it("reads names that begin like the one of the line before", () => {
    expect(familiesOf("ab 1\na 2\nabc 3\nab 4")).toEqual([
      {
        ...(untyped("ab", 1) as object),
        metrics: [1, 4].map((value) => ({ labels: { names: [], values: [] }, value })),
      },
      untyped("a", 2),
      untyped("abc", 3),
    ]);
  });

  it.each([
    ["a value that is a prefix of the one before", 'a{b="xyz"} 1\na{b="xy"} 1', ["xyz", "xy"]],
    ["a value that begins with the one before", 'a{b="xy"} 1\na{b="xyz"} 1', ["xy", "xyz"]],
    ["an escape after equal characters", String.raw`a{b="xy"} 1${"\n"}a{b="xy\""} 1`, ["xy", 'xy"']],
    ["the same escape twice", String.raw`a{b="\\"} 1${"\n"}a{b="\\"} 1`, ["\\", "\\"]],
  ])("reads %s", (_, payload, values) => {
    const { families } = read(payload);
    expect(families[0]!.metrics.map(({ labels }) => labels.values[0])).toEqual(values);
  });

  it("shares one array between series with the same label names", () => {
    const [family] = read('a{x="1",y="2"} 1\na{y="3",x="4"} 1\nb{x="5",y="6"} 1').families as [MetricFamily];
    expect(family.metrics[0]!.labels.names).toBe(family.metrics[1]!.labels.names);
    expect(family.metrics[1]!.labels).toEqual({ names: ["x", "y"], values: ["4", "3"] });
  });

  it("distinguishes one set of label names from the next", () => {
    const { families } = read('a{x="1"} 1\na{y="1"} 1\na{x="1",z="2"} 1\na 1\na{y="1"} 1\na{} 1');
    expect(families[0]!.metrics.map(({ labels }) => labels.names.join())).toEqual([
      "x",
      "y",
      "x,z",
      "",
      "y",
      "",
    ]);
  });

  it("collects the samples of a family from the whole payload", () => {
    expect(familiesOf("a 1\nb 2\na 3")).toEqual([
      {
        ...(untyped("a", 1) as object),
        metrics: [1, 3].map((value) => ({ labels: { names: [], values: [] }, value })),
      },
      untyped("b", 2),
    ]);
  });
});

describe("types and HELP", () => {
  it.each([
    ["counter", "counter"],
    ["GAUGE", "gauge"],
    ["Untyped", "untyped"],
    ["unknown", "untyped"],
    ["summary", "summary"],
    ["histogram", "histogram"],
    ["gaugehistogram", "gaugehistogram"],
    ["gauge_histogram", "gaugehistogram"],
  ])("reads the type %s", (written, type) => {
    expect(read(`# TYPE a ${written}\n`).families).toEqual([
      { type, name: "a", help: "", metrics: [], at: 7 },
    ]);
    expect(rawIssuesOf(`# TYPE a ${written}\n`)).toEqual([]);
  });

  it("reads a HELP line alone as an untyped family", () => {
    expect(read("# HELP a x\n").families).toEqual([
      { type: "untyped", name: "a", help: "x", metrics: [], at: 7 },
    ]);
  });

  it("reads a HELP text with escapes and blanks", () => {
    expect(read('# HELP a  x\\\\y\\n\\"z" \n').families[0]!.help).toBe('x\\y\n"z" ');
  });

  it("reads a HELP text that starts with a carriage return", () =>
    expect(read("# HELP a \rx\n").families[0]!.help).toBe("\rx"));

  it("reads the HELP of a name that a histogram owns as that of the histogram", () => {
    expect(
      read("# TYPE h histogram\n# HELP h_count x\n").families.map(({ name, help }) => [name, help]),
    ).toEqual([["h", "x"]]);
  });

  it.each([
    ["a type twice", "# TYPE a gauge\n# TYPE a counter\n", "2:10 type-repeated a counter"],
    ["a type after samples", "a 1\n# TYPE a counter\n", "2:10 type-after-samples a counter"],
    [
      "a type after buckets",
      '# TYPE h histogram\nh_bucket{le="1"} 1\n# TYPE h gauge',
      "3:10 type-after-samples h gauge",
    ],
    [
      "a type after quantiles",
      "# TYPE s summary\ns_sum 1\n# TYPE s gauge",
      "3:10 type-after-samples s gauge",
    ],
    ["HELP after buckets", "# TYPE h histogram\nh_sum 1\n# HELP h x", "3:10 help-after-samples h x"],
    ["an unknown type", "# TYPE a info\n", "1:10 type-unknown a info"],
    ["HELP twice", "# HELP a x\n# HELP a y\n", "2:10 help-repeated a y"],
    ["HELP after samples", "a 1\n# HELP a y\n", "2:10 help-after-samples a y"],
    [
      "a type for a name that a histogram owns",
      "# TYPE h histogram\n# TYPE h_sum gauge\n",
      "2:14 name-collision h_sum h",
    ],
  ])("leaves %s to its rule", (_, payload, rawIssue) => {
    expect(rawIssuesOf(payload)).toEqual([rawIssue]);
  });
});

describe("a HELP text after samples", () => {
  it("is kept, because its rule can be off", () =>
    expect(read("a 1\n# HELP a y\n").families[0]!.help).toBe("y"));

  it("can be there only once", () =>
    expect(rawIssuesOf("a 1\n# HELP a y\n# HELP a z\n")).toEqual([
      "2:10 help-after-samples a y",
      "3:10 help-repeated a z",
    ]));
});

describe("histograms", () => {
  it("joins lines with equal labels, in any order, with buckets ascending", () => {
    const payload = [
      "# TYPE h histogram",
      'h_bucket{a="1",le="+Inf"} 3',
      'h_bucket{le="1",a="1"} 2',
      'h_bucket{a="2",le="+Inf"} 7',
      'h_sum{a="1"} 5',
      'h_count{a="2"} 7',
      'h_count{a="1"} 3',
      'h_bucket{a="1",le="-.5"} 1',
    ];
    expect(familiesOf(payload.join("\n"))).toEqual([
      {
        type: "histogram",
        name: "h",
        help: "",
        metrics: [
          {
            labels: { names: ["a"], values: ["1"] },
            buckets: [
              { upperBound: -0.5, cumulativeCount: 1 },
              { upperBound: 1, cumulativeCount: 2 },
              { upperBound: "Infinity", cumulativeCount: 3 },
            ],
            sum: 5,
            count: 3,
          },
          {
            labels: { names: ["a"], values: ["2"] },
            buckets: [{ upperBound: "Infinity", cumulativeCount: 7 }],
            count: 7,
          },
        ],
      },
    ]);
  });

  it("reads a name with a suffix as a separate family if no histogram is declared before it", () => {
    expect(
      read("h_sum 1\n# TYPE h histogram\nh_sum 2\nh_count 1\n").families.map(({ name }) => name),
    ).toEqual(["h_sum", "h"]);
  });

  it("reads a name with a suffix as a separate family if a comment has named it before, even without text", () => {
    const payload = '# HELP h_bucket \n# HELP h_sum\n# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1';
    expect(read(payload).families.map(({ name }) => name)).toEqual(["h_bucket", "h"]);
  });

  it.each([
    ["a suffix that no histogram has", "# TYPE h histogram\nh_old 1", ["h", "h_old"]],
    ["a suffix that no summary has", "# TYPE s summary\ns_old 1", ["s", "s_old"]],
    ["a suffix as long as that of a bucket", "# TYPE h histogram\nh_bucker 1", ["h", "h_bucker"]],
    ["a letter more", "# TYPE h histogram\nhx 1", ["h", "hx"]],
    ["a suffix of a part", "# TYPE h histogram\nh_sum 1\nh_sum_count 2", ["h", "h_sum_count"]],
    [
      "a suffix of a gauge",
      "# TYPE g gauge\ng_sum 1\ng_count 1\ng_bucket 1",
      ["g", "g_sum", "g_count", "g_bucket"],
    ],
    ["a suffix of a name without a type", "# HELP g x\ng_sum 1\ng 1\ng_count 1", ["g", "g_sum", "g_count"]],
  ])("reads a name with %s as a separate family", (_, payload, names) => {
    expect(read(payload).families.map(({ name }) => name)).toEqual(names);
  });

  it.each([
    ["a bucket without le", "h_bucket 1", "2:1 bucket-without-le h"],
    ["a bound that is not a number", 'h_bucket{le="x"} 1', "2:1 bucket-bound-invalid h x"],
    ["a bound that is empty", 'h_bucket{le=""} 1', "2:1 bucket-bound-invalid h "],
    ["a bound with an escape", 'h_bucket{le="1\\\\"} 1', "2:1 bucket-bound-invalid h 1\\"],
    ["the bound NaN", 'h_bucket{le="NaN"} 1', "2:1 bucket-bound-invalid h NaN"],
    ["le beside a sum", 'h_sum{le="1"} 1', "2:1 label-misplaced h le"],
    ["an empty le beside a count", 'h_count{le=""} 1', "2:1 label-misplaced h le"],
    ["a sample without suffix", "h 1", "2:1 sample-out-of-place h h"],
    ["a count twice", "h_count 1\nh_count 1", "3:1 series-repeated h h_count"],
  ])("leaves %s to its rule", (_, lines, rawIssue) => {
    expect(rawIssuesOf(`# TYPE h histogram\n${lines}`)).toEqual([rawIssue]);
    expect(rawIssuesOf(`# TYPE h gaugehistogram\n${lines}`)).toEqual([rawIssue]);
  });
});

describe("summaries", () => {
  it("joins lines with equal labels, with quantiles ascending", () => {
    const payload =
      '# TYPE s summary\ns{quantile="0.9"} 3\ns{quantile="0.5"} NaN\ns_sum 4\ns_count 2\ns{a="b",quantile="1"} 3';
    expect(familiesOf(payload)).toEqual([
      {
        type: "summary",
        name: "s",
        help: "",
        metrics: [
          {
            labels: { names: [], values: [] },
            quantiles: [
              { quantile: 0.5, value: "NaN" },
              { quantile: 0.9, value: 3 },
            ],
            sum: 4,
            count: 2,
          },
          { labels: { names: ["a"], values: ["b"] }, quantiles: [{ quantile: 1, value: 3 }] },
        ],
      },
    ]);
  });

  it("does not own the suffix of buckets", () => {
    expect(read("# TYPE s summary\ns_bucket 1\n").families.map(({ name }) => name)).toEqual([
      "s",
      "s_bucket",
    ]);
  });

  it.each([
    ["a sample without quantile", "s 1", "2:1 quantile-missing s"],
    ["a quantile that is not a number", 's{quantile="x"} 1', "2:1 quantile-invalid s x"],
    ["the quantile NaN", 's{quantile="nan"} 1', "2:1 quantile-invalid s nan"],
    ["quantile beside a sum", 's_sum{quantile="1"} 1', "2:1 label-misplaced s quantile"],
    ["a sum twice", "s_sum 1\ns_sum 1", "3:1 series-repeated s s_sum"],
  ])("leaves %s to its rule", (_, lines, rawIssue) => {
    expect(rawIssuesOf(`# TYPE s summary\n${lines}`)).toEqual([rawIssue]);
  });
});

describe("labels and timestamps", () => {
  it.each([
    ["a label twice", 'a{b="1",b="2"} 1', "1:1 label-repeated a b"],
    ["a reserved label with an empty value", 'a{__b="",c=""} 1', "1:1 label-name-reserved a __b"],
    [
      "a reserved label with an empty value beside one with a value",
      'a{b="__",__c="",__d="x"} 1',
      "1:1 label-name-reserved a __c",
    ],
    ["a timestamp", "a 1 -5", "1:5 timestamp-present a -5"],
    ["a timestamp of many digits", "a 1 1395066363000", "1:5 timestamp-present a 1395066363000"],
    ["a timestamp with blanks after it", "a 1\t+5 ", "1:5 timestamp-present a +5"],
  ])("leaves %s to its rule", (_, payload, rawIssue) => expect(rawIssuesOf(payload)).toEqual([rawIssue]));
});

describe("notes", () => {
  it.each([
    ["carriage-returns", "a 1\r\nb 2\r\n"],
    ["carriage-returns", "# HELP a x\r\n# TYPE a gauge\r\na 1\n"],
    ["trailing-blanks", "a 1 \nb 2\t\n"],
    ["trailing-blanks", "# TYPE a gauge \n"],
    ["type-unknown-as-untyped", "# TYPE a unknown\n# TYPE b UNKNOWN\n"],
    ["byte-order-mark", "\ufeffa 1\n"],
    ["final-newline-missing", "a 1"],
  ])("contain %s once", (code, payload) =>
    expect(notesOf(payload).filter((note) => note === code)).toEqual([code]),
  );

  it.each(['# HELP a x \n# TYPE a gauge\na{b=" "} 1\n', "# TYPE a untyped\na 1\n"])(
    "are empty for a clean payload: %j",
    (payload) => expect(notesOf(payload)).toEqual([]),
  );

  it("say what was accepted", () =>
    expect(read("\ufeff# TYPE a unknown\r\na 1 ").notes).toEqual([
      { code: "byte-order-mark", detail: "the byte order mark at the start was ignored" },
      {
        code: "final-newline-missing",
        detail: "the last line has no newline at its end, but was read",
      },
      {
        code: "type-unknown-as-untyped",
        detail: "the type unknown was read as untyped, which is its name in the text format",
      },
      { code: "carriage-returns", detail: "carriage returns at the end of lines were ignored" },
      { code: "trailing-blanks", detail: "blanks at the end of lines were ignored" },
    ]));

  it("mention only carriage returns if a comment has no text", () => {
    const { notes, rawIssues } = read("# TYPE a \r\n# HELP b \r\n");
    expect([notes.map(({ code }) => code), rawIssues]).toEqual([["carriage-returns"], []]);
  });

  it("leave a HELP text without its carriage return", () =>
    expect(read("# HELP a x\r\n").families[0]!.help).toBe("x"));
});

describe("names in quotes", () => {
  it.each([
    ["a metric name", '{"my.metric"} 1', ["1:2 metric-name-utf8 my.metric my.metric"]],
    ["a metric name with labels", '{"my.metric",a="x"} 1', ["1:2 metric-name-utf8 my.metric my.metric"]],
    ["a metric name after labels", '{a="x", "my.metric"} 1', ["1:9 metric-name-utf8 my.metric my.metric"]],
    ["a metric name with escapes", '{ "é\\"\\\\" } 1', ['1:3 metric-name-utf8 é"\\ é"\\']],
    ["a label name", 'a{"my.label"="x"} 1', ["1:3 label-name-utf8 a my.label"]],
    [
      "each label name",
      'a{x="\\n","l.1" = "x",\t"l.2"= "y",} 1',
      ["1:10 label-name-utf8 a l.1", "1:23 label-name-utf8 a l.2"],
    ],
    [
      "a metric name and a label name",
      '{"my.metric","my.label"="x"} 1',
      ["1:2 metric-name-utf8 my.metric my.metric", "1:14 label-name-utf8 my.metric my.label"],
    ],
    [
      "a metric name, once in a payload",
      '# HELP "my.metric" text\n# TYPE "my.metric" gauge\n{"my.metric"} 1\n{"my.metric",a="x"} 1',
      ["1:8 metric-name-utf8 my.metric my.metric"],
    ],
    ["a label name after one without quotes", 'a{b="x","c.d"="y"} 1', ["1:9 label-name-utf8 a c.d"]],
    ["a label name of a metric in quotes", '{"m","my.label"="x"} 1', ["1:6 label-name-utf8 m my.label"]],
  ])("are left to their rule: %s", (_, payload, issues) => {
    expect(rawIssuesOf(`${payload}\n`)).toEqual(issues);
  });

  it.each([
    ["a metric name that needs no quotes", '{"a"} 1', "1:1 metric-name-missing"],
    ["an empty metric name", '{""} 1', "1:1 metric-name-missing"],
    ["a metric name that does not end", '{"a.b} 1', "1:1 metric-name-missing"],
    ["no comma after a metric name", '{"a.b" c="d"} 1', "1:1 metric-name-missing"],
    ["a label name without a metric name", '{"a.b"="c"} 1', "1:1 metric-name-missing"],
    ["a label name that needs no quotes", 'a{"b"="c"} 1', "1:3 label-name-expected"],
    ["a label name without a value", 'a{"b.c"=d} 1', "1:3 label-name-expected"],
    ["a label name that does not end", 'a{"b.c=1} 1', "1:3 label-name-expected"],
    ["a label without quotes after one with quotes", 'a{"b.c"="d",=} 1', "1:3 label-name-expected"],
    ["braces that do not close", 'a{"b.c"="d"', "1:3 label-name-expected"],
    ["a label without a value before a quoted one", 'a{b,"c.d"="e"} 1', "1:4 label-equals-expected"],
    ["another character than = before a quoted label", 'a{b;"x","c.d"="e"} 1', "1:4 label-equals-expected"],
    [
      "a value without its opening quote before a quoted label",
      'a{b=x","c.d"="e"} 1',
      "1:5 label-quote-expected",
    ],
    ["no label name before a quoted one", 'a{="x","c.d"="e"} 1', "1:3 label-name-expected"],
    [
      "a comment with a name without its opening quote",
      '# TYPE 5my metric" gauge\nx 1',
      "1:8 comment-name-invalid",
    ],
    ["a comment with a name that needs no quotes", '# TYPE "a" gauge', "1:8 comment-name-invalid"],
    ["a comment with an empty name", '# TYPE "" gauge', "1:8 comment-name-invalid"],
    ["a comment with a name that does not end", '# TYPE "a.b gauge', "1:8 comment-name-invalid"],
  ])("do not hide another issue of the line: %s", (_, payload, issue) => {
    expect(issuesOf(payload)).toEqual([issue]);
  });

  it("are reported up to the limit of labels", () => {
    const labels = Array.from({ length: MAX_LABELS + 1 }, (_, index) => `"l.${index}"="x"`);
    expect(rawIssuesOf(`a{${labels.join()}} 1\n`)).toHaveLength(MAX_LABELS);
  });
});

describe("issues", () => {
  it.each([
    ["a digit at the start", "5a 1", "1:1 metric-name-expected"],
    ["another character at the start", "é 1", "1:1 metric-name-expected"],
    ["a lone carriage return", "\rx", "1:1 metric-name-expected"],
    ["no name", '{a="b"} 1', "1:1 metric-name-missing"],
    ["a quoted name", '{"a"} 1', "1:1 metric-name-missing"],
    ["a name with another character", "my-metric 1", "1:3 metric-name-unfinished"],
    ["a name without a blank before the value", "a.5", "1:2 metric-name-unfinished"],
    ["a comment without a name", "# TYPE 5 gauge", "1:8 comment-name-invalid"],
    ["a comment with a name with another character", "# HELP a-b text", "1:8 comment-name-invalid"],
    ["a comment that ends at a carriage return", "# TYPE a\rx", "1:9 comment-name-invalid"],
    ["a comment that ends at a carriage return after a blank", "# TYPE a \rx", "1:10 comment-name-invalid"],
    ["an unknown escape in HELP", "# HELP é é\\t", "1:8 comment-name-invalid"],
    ["an unknown escape in HELP, after known ones", "# HELP a é\\\\\\t", "1:13 help-escape-unknown"],
    ["a backslash at the end of HELP", "# HELP a b\\", "1:11 help-escape-unknown"],
    ["text after a type", "# TYPE a gauge x", "1:16 line-unfinished"],
    ["no label name", "a{=}", "1:3 label-name-expected"],
    ["a comma at the start", 'a{,b="c"} 1', "1:3 label-name-expected"],
    ["two commas", 'a{b="c",,} 1', "1:9 label-name-expected"],
    ["a label name that starts with a digit", 'a{5="c"} 1', "1:3 label-name-expected"],
    ["no equals sign", 'a{b:"c"} 1', "1:4 label-equals-expected"],
    ["no quotes", "a{b=c} 1", "1:5 label-quote-expected"],
    ["a value that does not end", 'a{b="c} 1', "1:5 label-value-unfinished"],
    ["a value that does not end after an escape", 'a{b="\\\\c} 1', "1:5 label-value-unfinished"],
    ["an unknown escape", 'a{b="é\\t"} 1', "1:7 escape-unknown"],
    ["a backslash at the end", 'a{b="c\\', "1:7 escape-unknown"],
    ["no comma", 'a{b="c" d="e"} 1', "1:9 labels-unfinished"],
    ["braces that do not close", 'a{b="c"', "1:8 labels-unfinished"],
    ["no value", "a", "1:2 value-expected"],
    ["no value but a carriage return", "a\r", "1:2 value-expected"],
    ["no value but a blank", "a ", "1:3 value-expected"],
    ["no value after labels", 'a{b="c"}\r', "1:9 value-expected"],
    ["a value that is not a number", "a one", "1:3 value-invalid"],
    ["a decimal comma", "a 1,5", "1:3 value-invalid"],
    ["a number that is too large", "a -1e309", "1:3 value-too-large"],
    ["a hexadecimal number", "a 0x10", "1:3 value-invalid"],
    ["text after the value", "a 1 x", "1:5 timestamp-invalid"],
    ["a timestamp with a fraction", "a 1 1.5", "1:5 timestamp-invalid"],
    ["a carriage return inside a line", "a 1\r2", "1:4 timestamp-invalid"],
    ["text after the timestamp", "a 1 2 3", "1:7 line-unfinished"],
    ["an exemplar", 'a 1 # {b="c"} 1', "1:5 exemplar-unsupported"],
    ["an exemplar without a blank", 'a 1 #{b="c"} 1', "1:5 exemplar-unsupported"],
    ["a comment after a value", "a 1 # b", "1:5 timestamp-invalid"],
    ["braces after a value", 'a 1 b{c="d"}', "1:5 timestamp-invalid"],
  ])("finds %s", (_, line, issue) => {
    expect(issuesOf(`${line}\nx 1\n`)).toEqual([issue]);
    expect(issuesOf(`x 1\n${line}`)).toEqual([issue.replace(/^1/, "2")]);
  });

  it.each([
    [
      "a comment after a value",
      "a 1 # b",
      'expected the end of the line after the value, got "#"; leave timestamps out, and put each series and comment on its own line',
    ],
    [
      "a label name that starts with a digit",
      'a{5="c"} 1',
      'expected a label name or }, got "5=\\"c\\"}"; a label name is letters, digits and _, and does not start with a digit',
    ],
    [
      "a label name in quotes that needs none",
      'a{"b"="c"} 1',
      'expected a label name or }, got "\\"b\\"=\\"c\\"}"; a label name is letters, digits and _, and does not start with a digit: write it without quotes',
    ],
    [
      "a metric name in quotes that needs none",
      '# TYPE "a" gauge',
      'expected a metric name after HELP or TYPE, got "\\"a\\""; a name is letters, digits, _ and :, and does not start with a digit: write it without quotes',
    ],
  ])("says how to fix %s", (_, line, detail) =>
    expect(refuse(`${line}\nx 1\n`).issues[0]!.detail).toBe(detail),
  );

  it("continues at the next line, so that several issues are found", () => {
    expect(issuesOf('a 1\nb{\nc 1\nd{e=} 1\n5\na{b="c"} 1\n')).toEqual([
      "2:3 label-name-expected",
      "4:5 label-quote-expected",
      "5:1 metric-name-expected",
    ]);
  });

  it("counts columns in characters, without a byte order mark", () => {
    expect(issuesOf('\ufeffa{b="é😀"} x')).toEqual(["1:11 value-invalid"]);
  });

  it("reports twenty issues and counts all", () => {
    const { issues, total, detail } = refuse("5\n".repeat(1_000));
    expect([issues.length, total]).toEqual([20, 1_000]);
    expect(detail).toBe(`${issues[0]!.detail} (and 999 more issues)`);
    expect(issues.at(-1)?.location).toEqual({ line: 20, column: 1 });
  });

  it("says what was found, what was expected and how to fix it", () => {
    const { code, detail, issues } = refuse("queue_length 1,5");
    expect([code, issues[0]!.detail]).toEqual(["payload-unreadable", detail]);
    expect(detail).toBe(
      'expected a number as value, got "1,5"; write for instance 12, 0.5, 1.2e9, +Inf or NaN',
    );
  });

  it("shows only the escape, not the text after it", () => {
    expect(refuse('a{b="\\tabc"} 1').issues[0]!.detail).toBe(
      'the label value has an unknown escape "\\\\t"; only \\\\, \\" and \\n are known: write \\\\ for a backslash',
    );
  });

  it("shows the unknown escape of a HELP text", () => {
    expect(refuse("# HELP a b\\tabc").issues[0]!.detail).toBe(
      'the HELP text has an unknown escape "\\\\t"; write \\\\ for a backslash and \\n for a new line',
    );
  });

  it.each([
    ["a type", "# TYPE a gauge counter", '"counter"'],
    ["a type that only a carriage return follows", "# TYPE a gauge\ra 1\r", '"\\r"'],
    ["a timestamp", "a 1 2 3", '"3"'],
  ])("says that the line must end after %s", (_, line, found) => {
    expect(refuse(line).issues[0]!.detail).toBe(
      `expected the end of the line, got ${found}; put each series on its own line`,
    );
  });

  it.each(["", "\n", "\nx 1\n", "\r\n"])("says that the line ends at %j", (end) => {
    expect(refuse(`a{b="c"${end}`).issues[0]!.detail).toBe(
      "expected , or } after the label value, got the end of the line; end the labels with }",
    );
  });

  it("says how labels are separated, and how a quote is written inside a value", () => {
    expect(refuse('a{b="c "d" e"} 1').issues[0]!.detail).toBe(
      'expected , or } after the label value, got "d\\""; separate labels with commas, and write \\" for a quote inside a value',
    );
  });
});

describe("encoding", () => {
  it.each([
    ["in a label value", [0x61, 0x20, 0x31, 0x0a, 0x62, 0xff], "2:2 not-utf8"],
    ["cut short at the end", [0x61, 0xc3], "1:2 not-utf8"],
    ["after characters of several bytes", [...Buffer.from("é€😀"), 0xc0, 0x80], "1:4 not-utf8"],
  ])("refuses bytes that are not UTF-8 %s", (_, bytes, issue) =>
    expect(issuesOf(Uint8Array.from(bytes))).toEqual([issue]),
  );
});

describe("lost newlines", () => {
  it.each([
    ["comments", "# HELP a b# TYPE a counter a 1"],
    ["a comment after a sample", "a 1# TYPE b counter b 2"],
    ["samples", "a 1b 2"],
    ["samples with labels", 'a{b="c"} 1a{b="d"} 2'],
    ["samples with labels and no blank", 'a{b="c"}1.5e9a{b="d"} 2'],
    ["a comment and a sample", "# HELP a texta 1"],
    ["a comment and a sample with a label", '# TYPE a gaugea{b="c"} 1.5e-9'],
    ["a final newline that is left", "# HELP a b# TYPE a counter a 1\n"],
    ["blanks before them", " \t# HELP a b# TYPE a counter\n"],
    ["blanks between them", "# HELP a b \t # TYPE a counter\n"],
    ["a TYPE and a HELP", "# TYPE a gauge# HELP\ta b\n"],
    ["comments without blanks", "#HELP a b#TYPE a counter\n"],
    ["a comment and a value of every kind: a long one", "# HELP a texta 12"],
    ["a comment and a value of every kind: a signed one", "# HELP a texta\t-1.25"],
    ["a comment and a value of every kind: an exponent", "# HELP a texta 1E10"],
    ["a comment and a value of every kind: a signed exponent", "# HELP a texta +1.5e+10"],
    ["a comment and a value of every kind: none", "# HELP a texta NaN"],
    ["a comment and a value of every kind: an infinite one", "# HELP a texta -Inf"],
    ["samples, the value signed", "a -1b 2"],
    ["samples, the value with a fraction", "a\t12.5b 2"],
    ["samples, the value with an exponent", "a +1.5e+10b 2"],
    ["samples, the value with an exponent without sign", "a +1.5e10b 2"],
    ["samples, the name with an underscore first", "a 1_b\t2"],
    ["samples, the name with a colon first", "a 1:b 2"],
    ["samples, the name in capitals", "a 1B 2"],
    ["samples, the name a long one", "a 1b:c_5 2"],
    ["samples, the second one with labels", 'a 1b{c="d"} 2'],
  ])("are recognised in one line of %s", (_, payload) => {
    const { issues, total } = refuse(payload);
    expect([issues[0]!.code, total]).toEqual(["newlines-lost", 1]);
    expect(issues[0]!.detail).toContain("--data-binary");
  });

  it.each([
    ["behind a value", "a 1\\nb 2"],
    ["after the last value", "a 1\\n"],
    ["before a newline", "a 1\\nb 2\n"],
    ["after a type", "# TYPE a gauge\\na 1"],
    ["before a comment", "a 1.5e9\\n# TYPE b gauge\\nb 1"],
    ["after a HELP text", "# HELP a b\\n# TYPE a gauge\\na 1\\n"],
    ["before a comment without blanks", "# HELP a b\\n#TYPE a x"],
    ["after NaN", "a NaN\\nb 1"],
    ["after a value with labels", 'a{b="c\\nd"} 1\\nb 2'],
  ])("are recognised if they are written as escapes %s", (_, payload) => {
    const { issues, total } = refuse(payload);
    expect([issues[0]!.code, total]).toEqual(["newlines-lost", 1]);
    expect(issues[0]!.detail).toContain("printf");
  });

  it.each([
    ["a label value", 'a{b="1\\nc" 1', "labels-unfinished"],
    ["a path without quotes", "a{b=C:\\new} 1", "label-quote-expected"],
    ["a word", "a one\\n", "value-invalid"],
    ["a value after 4,096 characters", `a b${" ".repeat(4_096)}1\\nb 2`, "value-invalid"],
    ["a number that goes on", "a 1\\n5", "value-invalid"],
    ["a payload of several lines", "a 1\\nb 2\nc 3", "value-invalid"],
    ["a label value as long as a payload", `a{b="${"\\n".repeat(2_000_000)}1\\n" 1`, "labels-unfinished"],
  ])("are not suspected in the escapes of %s", (_, payload, code) =>
    expect(refuse(payload).issues[0]!.code).toBe(code),
  );

  it.each([
    ["a HELP text that mentions TYPE", "# HELP a see # TYPE b\na 1"],
    ["a comment that ends in a number, and in a newline", "# HELP a text 1\n"],
    ["a HELP text with an escape after a number", "# HELP a 1\\nb\n"],
    ["a comment alone", "# HELP a text"],
    ["a comment in a comment", "# # HELP a text ## TYPE b"],
    ["a HELP text with a longer word", "# HELP a see# TYPES b"],
    ["a HELP text with words like those of comments", "# HELP a see# HEL b # TYP c #  TYPE d"],
    ["a HELP text with samples, and a newline", "# HELP a 1b 2\n"],
    ...["1 c", "x1", "*1", "1x", "1e", "1e+", "1ex", "1e*5", "1e5x", ".5", "1-5", "NaNs", "in"].map((end) => [
      `a HELP text that ends in ${end}`,
      `# HELP a b ${end}`,
    ]),
    ["a label value that looks like several lines", 'a{b="x 1c # TYPE d "} 1'],
  ])("are not suspected in %s", (_, payload) => expect(decodeText(Buffer.from(payload)).ok).toBe(true));

  it.each([
    ["a single bad value", "a 1b"],
    ...["1-b", "x1b", "xb", "1e+b", "1e+xb", "1e*5b", "1b-", "1b-c", "-b", "1.5,5b"].map((value) => [
      `a bad value and more: ${value}`,
      `a ${value} 2`,
    ]),
    ["two lines", "a 1b 2\n# TYPE c gauge"],
  ])("are not suspected in %s", (_, payload) =>
    expect(refuse(payload).issues[0]!.code).toBe("value-invalid"),
  );

  it("are not suspected in a comment after a sample", () =>
    expect(refuse('a 1 # {b="c"} 1').issues[0]!.code).toBe("exemplar-unsupported"));
});
