import { describe, expect, it } from "@jest/globals";
import { decodeOpenMetrics } from "../../../lambda/decode/openmetrics/decode-openmetrics.ts";
import { decodeText } from "../../../lambda/decode/text/decode-text.ts";
import type { DecodedExposition, RawIssue } from "../../../lambda/model/decoded-exposition.ts";
import { type Exemplar, type MetricFamily, NO_LABELS } from "../../../lambda/model/exposition.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import type { RuleCode } from "../../../lambda/model/issues/rule-code.ts";
import type { Refusal } from "../../../lambda/model/refusal.ts";
import type { Result } from "../../../lambda/model/result.ts";
import type { Exposition } from "../../../lambda/model/stages.ts";
import { isReservedPattern } from "../../../lambda/validate/rules/metric-name-reserved.ts";
import {
  createStrictValidator,
  createValidator,
  type ValidationSettings,
} from "../../../lambda/validate/validate.ts";
import { gauge, histogram, sample, sampleFamily, summary } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { type Pushed, pushedTo } from "../../support/sent-payloads.ts";

const STRICT: ValidationSettings = { validation: { rules: {} }, scrapeJob: "pushgateway", now: Date.now };

const validateText = (
  payload: string,
  request: Pushed = {},
  settings: ValidationSettings = STRICT,
): Result<Exposition, Refusal> => {
  const decoded = decodeText(Buffer.from(payload));
  if (!decoded.ok) {
    throw new Error(JSON.stringify(decoded.error.issues));
  }
  return createValidator(settings)(decoded.value, pushedTo(request));
};

/** Families that the text decoders cannot return. */
const validateFamilies = (
  families: readonly MetricFamily[],
  rawIssues: readonly RawIssue[] = [],
): Result<Exposition, Refusal> => {
  const decoded: DecodedExposition = {
    families,
    rawIssues,
    notes: [],
    source: { locate: (at) => ({ pointer: `/${at}` }) },
  };
  return createValidator(STRICT)(decoded, pushedTo({ format: "json" }));
};

const errorsOf = (result: Result<Exposition, Refusal>): readonly string[] =>
  result.ok ? [] : result.error.issues.map(({ code, detail }) => `${code}: ${detail}`);

const warningsOf = (result: Result<Exposition, Refusal>): readonly string[] =>
  result.ok ? result.value.warnings.map(({ code }) => code) : ["refused"];

describe("a valid push", () => {
  it("is returned without its empty families, with the number of its series", () => {
    const result = validateText("# TYPE a gauge\n# HELP b_bytes B.\n# TYPE b_bytes gauge\nb_bytes 1\n");
    expect(result.ok && result.value).toMatchObject({
      families: [{ name: "b_bytes" }],
      series: 1,
      warnings: [],
    });
  });

  it("has the decoder's notes as warnings", () => {
    expect(warningsOf(validateText("# HELP a A.\r\na 1\r\n"))).toEqual(["carriage-returns"]);
  });

  it("has twenty warnings at most", () => {
    const payload = Array.from({ length: 50 }, (_, i) => `a${i} 1\n`).join("");
    expect(warningsOf(validateText(payload))).toHaveLength(20);
  });

  it("has warnings about the same names each time", () => {
    const validator = createValidator(STRICT);
    const decoded = decodeText(Buffer.from('# HELP aB A.\naB{cD="1"} 1\n'));
    if (!decoded.ok) {
      throw new Error(decoded.error.detail);
    }
    for (let i = 0; i < 2; i++) {
      expect(warningsOf(validator(decoded.value, pushedTo()))).toEqual([
        "lint-camel-case",
        "lint-camel-case",
      ]);
    }
  });
});

