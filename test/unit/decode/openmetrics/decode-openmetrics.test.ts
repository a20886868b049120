import { describe, expect, it } from "@jest/globals";
import { decodeOpenMetrics } from "../../../../lambda/decode/openmetrics/decode-openmetrics.ts";
import { decodeText } from "../../../../lambda/decode/text/decode-text.ts";
import { encodeExposition } from "../../../../lambda/encode/encode-exposition.ts";
import type { DecodedExposition } from "../../../../lambda/model/decoded-exposition.ts";
import type { Location } from "../../../../lambda/model/exposition.ts";

const decoded = (payload: string): DecodedExposition => {
  const result = decodeOpenMetrics(Buffer.from(payload));
  if (!result.ok) {
    throw new Error(JSON.stringify(result.error));
  }
  return result.value;
};

/** A payload of these lines, with `# EOF` at its end. */
const lines = (...payload: readonly string[]): string => [...payload, "# EOF", ""].join("\n");

const show = (location: Location | undefined): string => Object.values(location!).join(":");

const rawIssues = (payload: string): readonly string[] => {
  const { rawIssues: found, source } = decoded(payload);
  return found.map(({ rule, at, family, found }) =>
    [show(source.locate(at)), rule, family, found].filter((part) => part !== undefined).join(" "),
  );
};

const notes = (payload: string): readonly string[] => decoded(payload).notes.map(({ code }) => code);

const issues = (payload: string | Uint8Array): readonly string[] => {
  const result = decodeOpenMetrics(Buffer.from(payload as string));
  return result.ok ? [] : result.error.issues.map(({ code, location }) => `${show(location)} ${code}`);
};

const expectSameAsText = (openMetrics: string, text: string): void => {
  const result = decodeText(Buffer.from(text));
  if (!result.ok) {
    throw new Error(JSON.stringify(result.error));
  }
  expect(Buffer.from(encodeExposition(decoded(openMetrics).families)).toString("latin1")).toBe(
    Buffer.from(encodeExposition(result.value.families)).toString("latin1"),
  );
  expect(decoded(openMetrics).rawIssues).toEqual([]);
};