describe("an invalid push", () => {
  it("is refused with its issues in the order of the payload", () => {
    const result = validateText(
      '# TYPE a_total counter\na_total{x="1"} -1\na_total{x="2"} 1 5\nup 1\na_total{x="3"} -1\n',
    );
    expect(result.ok).toBe(false);
    expect(!result.ok && result.error).toMatchObject({
      code: "payload-invalid",
      detail: expect.stringMatching(/^the counter "a_total" is -1; .* \(and 3 more issues\)$/),
      total: 4,
      issues: [
        { code: "counter-value-invalid", location: { line: 2, column: 1 }, family: "a_total" },
        { code: "timestamp-present", location: { line: 3, column: 18 } },
        { code: "metric-name-reserved", location: { line: 4, column: 1 } },
        { code: "counter-value-invalid", location: { line: 5, column: 1 } },
      ],
    });
  });

  it("has issues of the push as a whole first", () => {
    const result = validateText("up 1\n", { key: GroupingKey.of("pushgateway", []) });
    expect(!result.ok && result.error.issues.map(({ code, location }) => [code, location])).toEqual([
      ["job-reserved", undefined],
      ["metric-name-reserved", { line: 1, column: 1 }],
    ]);
  });

  it("is answered with the first twenty of thousands of issues, and their number", () => {
    const lines = Array.from({ length: 3_000 }, (_, i) => `a_total{x="${3_000 - i}"} -1\n`);
    const result = validateText(`# TYPE a_total counter\n${lines.join("")}`);
    expect(!result.ok && [result.error.total, result.error.issues.at(-1)?.location]).toEqual([
      3_000,
      { line: 21, column: 1 },
    ]);
  });

  it("is answered with the detail of the first issue", () => {
    const result = validateText("up 1\n");
    expect(!result.ok && result.error.detail).toBe(!result.ok && result.error.issues[0]?.detail);
  });
});

describe("a raw issue of a decoder", () => {
  it.each<[RuleCode, string, string]>([
    ["value-of-wrong-type", "summary, expected gauge", 'a metric of "a" has summary, expected gauge; give every metric a value of the type of its family'],
    ["key-unknown", "unit", 'the key "unit" is not known here; correct or remove it'],
    ["json-shape", "expected a list", "expected a list"],
    ["metric-name-utf8", "b.c", 'the metric name "b.c" has characters other than letters, digits, _ and :, or starts with a digit; push it as "b_c", or as "U__b_2e_c", from which the name can be restored'],
    ["label-name-invalid", "", "a label name is empty; a name is letters, digits and _, and does not start with a digit"],
    ["label-name-utf8", "b:c", 'the label name "b:c" has characters other than letters, digits and _, or starts with a digit; push it as "b_c", or as "U__b_3a_c", from which the name can be restored'],
    ["label-name-reserved", "__b", 'the label "__b" is reserved: names that start with __ are Prometheus\'s own; rename the label'],
    ["label-misplaced", "le", 'the label "le" is for the buckets of a histogram only; rename or remove it here'],
    ["label-misplaced", "quantile", 'the label "quantile" is for the quantiles of a summary only; rename or remove it here'],
    ["native-counts-mixed", "", 'the native histogram "a" mixes counts of an integer histogram with those of a float one; expected only whole counts with deltas, or only float counts'],
    ["exemplar-misplaced", "", '"a" has an exemplar where none can be; expected it on a counter, on a bucket, or on a native histogram'],
    ["name-collision", "b", 'the family "a" has a name that "b" exposes, too (histograms own _bucket, _sum and _count, summaries _sum and _count); rename one of them'],
    ["series-repeated", 'a{b="1"}', 'the series "a{b=\\"1\\"}" is in the payload twice with the same labels; keep one'],
  ])("becomes one issue of the rule %s with %j", (rule, found, detail) => {
    const rawIssue = { rule, family: "a", at: 1, found };
    expect(validateFamilies([gauge("a")], [rawIssue])).toMatchObject({
      error: { total: 1, issues: [{ code: rule, family: "a", location: { pointer: "/1" }, detail }] },
    });
  }); // biome-ignore format: a table
});

describe("repeated series", () => {
  const repetitions = (lines: readonly string[], labels: Readonly<Record<string, string>> = {}) => {
    const result = validateText(lines.map((line) => `${line}\n`).join(""), { key: keyOf("test", labels) });
    return result.ok
      ? []
      : result.error.issues.map(({ location }) => (location as { readonly line: number }).line);
  };
  const many = Array.from({ length: 12 }, (_, i) => `a{x="${i}",y="${i % 3}"} 1`);

  it.each<[string, readonly string[], readonly number[]]>([
    ["among two", ["a 1", "a 2"], [2]],
    ["among three without order", ['a{x="2"} 1', 'a{x="1"} 1', 'a{x="2"} 1'], [3]],
    ["more than once", ['a{x="1"} 1', 'a{x="1"} 1', 'a{x="1"} 1'], [2, 3]],
    ["among many", [...many, 'a{x="3",y="0"} 1'], [13]],
    ["among many in order", [...many].sort().concat('a{y="2",x="9"} 1'), []],
    ["among several shapes", ['a{x="1"} 1', "a 1", 'a{y="1"} 1', 'a{x="1"} 1', "a 2"], [4, 5]],
    [
      "that only look alike",
      ['a{x="1",y="2"} 1', 'a{x="12"} 1', 'a{x="1",y="2,"} 1', 'a{x="2",y="1"} 1'],
      [],
    ],
    ["that differ only in a label with an empty value", ['a{x=""} 1', "a 1"], [2]],
  ])("are found: %s", (_, lines, expected) => expect(repetitions(lines)).toEqual(expected));

  it("are compared without labels that the grouping key overwrites", () => {
    expect(repetitions(['a{i="1"} 1', 'a{i="2"} 1'], { i: "3" })).toEqual([2]);
    expect(repetitions(['a{i="1"} 1', "a 1"], { i: "3" })).toEqual([2]);
    expect(repetitions(['a{x="1"} 1', 'a{i="2",x="1"} 1'], { i: "3" })).toEqual([2]);
    expect(repetitions(['a{i="1",x="1"} 1', 'a{i="2",x="2"} 1'], { i: "3" })).toEqual([]);
    expect(repetitions([...many.map((line) => line.replace("y=", "i=")), 'a{x="3"} 1'], { i: "3" })).toEqual([
      13,
    ]);
  });

  it("are shown with their labels, and with what the grouping key overwrites", () => {
    const result = validateText('a{i="1",x="1"} 1\na{i="2",x="1"} 1\n', { key: keyOf("test", { i: "3" }) });
    expect(errorsOf(result)).toEqual([
      'series-repeated: the series "a{i=\\"2\\",x=\\"1\\"}" is in the payload twice once the grouping key has overwritten "i"; keep one, or give it a label that differs',
    ]);
    expect(
      errorsOf(validateText('a{i="1",job="1"} 1\na{i="2",job="2"} 1\n', { key: keyOf("test", { i: "3" }) })),
    ).toEqual([
      'series-repeated: the series "a{i=\\"2\\",job=\\"2\\"}" is in the payload twice once the grouping key has overwritten "i", "job"; keep one, or give it a label that differs',
    ]);
    expect(errorsOf(validateText("a 1\na 1\n"))).toEqual([
      'series-repeated: the series "a" is in the payload twice; keep one, or give it a label that differs',
    ]);
  });
});