describe("decodeOpenMetrics", () => {
  it("reads a counter as the family with its _total", () => {
    expectSameAsText(
      lines(
        "# TYPE requests counter",
        '# HELP requests Requests, \\"all\\" of them.',
        'requests_total{path="/a"} 5.0',
        'requests_total{path="/b"} 6',
      ),
      `# HELP requests_total Requests, "all" of them.
# TYPE requests_total counter
requests_total{path="/a"} 5
requests_total{path="/b"} 6
`,
    );
  });

  it("adds HELP and TYPE to the family that they name", () =>
    expectSameAsText(
      lines("# HELP a b", "# TYPE a gauge", "a 1", "# TYPE u untyped", "u 1"),
      "# HELP a b\n# TYPE a gauge\na 1\nu 1\n",
    ));

  it("keeps the counts of histograms, gauge histograms and summaries", () => {
    const payload = lines(
      "# TYPE h histogram",
      'h_bucket{le="+Inf"} 2',
      "h_count 2",
      "# TYPE g gaugehistogram",
      'g_bucket{le="+Inf"} 3',
      "g_gcount 3",
      "# TYPE s summary",
      "s_count 4",
    );
    expect(decoded(payload).families).toMatchObject([
      { type: "histogram", metrics: [{ count: 2 }] },
      { type: "gaugehistogram", metrics: [{ count: 3 }] },
      { type: "summary", metrics: [{ count: 4 }] },
    ]);
    expect(decoded(lines("# TYPE h histogram", "h_count 2")).families).toMatchObject([
      { type: "histogram", metrics: [{ count: 2 }] },
    ]);
  });

  it("accepts a counter that is declared with its _total", () => {
    expectSameAsText(lines("# TYPE a_total counter", "a_total 1"), "# TYPE a_total counter\na_total 1\n");
  });

  it("reads histograms and summaries", () => {
    expectSameAsText(
      lines(
        "# TYPE h_seconds histogram",
        "# HELP h_seconds How long.",
        'h_seconds_bucket{le="0.5"} 1',
        'h_seconds_bucket{le="+Inf"} 2',
        "h_seconds_count 2",
        "h_seconds_sum 7.5",
        "# TYPE s summary",
        's{quantile="0.5"} 1',
        "s_count 2",
        "s_sum 3",
      ),
      `# HELP h_seconds How long.
# TYPE h_seconds histogram
h_seconds_bucket{le="0.5"} 1
h_seconds_bucket{le="+Inf"} 2
h_seconds_count 2
h_seconds_sum 7.5
# TYPE s summary
s{quantile="0.5"} 1
s_count 2
s_sum 3
`,
    );
  });

  it("reads a gauge histogram with _gcount and _gsum", () => {
    expect(
      decoded(
        lines(
          "# TYPE g gaugehistogram",
          'g_bucket{le="1"} 0.5',
          'g_bucket{le="+Inf"} 2',
          "g_gcount 2",
          "g_gsum -5",
        ),
      ),
    ).toMatchObject({
      families: [
        {
          type: "gaugehistogram",
          name: "g",
          metrics: [{ buckets: [{ upperBound: 1 }, { cumulativeCount: 2 }], count: 2, sum: -5 }],
        },
      ],
      rawIssues: [],
      notes: [],
    });
  });

  it.each([
    ["# TYPE h histogram", "h_count 1", "h h_count"],
    ["# TYPE h histogram", "h_sum 1", "h h_sum"],
    ["# TYPE h gaugehistogram", "h_gcount 1", "h h_count"],
    ["# TYPE s summary", "s_count 1", "s s_count"],
  ])("leaves to its rule a part that occurs twice after %s: %s", (type, line, found) => {
    expect(rawIssues(lines(type, line, line))).toEqual([`3:1 series-repeated ${found}`]);
  });

  it("reads info and stateset as gauges, and unknown and undeclared metrics as untyped", () => {
    expectSameAsText(
      lines(
        "# TYPE build info",
        'build_info{version="1"} 1',
        "# TYPE state stateset",
        'state{state="on"} 1',
        'state{state="off"} 0',
        "# TYPE u unknown",
        "u 1",
        "# TYPE t gauge",
        "t -1.5",
        "nobody_total 3",
        "# HELP only_help Text.",
        "only_help 1",
      ),
      `# TYPE build_info gauge
build_info{version="1"} 1
# TYPE state gauge
state{state="on"} 1
state{state="off"} 0
u 1
# TYPE t gauge
t -1.5
nobody_total 3
# HELP only_help Text.
only_help 1
`,
    );
  });

  it("reads _created samples at any place as the created timestamps of their metrics", () => {
    const payload = lines(
      "# TYPE c counter",
      'c_created{p="2"} 1.7e+09',
      'c_total{p="1"} 5',
      'c_created{p="1"} 1700000000.123',
      'c_total{p="2"} 6',
      "# TYPE d_total counter",
      "d_total 5",
      "d_total_created 5",
      "# TYPE h histogram",
      'h_bucket{le="+Inf"} 2',
      "h_created 0.25",
      "# TYPE s summary",
      "s_created -0.25",
      "s_count 2",
    );
    expect(decoded(payload)).toMatchObject({
      notes: [],
      rawIssues: [],
      families: [
        {
          name: "c_total",
          metrics: [
            { value: 5, created: { seconds: 1_700_000_000, nanos: 123_000_000 } },
            { value: 6, created: { seconds: 1_700_000_000, nanos: 0 } },
          ],
        },
        { name: "d_total", metrics: [{ created: { seconds: 5, nanos: 0 } }] },
        { name: "h", metrics: [{ created: { seconds: 0, nanos: 250_000_000 } }] },
        { name: "s", metrics: [{ count: 2, created: { seconds: -1, nanos: 750_000_000 } }] },
      ],
    });
    expect(decoded(payload).families).toHaveLength(4);
  });

  it.each([
    ["1e-7", { seconds: 0, nanos: 100 }],
    ["-1e-7", { seconds: -1, nanos: 999_999_900 }],
    ["1e-12", { seconds: 0, nanos: 0 }],
    ["-1e-12", { seconds: 0, nanos: 0 }],
    ["-5", { seconds: -5, nanos: 0 }],
    ["0", { seconds: 0, nanos: 0 }],
    ["1", { seconds: 1, nanos: 0 }],
    ["-5.", { seconds: -5, nanos: 0 }],
    ["1.1234567891", { seconds: 1, nanos: 123_456_789 }],
    ["1700000000.123456789", { seconds: 1_700_000_000, nanos: 123_456_789 }],
    ["-5.25", { seconds: -6, nanos: 750_000_000 }],
    ["1e22", { seconds: 1e22, nanos: 0 }],
    ["+Inf", { seconds: Number.POSITIVE_INFINITY, nanos: 0 }],
    ["NaN", { seconds: Number.NaN, nanos: 0 }],
  ])("reads the time %s", (written, created) => {
    const payload = lines("# TYPE c counter", "c_total 1", `c_created ${written}`);
    expect(decoded(payload).families).toMatchObject([{ metrics: [{ created }] }]);
  });

  it("reads exemplars of counters and buckets, with or without a time", () => {
    const payload = lines(
      "# TYPE a counter",
      'a_total 1 # {trace_id="x",span="y"} 0.5 1700000000.123456789',
      'a_total{x="1"} 1 # {} 5',
      "# TYPE h histogram",
      'h_bucket{le="+Inf"} 2 # {b="",a="\\n"} NaN 5',
    );
    expect(decoded(payload)).toMatchObject({
      notes: [],
      rawIssues: [],
      families: [
        {
          metrics: [
            {
              value: 1,
              exemplar: {
                labels: { names: ["span", "trace_id"], values: ["y", "x"] },
                value: 0.5,
                timestamp: { seconds: 1_700_000_000, nanos: 123_456_789 },
              },
            },
            { value: 1, exemplar: { labels: { names: [], values: [] }, value: 5, timestamp: undefined } },
          ],
        },
        {
          metrics: [
            {
              buckets: [
                {
                  exemplar: {
                    labels: { names: ["a", "b"], values: ["\n", ""] },
                    value: Number.NaN,
                    timestamp: { seconds: 5, nanos: 0 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("keeps a unit that is the end of the name", () => {
    const payload = lines("# TYPE a_seconds counter", "# UNIT a_seconds seconds", "a_seconds_total 1");
    expect(decoded(payload).families).toMatchObject([{ name: "a_seconds_total", unit: "seconds" }]);
    expect(decoded(lines("a 1")).families[0]).not.toHaveProperty("unit");
    expect(decoded(lines("# UNIT a_ ", "a_ 1")).families[0]).not.toHaveProperty("unit");
  });

  it.each([
    [
      "carriage returns",
      '# TYPE a gauge\r\n# HELP a b\r\n# HELP c\r\na 1\r\na{b=""} 1 \r\n# EOF\r\n',
      ["carriage-returns"],
    ],
    ["a byte order mark", "\ufeffa 1\n# EOF\n", ["byte-order-mark"]],
    [
      "empty lines and comments",
      lines("", "# one", "  ", "#two three", "#", "a 1", "# longer than it"),
      ["empty-lines", "comments"],
    ],
    ["more blanks", "#  TYPE  a  gauge \n a  1 \n#\tEOF \n", []],
    ["no newline at the end", "a 1\n# EOF", []],
    ["newlines after the end", "a 1\n# EOF\n\r\n \n", []],
    [
      "a unit that is not the end of the name",
      lines("# TYPE a gauge", "# UNIT a seconds", "# UNIT a", "# UNIT b_bytes bytes", "a 1"),
      ["unit-not-in-name"],
    ],
    [
      "a unit at the end of the name, and an empty unit",
      lines("# UNIT b_bytes bytes", "# UNIT a", "a 1"),
      [],
    ],
    ["types in capitals", lines("# TYPE a GAUGE", "a 1"), []],
    ["nothing at all", lines(), []],
  ])("accepts %s", (_, payload, codes) => {
    expect(notes(payload)).toEqual(codes);
    expect(decoded(payload).rawIssues).toEqual([]);
  });

  it.each([
    ["a timestamp", lines("a 1 1.5e9"), ["1:1 timestamp-present a 1.5e9"]],
    [
      "a timestamp before an exemplar",
      lines("# TYPE a counter", "a_total 1 15 # {} 1"),
      ["2:1 timestamp-present a_total 15"],
    ],
    [
      "exemplars at places that cannot have them",
      lines(
        "a 1 # {} 1",
        "# TYPE h histogram",
        "h_sum 1 # {} 1",
        'h_bucket{le="NaN"} 1 # {} 1',
        "# TYPE s summary",
        's{quantile="1"} 1 # {} 1',
      ),
      [
        "1:1 exemplar-misplaced a",
        "3:1 exemplar-misplaced h",
        "4:1 bucket-bound-invalid h NaN",
        "4:1 exemplar-misplaced h",
        "6:1 exemplar-misplaced s",
      ],
    ],
    [
      "an exemplar of a created timestamp, which does not belong to the sample before it",
      lines("# TYPE a counter", "a_total 1 # {} 2", "a_created 1 # {} 3"),
      ["3:1 exemplar-misplaced a_total"],
    ],
    [
      "created timestamps without a metric, twice, and with a bound",
      lines(
        "# TYPE c counter",
        'c_created{a="1"} 5',
        'c_total{a="2"} 1',
        'c_created{a="2"} 5',
        'c_created{a="2"} 5',
        "# TYPE h histogram",
        'h_created{le="1"} 5',
        "# TYPE s summary",
        's_created{quantile="1"} 5',
        "s_created 5",
        "# TYPE t counter",
        'c_created{a="2",a="2"} 5',
      ),
      [
        "5:1 series-repeated c_total c_created",
        "7:1 label-misplaced h le",
        "9:1 label-misplaced s quantile",
        "10:1 series-repeated s s_created",
        "12:1 label-repeated c_total a",
        "2:1 created-misplaced c_total",
        "12:1 created-misplaced c_total",
      ],
    ],
    [
      "created timestamps twice on a counter that has _total in its name",
      lines("# TYPE a_total_b counter", "a_total_b_total 1", "a_total_b_created 5", "a_total_b_created 5"),
      ["4:1 series-repeated a_total_b_total a_total_b_created"],
    ],
    [
      "a counter's sample without _total that has an exemplar",
      lines("# TYPE a counter", "a 1 # {} 1"),
      ["2:1 sample-suffix-missing a"],
    ],
    ["a counter's sample without _total", lines("# TYPE a counter", "a 1"), ["2:1 sample-suffix-missing a"]],
    ["an info's sample without _info", lines("# TYPE a info", "a 1"), ["2:1 sample-suffix-missing a"]],
    [
      "a histogram's sample without suffix",
      lines("# TYPE a histogram", "a 1"),
      ["2:1 sample-suffix-missing a"],
    ],
    [
      "an info named like a counter",
      lines("# TYPE a_total info", "a_total 1"),
      ["2:1 sample-suffix-missing a_total"],
    ],
    ["an unknown type", lines("# TYPE a meter", "a 1"), ["1:10 type-unknown a meter"]],
    ["no type", lines("# TYPE a ", "a 1"), ["1:10 type-unknown a "]],
    ["a second type", lines("# TYPE a gauge", "# TYPE a gauge", "a 1"), ["2:10 type-repeated a gauge"]],
    ["a late type", lines("a 1", "# TYPE a gauge"), ["2:10 type-after-samples a gauge"]],
    [
      "a sample with a suffix whose name has only a HELP line",
      lines("# HELP a b", "a_sum 1", "# TYPE a_total gauge", "# TYPE a_total gauge"),
      ["4:16 type-repeated a_total gauge"],
    ],
    ["a second HELP", lines("# HELP a b", "# HELP a c", "a 1"), ["2:10 help-repeated a c"]],
    ["a late HELP", lines("a 1", "# HELP a b"), ["2:10 help-after-samples a b"]],
    ["a bucket without le", lines("# TYPE a histogram", "a_bucket 1"), ["2:1 bucket-without-le a"]],
    [
      "families that would expose the same sample, in both orders",
      lines(
        "# TYPE a counter",
        "# TYPE a_created gauge",
        "b_total 1",
        "# TYPE b counter",
        "# TYPE c gauge",
        "c_total 1",
      ),
      ["2:8 name-collision a_created a", "4:10 name-collision b_total b"],
    ],
  ])("leaves %s to its rule", (_, payload, found) => {
    expect(rawIssues(payload)).toEqual(found);
  });

  it.each([
    ["a metric name", ['{"my.metric",a="x"} 1'], ["1:2 metric-name-utf8 my.metric my.metric"]],
    ["label names", ['a{"my.label"="x"} 1'], ["1:3 label-name-utf8 a my.label"]],
    [
      "a metric name that was declared",
      ['# TYPE "my metric" counter', '# UNIT "my metric" s', '{"my metric"} 1 # {} 1'],
      ["1:8 metric-name-utf8 my metric my metric"],
    ],
  ])("leaves names in quotes to their rule: %s", (_, payload, found) => {
    expect(rawIssues(lines(...payload))).toEqual(found);
  });

  it.each([
    ["no # EOF", "a 1\n", ["1:4 eof-missing"]],
    ["nothing", "", ["1:1 eof-missing"]],
    ["text after # EOF", "a 1\n# EOF\nb 1\n", ["3:1 text-after-eof"]],
    ["text on the line of # EOF", "# EOF x\n", ["1:7 text-after-eof"]],
    ["a second # EOF", "# EOF\n# EOF\n", ["2:1 text-after-eof"]],
    ["a line that is not a sample", lines("5 a"), ["1:1 metric-name-expected"]],
    ["a carriage return alone", lines("\ra 1"), ["1:1 metric-name-expected"]],
    ["a quoted name", lines('{"a"} 1'), ["1:1 metric-name-missing"]],
    ["a quoted label name", lines('a{"b"="c"} 1'), ["1:3 label-name-expected"]],
    ["a quoted name in TYPE", lines('# TYPE "a" counter'), ["1:8 comment-name-invalid"]],
    [
      "labels of an exemplar that do not end",
      lines('a_total 1 # {"b.c"="d"} 1'),
      ["1:14 label-name-expected"],
    ],
    ["a name with another character", lines("a-b 1"), ["1:2 metric-name-unfinished"]],
    ["labels that do not end", lines('a{b="c" 1'), ["1:9 labels-unfinished"]],
    ["an unknown escape", lines('a{b="ü\\q"} 1'), ["1:7 escape-unknown"]],
    ["no value", lines("a", 'a{b="c"}'), ["1:2 value-expected", "2:9 value-expected"]],
    [
      "a value that is not a number",
      lines("a b", "a 0x10", "a -1e999"),
      ["1:3 value-invalid", "2:3 value-invalid", "3:3 value-too-large"],
    ],
    [
      "a time that is not a number",
      lines("a 1 b", "a 1 NaN", "a 1 +Inf"),
      ["1:5 timestamp-invalid", "2:5 timestamp-invalid", "3:5 timestamp-invalid"],
    ],
    ["text after the time", lines("a 1 2 3"), ["1:7 line-unfinished"]],
    [
      "texts that are not exemplars",
      lines("a 1 # 5", "a 1 # {b=} 1", "a 1 # {} x", "a 1 # {} 1 x", "a 1 # {} 1 2 3", "a 1 # {}"),
      [
        "1:5 exemplar-invalid",
        "2:10 label-quote-expected",
        "3:10 exemplar-invalid",
        "4:12 exemplar-invalid",
        "5:14 line-unfinished",
        "6:9 exemplar-invalid",
      ],
    ],
    [
      "a HELP, TYPE or UNIT line without a name",
      lines("# TYPE", "# HELP 5 x", "# TYPE 5a gauge", "# TYPE a-b gauge"),
      [
        "1:7 comment-name-invalid",
        "2:8 comment-name-invalid",
        "3:8 comment-name-invalid",
        "4:8 comment-name-invalid",
      ],
    ],
    [
      "text after a type",
      lines("# TYPE a gauge x", "# UNIT a b c"),
      ["1:16 line-unfinished", "2:12 line-unfinished"],
    ],
    ["an unknown escape in HELP", lines("# HELP a ü\\q"), ["1:11 help-escape-unknown"]],
    ["lost newlines", "# TYPE a gauge a 1 # TYPE b gauge b 2 # EOF", ["1:1 newlines-lost"]],
    ["bytes that are not UTF-8", Buffer.from("a 1\n# HELP a \xff\n# EOF\n", "latin1"), ["2:10 not-utf8"]],
  ])("refuses %s", (_, payload, found) => {
    expect(issues(payload)).toEqual(found);
  });

  it("says what was found and how to fix it", () => {
    const result = decodeOpenMetrics(Buffer.from("a 1 # x\nb 1 2 c\nc 1 d\nd 1 # {}\n# EOF e\n"));
    expect(result.ok ? [] : result.error.issues.map(({ detail }) => detail)).toEqual([
      'expected an exemplar such as # {trace_id="1"} 0.5 after the value, got "#"',
      'expected the end of the line, got "c"; put each series on its own line',
      'expected an exemplar or the end of the line after the value, got "d"; put each series on its own line',
      'expected an exemplar such as # {trace_id="1"} 0.5 after the value, got the end of the line',
      'expected nothing after the line # EOF, got "e"; move # EOF to the end',
    ]);
    const cut = decodeOpenMetrics(Buffer.from("a 1\n"));
    expect(cut.ok ? [] : cut.error.issues.map(({ detail }) => detail)).toEqual([
      "the payload does not end with the line # EOF, so it may have been cut short; add that line at its end",
    ]);
  });

  it("shows only an unknown escape, and the whole token for other issues", () => {
    const details = (payload: string): readonly string[] => {
      const result = decodeOpenMetrics(Buffer.from(payload));
      return result.ok ? [] : result.error.issues.map(({ detail }) => detail);
    };
    expect(details(lines('a{b="\\qxyz"} 1'))).toEqual([expect.stringContaining('"\\\\q"')]);
    expect(details(lines('a{b="\\🎉xyz"} 1'))).toEqual([expect.stringContaining('"\\\\🎉"')]);
    expect(details(lines("# HELP a \\qxyz"))).toEqual([expect.stringContaining('"\\\\q"')]);
    expect(details(lines("a xyz"))).toEqual([expect.stringContaining('"xyz"')]);
  });

  it("notes what it accepted", () => {
    const detailsOf = (payload: string): readonly string[] =>
      decoded(payload).notes.map(({ detail }) => detail);
    expect(detailsOf("\ufeff\r\n# one\n# EOF\n")).toEqual([
      "the byte order mark at the start was ignored",
      "empty lines, which OpenMetrics does not have, were ignored",
      "carriage returns at the end of lines were ignored",
      "comments, which OpenMetrics does not have, were ignored",
    ]);
    expect(detailsOf(lines("# UNIT a seconds", "# UNIT b bytes"))).toEqual([
      'the name "a" does not end with the unit "seconds", as OpenMetrics requires, so the unit was dropped; name the metric "a_seconds"',
    ]);
  });

  it("takes only one blank between a name and its HELP text away", () =>
    expect(decoded(lines("# HELP  a  \tb ", "a 1")).families).toMatchObject([{ help: " \tb " }]));

  it("keeps a HELP text and a unit after the samples, for all families that they have become", () =>
    expect(
      decoded(lines("# TYPE a_bytes counter", "a_bytes_total 1", "# HELP a_bytes b", "# UNIT a_bytes bytes"))
        .families,
    ).toMatchObject([{ name: "a_bytes_total", help: "b", unit: "bytes" }]));

  it("does not include a carriage return in a HELP text", () =>
    expect(decoded("# HELP a b\r\na 1\n# EOF\n").families).toMatchObject([{ help: "b" }]));

  it("also counts the issues that it does not list", () => {
    const result = decodeOpenMetrics(Buffer.from(lines(...Array<string>(1_000).fill("a b"))));
    expect(result).toMatchObject({ ok: false, error: { code: "payload-unreadable", total: 1_000 } });
    expect(result.ok ? 0 : result.error.issues.length).toBe(20);
  });
});