describe("families that only protobuf and JSON can have", () => {
  const INFINITE: readonly [number, number] = [Number.POSITIVE_INFINITY, 1];
  const totals = { sum: 1, count: 1 };
  const histograms = (...metrics: ReturnType<typeof histogram>[]): MetricFamily & { type: "histogram" } => ({
    type: "histogram",
    name: "h",
    help: "H.",
    metrics,
    at: 0,
  });
  const summaries = (...metrics: ReturnType<typeof summary>[]): MetricFamily => ({
    type: "summary",
    name: "s",
    help: "S.",
    metrics,
    at: 0,
  });
  const codesOf = (...families: readonly MetricFamily[]): readonly string[] =>
    errorsOf(validateFamilies(families)).map((error) => error.split(":")[0]!);

  it.each<[string, readonly string[], MetricFamily]>([
    ["the bound NaN", ["bucket-bound-invalid"], histograms(histogram([[Number.NaN, 1], INFINITE], totals))],
    ["the quantile NaN", ["quantile-invalid"], summaries(summary([[Number.NaN, 1]], totals))],
    ["le beside buckets", ["label-misplaced"], histograms(histogram([INFINITE], totals, { le: "1" }))],
    ["quantile beside quantiles", ["label-misplaced"], summaries(summary([], totals, { quantile: "1" }))],
    ["a negative bucket", ["count-invalid"], histograms(histogram([[Number.NEGATIVE_INFINITY, -1], INFINITE], totals))],
    ["an infinite bucket and count", ["count-invalid", "count-invalid"], histograms(histogram([[Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]], { sum: 1, count: Number.POSITIVE_INFINITY }))],
    ["the count NaN", ["bucket-count-mismatch", "count-invalid"], histograms(histogram([INFINITE], { sum: 1, count: Number.NaN }))],
    ["a negative summary", ["count-invalid"], summaries(summary([], { sum: 1, count: -1 }))],
    ["a bucket above the count", ["bucket-count-mismatch"], histograms(histogram([[1, 2]], totals))],
    ["no bucket at all", [], histograms(histogram([], totals))],
    ["a last bucket with all observations, or with some", [], histograms(histogram([[1, 1]], totals), { ...histogram([[1, 1]], { sum: 1, count: 2 }, { a: "1" }) })],
    ["no observations", [], histograms(histogram([[1, 0], [Number.POSITIVE_INFINITY, 0]], { sum: 0, count: 0 }))],
    ["a summary without observations", [], summaries(summary([], { sum: 0, count: 0 }))],
    ["the greatest count of a summary", [], summaries(summary([], { sum: 0, count: 2 ** 64 - 2048 }))],
    ["a count of a summary over 64 bits", ["count-invalid"], summaries(summary([], { sum: 0, count: 2 ** 64 }))],
    ["le beside buckets of a gauge histogram", ["label-misplaced"], { ...histograms(histogram([INFINITE], totals, { le: "1" })), type: "gaugehistogram" }],
    ["a negative bucket of a gauge histogram", ["count-invalid"], { ...histograms(histogram([[1, -1], INFINITE], totals)), type: "gaugehistogram" }],
    ["the quantiles 0 and 1", [], summaries(summary([[0, 1], [1, 1]], totals))],
    ["no name", ["metric-name-invalid"], gauge("")],
    ["an empty label name", ["label-name-invalid"], sampleFamily("gauge", "a", [sample(1, { "": "x" })])],
    ["half a character in HELP", ["text-not-unicode"], sampleFamily("gauge", "a", [sample(1)], "\ud83d")],
    ["half a character in the unit", ["text-not-unicode"], { ...gauge("a"), unit: "\ud83d" }],
    ["half a character in a label", ["text-not-unicode"], sampleFamily("gauge", "a", [sample(1, { a: "\ud83d" })])],
    ["quantiles below and above", ["quantile-out-of-range", "quantile-out-of-range"], summaries(summary([[-1, 1], [2, 1]], totals))],
  ])("%s", (_, codes, family) => expect([...codesOf(family)].sort()).toEqual(codes)); // biome-ignore format: a table

  it.each<[string, MetricFamily]>([
    ['bucket-bound-invalid: the upper bound of a bucket is NaN; expected a number such as 0.5 or +Inf', histograms(histogram([[Number.NaN, 1], INFINITE], totals))],
    ['quantile-invalid: a quantile is NaN; expected a number from 0 to 1, such as 0.5', summaries(summary([[Number.NaN, 1]], totals))],
    ['count-invalid: the bucket up to -Inf of the histogram "h" counts -1; expected a finite number that is not negative', histograms(histogram([[Number.NEGATIVE_INFINITY, -1], INFINITE], totals))],
    ['count-invalid: the count of the histogram "h" is -1; expected a finite number that is not negative', histograms(histogram([], { sum: 1, count: -1 }))],
    ["text-not-unicode: a HELP text has half of a surrogate pair, which is not a character; write the character itself or both halves", sampleFamily("gauge", "a", [sample(1)], "\ud83d")],
    ["text-not-unicode: a unit has half of a surrogate pair, which is not a character; write the character itself or both halves", { ...gauge("a"), unit: "\ud83d" }],
    ["text-not-unicode: a label value has half of a surrogate pair, which is not a character; write the character itself or both halves", sampleFamily("gauge", "a", [sample(1, { a: "\ud83d" })])],
  ])("%s", (issue, family) => expect(errorsOf(validateFamilies([family]))).toEqual([issue])); // biome-ignore format: a table

  it.each(["histogram", "gaugehistogram", "summary"] as const)(
    "the name of another family that a %s exposes, at the later family",
    (type) => {
      const owner = {
        ...(type === "summary"
          ? summaries(summary([], totals))
          : { ...histograms(histogram([INFINITE], totals)), type }),
        name: "h",
        at: 5,
      } as MetricFamily;
      const part = gauge("h_sum");
      const locationsOf = (...families: readonly MetricFamily[]) => {
        const result = validateFamilies(families);
        return result.ok ? [] : result.error.issues.map(({ code, location }) => [code, location]);
      };
      expect(locationsOf({ ...part, at: 3 }, owner)).toEqual([["name-collision", { pointer: "/5" }]]);
      expect(locationsOf(owner, { ...part, at: 7 })).toEqual([["name-collision", { pointer: "/7" }]]);
    },
  );

  it("one name twice", () => {
    const family = gauge("a");
    expect(codesOf(family, family)).toEqual(["family-repeated"]);
    expect(codesOf(family, { ...family, metrics: [] })).toEqual([]);
  });

  it("label names are judged once for each shape", () => {
    const family = sampleFamily("gauge", "a", [
      sample(1, { "x.y": "1" }),
      sample(1, { z: "1" }),
      { ...sample(1), at: 3 },
    ]);
    expect(codesOf(family)).toEqual(["label-name-utf8"]);
  });
});

describe("exemplars", () => {
  const exemplar = (of: Partial<Exemplar> = {}): Exemplar => ({
    labels: NO_LABELS,
    value: 1,
    timestamp: undefined,
    ...of,
  });
  const onCounter = (of: Partial<Exemplar>): readonly string[] =>
    errorsOf(
      validateFamilies([sampleFamily("counter", "c_total", [{ ...sample(1), exemplar: exemplar(of) }])]),
    );
  const labels = (...names: readonly string[]) => ({ names, values: names.map(() => "1") });

  it.each<[string, Partial<Exemplar>, string]>([
    ["a label without a name", { labels: labels("", "a") }, 'exemplar-label-invalid: an exemplar of "c_total" has a label without a name; expected a name such as trace_id'],
    ["a label twice", { labels: labels("a", "b", "b") }, 'exemplar-label-invalid: an exemplar of "c_total" has the label "b" twice; expected it once'],
    ["half a character in a label value", { labels: { names: ["a"], values: ["\ud83d"] } }, "text-not-unicode: a label of an exemplar has half of a surrogate pair, which is not a character; write the character itself or both halves"],
    ["half a character in a label name", { labels: { names: ["\ud83d"], values: ["1"] } }, "text-not-unicode: a label of an exemplar has half of a surrogate pair, which is not a character; write the character itself or both halves"],
    ["129 characters of labels", { labels: { names: ["a"], values: ["x".repeat(128)] } }, 'exemplar-labels-too-long: the labels of an exemplar of "c_total" have 129 characters; expected at most 128, names and values together'],
    ["a time before 1970", { timestamp: { seconds: -1, nanos: 0 } }, 'exemplar-timestamp-invalid: an exemplar of "c_total" has the timestamp -1; expected seconds since 1970, up to the year 9999, with nanoseconds from 0 to 999999999'],
    ["nanoseconds of a whole second", { timestamp: { seconds: 5, nanos: 1_000_000_000 } }, 'exemplar-timestamp-invalid: an exemplar of "c_total" has the timestamp 5 seconds and 1000000000 nanoseconds; expected seconds since 1970, up to the year 9999, with nanoseconds from 0 to 999999999'],
  ])("do not have %s", (_, of, issue) => expect(onCounter(of)).toEqual([issue])); // biome-ignore format: a table

  it.each<[string, Partial<Exemplar>]>([
    ["no labels", {}],
    ["labels", { labels: labels("a", "b") }],
    ["128 characters of labels", { labels: { names: ["a"], values: ["x".repeat(127)] } }],
    [
      "128 characters of labels that take more units",
      { labels: { names: ["a"], values: ["\ud83d\ude00".repeat(127)] } },
    ],
    ["a whole character", { labels: { names: ["a"], values: ["\ud83d\ude00"] } }],
    ["the last nanosecond of a second", { timestamp: { seconds: 5, nanos: 999_999_999 } }],
  ])("may have %s", (_, of) => expect(onCounter(of)).toEqual([]));

  /** Whether an exemplar with this value is accepted in each of the buckets up to 1, 2 and +Inf. */
  const fits = (value: number): readonly boolean[] => {
    const { buckets, ...rest } = histogram([[1, 1], [2, 2], [Number.POSITIVE_INFINITY, 3]], { sum: 3, count: 3 }); // biome-ignore format: a table
    return buckets.map((bucket) => {
      const placed = buckets.map((one) => (one === bucket ? { ...one, exemplar: exemplar({ value }) } : one));
      const metrics = [{ ...rest, buckets: placed }];
      const errors = errorsOf(
        validateFamilies([{ type: "histogram", name: "h", help: "H.", metrics, at: 0 }]),
      );
      expect(errors.every((error) => error.startsWith("exemplar-outside-bucket: "))).toBe(true);
      return errors.length === 0;
    });
  };

  it.each([
    [Number.NEGATIVE_INFINITY, [true, false, false]],
    [1, [true, false, false]],
    [1.5, [false, true, false]],
    [2, [false, true, false]],
    [2.5, [false, false, true]],
    [Number.POSITIVE_INFINITY, [false, false, true]],
    [Number.NaN, [false, false, true]],
  ])("of %d belong to the lowest bucket that counts it", (value, expected) =>
    expect(fits(value)).toEqual(expected),
  );
});

describe("the created timestamp", () => {
  it.each(["counter", "histogram", "gaugehistogram", "summary"] as const)(
    "of a %s is a valid time",
    (type) => {
      const created = { seconds: 5, nanos: -1 };
      const metrics = {
        counter: [{ ...sample(1), created }],
        histogram: [{ ...histogram([]), created }],
        gaugehistogram: [{ ...histogram([]), created }],
        summary: [{ ...summary([]), created }],
      }[type];
      const family = { type, name: "a", help: "", metrics, at: 0 } as MetricFamily;
      expect(errorsOf(validateFamilies([family]))).toEqual([
        'created-invalid: a series of "a" was created at 5 seconds and -1 nanoseconds; expected seconds since 1970 in the years 1 to 9999, with nanoseconds from 0 to 999999999',
      ]);
    },
  );
});

describe("warnings", () => {
  it.each<[string, string, readonly string[]]>([
    ["a counter in a name without _total", "# TYPE a counter\na 1\n", ["lint-counter-total"]],
    ["_total on a gauge", "# TYPE a_total gauge\na_total 1\n", ["lint-counter-total"]],
    ["_total on an untyped metric", "# TYPE a_total untyped\na_total 1\n", []],
    ["_bucket on a summary", "# TYPE a_bucket summary\na_bucket_sum 1\na_bucket_count 1\n", ["lint-suffix-reserved"]],
    ["_count on a summary", "# TYPE a_count summary\na_count_sum 1\na_count_count 1\n", []],
    ["_sum on an untyped metric", "a_sum 1\n", []],
    ["_counts on a gauge", "# TYPE a_counts gauge\na_counts 1\n", []],
    ["_sum on a histogram", '# TYPE a_sum histogram\na_sum_bucket{le="+Inf"} 1\na_sum_sum 1\na_sum_count 1\n', []],
    ["untyped in the name of an untyped metric", "# TYPE a_untyped untyped\na_untyped 1\n", []],
    ["_sum on a gauge", "# TYPE a_sum gauge\na_sum 1\n", ["lint-suffix-reserved"]],
    ["quantile on a gauge", '# TYPE a gauge\na{quantile="1"} 1\n', ["lint-label-reserved"]],
    ["quantile on an untyped metric", 'a{quantile="1"} 1\n', []],
    ["a base unit with a prefix", "a_kilobytes 1\n", ["lint-unit-not-base"]],
    ["a summary without sum", "# TYPE a summary\na_count 1\n", ["sum-or-count-missing"]],
    ["a summary without count", "# TYPE a summary\na_sum 1\n", ["sum-or-count-missing"]],
    ["a histogram without either", '# TYPE a histogram\na_bucket{le="+Inf"} 1\na_bucket{x="1",le="+Inf"} 1\n', ["sum-or-count-missing"]],
    ["labels that the key overwrites", 'a{job="x"} 1\na{job="x",b="1"} 1\na{b="2"} 1\n', ["label-overwritten"]],
  ])("%s", (_, payload, codes) => {
    const settings = { ...STRICT, validation: { rules: { "lint-help-missing": "off" as const } } };
    expect(warningsOf(validateText(payload, {}, settings))).toEqual(codes);
  }); // biome-ignore format: a table

  it.each([
    [
      "# TYPE a_total gauge\na_total 1\n",
      '"a_total" is not a counter, so it should not have the suffix _total',
    ],
    ['# TYPE a gauge\na{quantile="1"} 1\n', 'the label "quantile" of a gauge is for summaries; rename it'],
    [
      "# TYPE a summary\na_sum 1\n",
      'the summary "a" has no _count here and is exposed as if it had one; push it, too',
    ],
  ])("say what is wrong: %j", (payload, detail) => {
    const settings = { ...STRICT, validation: { rules: { "lint-help-missing": "off" as const } } };
    const result = validateText(payload, {}, settings);
    expect(result.ok && result.value.warnings).toMatchObject([{ detail }]);
  });
});

describe("reserved names", () => {
  it.each(["scrape_duration_seconds", "pushgateway_build_info", "ALERTS", "push_failure_time_seconds"])(
    "include %s",
    (name) => expect(errorsOf(validateText(`${name} 1\n`))).toHaveLength(1),
  );

  it.each([
    ["ALERTS", true],
    ["scrape_*", true],
    ["pushgateway_build_*", true],
    ["up*", false],
    ["*_scrape_", false],
    ["app_pushgateway_*", false],
  ])("are the only names that the pattern %s of a grant matches: %s", (pattern, expected) =>
    expect(isReservedPattern(pattern)).toBe(expected),
  );

  it.each(["upper", "ALERTS_TOTAL", "app_scrape_seconds", "my_pushgateway_up"])("do not include %s", (name) =>
    expect(errorsOf(validateText(`${name} 1\n`))).toEqual([]),
  );
});

describe("a decoded text", () => {
  it("may have counters with the value 0", () =>
    expect(errorsOf(validateText("# TYPE a_total counter\na_total 0\n"))).toEqual([]));

  it("has no counter below zero, with the value shown as Prometheus writes it", () =>
    expect(errorsOf(validateText("# TYPE a_total counter\na_total -Inf\n"))).toEqual([
      'counter-value-invalid: the counter "a_total" is -Inf; a counter is a number that is not negative: push a gauge if it can fall',
    ]));

  it.each([
    [
      "at its last bucket if it has no +Inf bucket",
      'h_bucket{le="2"} 1\nh_sum 1\nh_count 1\n',
      "bucket-infinite-missing",
      3,
    ],
    [
      "at its +Inf bucket if that is not the count",
      'h_bucket{le="+Inf"} 3\nh_sum 1\nh_count 4\n',
      "bucket-count-mismatch",
      3,
    ],
  ])("has an issue %s", (_, rest, code, line) => {
    const result = validateText(`# TYPE h histogram\nh_bucket{le="1"} 1\n${rest}`);
    expect(result).toMatchObject({ ok: false, error: { issues: [{ code, location: { line, column: 1 } }] } });
  });

  it.each(["text", "openmetrics"] as const)("lacks a +Inf bucket in %s if it has no bucket", (format) =>
    expect(errorsOf(validateText("# TYPE h histogram\nh_sum 1\nh_count 1\n", { format }))).toEqual([
      'bucket-infinite-missing: the histogram "h" has no bucket with le="+Inf"; add it with the count of all observations',
    ]),
  );
});

describe("the configuration", () => {
  const NEGATIVE = "# HELP a_total A.\n# TYPE a_total counter\na_total -1\n";

  it.each([
    [undefined, "refused"],
    ["warn" as const, "counter-value-invalid"],
    ["off" as const, undefined],
  ])("with %s for a relaxable rule", (wanted, outcome) => {
    const rules = wanted === undefined ? {} : { "counter-value-invalid": wanted };
    expect(warningsOf(validateText(NEGATIVE, {}, { ...STRICT, validation: { rules } }))[0]).toBe(outcome);
  });

  it("reserves the job of the scrape", () =>
    expect(
      errorsOf(validateText("a 1\n", { key: GroupingKey.of("pgw", []) }, { ...STRICT, scrapeJob: "pgw" })),
    ).toEqual([
      'job-reserved: the job "pgw" is reserved for the Pushgateway\'s own scrape; push under another job',
    ]));

  it("reserves the usual job of the scrape if there is no configuration", () => {
    const pushed = pushedTo({ key: GroupingKey.of("pushgateway", []) });
    const decoded: DecodedExposition = {
      families: [],
      rawIssues: [],
      notes: [],
      source: { locate: () => undefined },
    };
    expect(errorsOf(createStrictValidator(Date.now)(decoded, pushed))).toEqual([
      expect.stringContaining('job-reserved: the job "pushgateway"'),
    ]);
  });

  it("cannot allow the job of the proxy's own metrics", () => {
    const key = GroupingKey.of("pushgateway-proxy", []);
    expect(errorsOf(validateText("a 1\n", { key }, { ...STRICT, scrapeJob: "pgw" }))).toEqual([
      expect.stringContaining(
        'job-reserved: the job "pushgateway-proxy" is reserved for the proxy\'s own metrics',
      ),
    ]);
  });
});

describe("the place of an issue in a histogram or summary", () => {
  const HISTOGRAM = [
    "# TYPE h histogram",
    'h_bucket{le="1"} 1',
    'h_bucket{le="+Inf"} 2',
    "h_sum 3",
    "h_count 2",
  ];
  const SUMMARY = ["# TYPE s summary", 's{quantile="0.5"} 1', 's{quantile="0.9"} 2', "s_sum 3", "s_count 2"];
  /** The payload with another line in place of line `number`. */
  const withLine = (lines: readonly string[], number: number, line: string): string =>
    [...lines.with(number - 1, line), ""].join("\n");

  it.each([
    ["count-invalid", 2, HISTOGRAM, 'h_bucket{le="1"} -1'],
    ["count-invalid", 5, HISTOGRAM, "h_count -2"],
    ["bucket-count-mismatch", 3, HISTOGRAM, 'h_bucket{le="+Inf"} 3'],
    ["bucket-not-cumulative", 3, HISTOGRAM, 'h_bucket{le="+Inf"} 0'],
    ["bucket-repeated", 3, HISTOGRAM, 'h_bucket{le="1.0"} 2'],
    ["bucket-bound-invalid", 3, HISTOGRAM, 'h_bucket{le="x"} 2'],
    ["bucket-without-le", 3, HISTOGRAM, "h_bucket 2"],
    ["label-misplaced", 4, HISTOGRAM, 'h_sum{le="1"} 2'],
    ["series-repeated", 5, HISTOGRAM, "h_sum 2"],
    ["count-invalid", 5, SUMMARY, "s_count 1.5"],
    ["quantile-out-of-range", 3, SUMMARY, 's{quantile="90"} 2'],
    ["quantile-repeated", 3, SUMMARY, 's{quantile=".5"} 2'],
    ["quantile-invalid", 3, SUMMARY, 's{quantile="x"} 2'],
    ["quantile-missing", 3, SUMMARY, "s 2"],
    ["label-misplaced", 5, SUMMARY, 's_count{quantile="1"} 2'],
  ])("%s is reported at line %i", (code, line, lines, wrong) => {
    const payload = withLine(lines, line, wrong);
    expectIssue(decodeText(Buffer.from(payload)), code, line);
    expectIssue(decodeOpenMetrics(Buffer.from(`${payload}# EOF\n`)), code, line);
  });

  it.each([
    ["a counter", "# TYPE c counter\nc_total 1\nc_created 1e15\n# EOF\n", 3],
    ["a counter, before its sample", "# TYPE c counter\nc_created 1e15\nc_total 1\n# EOF\n", 2],
    ["a histogram", `${HISTOGRAM.join("\n")}\nh_created 1e15\n# EOF\n`, 6],
    ["a summary", `${SUMMARY.join("\n")}\ns_created 1e15\n# EOF\n`, 6],
  ])("created-invalid of %s is reported at its line", (_type, payload, line) =>
    expectIssue(decodeOpenMetrics(Buffer.from(payload)), "created-invalid", line),
  );

  const expectIssue = (decoded: ReturnType<typeof decodeText>, code: string, line: number): void => {
    const place = expect.objectContaining({ code, location: expect.objectContaining({ line }) });
    const result = decoded.ok ? createValidator(STRICT)(decoded.value, pushedTo()) : decoded;
    expect(result).toMatchObject({ ok: false, error: { issues: expect.arrayContaining([place]) } });
  };
});
