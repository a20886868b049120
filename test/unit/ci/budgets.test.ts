import { describe, expect, it } from "@jest/globals";
import { isFatal, judgeBudgets } from "../../../ci/budgets/judge-budgets.ts";
import { parseBudgets } from "../../../ci/budgets/parse-budgets.ts";
import type { Base } from "../../../ci/compare/base.ts";
import type { MeasuredSeries } from "../../../ci/compare/series.ts";

const parsed = (text: string) => {
  const budgets = parseBudgets(text);
  if (!budgets.ok) {
    throw new Error(budgets.error.join("\n"));
  }
  return budgets.value;
};

describe("budgets", () => {
  it.each([
    ["cicd_test_failures: 0", { kind: "at-most", value: 0 }],
    ["cicd_test_failures:0", { kind: "at-most", value: 0 }],
    ["cicd_test_failures=<= 3", { kind: "at-most", value: 3 }],
    ["run_duration_seconds: 10m", { kind: "at-most", value: 600 }],
    ["run_duration_seconds: 1h 2m 3.5s", { kind: "at-most", value: 3_723.5 }],
    ["run_duration_seconds: 90", { kind: "at-most", value: 90 }],
    ["dist_js_bytes: 1.5MB", { kind: "at-most", value: 1_500_000 }],
    ["dist_js_bytes: 10 KiB", { kind: "at-most", value: 10_240 }],
    ["coverage_ratio: >= 80%", { kind: "at-least", value: 0.8 }],
    ["dist_js_bytes: +2%", { kind: "change", change: 0.02, isShare: true }],
    ["coverage_ratio: -1 %", { kind: "change", change: -0.01, isShare: true }],
    ["dist_js_bytes: +10kB", { kind: "change", change: 10_000, isShare: false }],
    ["tests: -0", { kind: "change", change: -0, isShare: false }],
    ["tests : 5", { kind: "at-most", value: 5 }],
    ['tests{suite="unit" }: 5', { kind: "at-most", value: 5 }],
  ])("can be written as %s", (text, bound) =>
    expect(parsed(text)).toMatchObject([{ bound, severity: "fail", text }]),
  );

  it.each([
    ["seconds", { ms: 0.002, s: 2, m: 120, min: 120, h: 7_200 }],
    ["bytes", { B: 2, kB: 2e3, KB: 2e3, MB: 2e6, GB: 2e9, KiB: 2_048, MiB: 2_097_152, GiB: 2_147_483_648 }],
    ["ratio", { "%": 0.02 }],
  ])("can be written with each unit of a metric in %s", (unit, words) => {
    const texts = Object.keys(words).map((word) => `a_${unit}: 2${word}`);
    expect(parsed(texts.join("\n")).map(({ bound }) => bound)).toEqual(
      Object.values(words).map((value) => ({ kind: "at-most", value })),
    );
  });

  it("may have labels, may only warn, and may stand between comments", () => {
    expect(parsed('# sizes\n\n  size_bytes{file="a\\"b", kind="js"}: 5kB  warn\r\n')).toEqual([
      {
        name: "size_bytes",
        labels: { file: 'a"b', kind: "js" },
        bound: { kind: "at-most", value: 5_000 },
        severity: "warn",
        text: 'size_bytes{file="a\\"b", kind="js"}: 5kB  warn',
      },
    ]);
    expect(parsed("tests: 5 warn")).toMatchObject([{ severity: "warn" }]);
  });

  it.each([
    ["+2%", 'line 1, column 1: expected the name of a metric, got "+2%"'],
    [
      "a",
      'line 1, column 2: expected ":" and a limit, for instance "+2%", "10m" or "0", got the end of the line',
    ],
    ["a:", "line 1, column 3: expected a number, got the end of the line"],
    ["a: lots", 'line 1, column 4: expected a number, got "lots"'],
    [
      "a: 10m",
      'line 1, column 6: expected no unit (what a metric is measured in is the end of its name: _seconds, _bytes or _ratio), got "m"',
    ],
    ["a_bytes: 10m", 'line 1, column 12: expected a unit (one of B, kB, KB, MB, GB, KiB, MiB, GiB), got "m"'],
    [
      "a_seconds: 1m 30",
      "line 1, column 17: expected a unit (one of ms, s, m, min, h), got the end of the line",
    ],
    [
      "a: 5 warning",
      'line 1, column 6: expected no unit (what a metric is measured in is the end of its name: _seconds, _bytes or _ratio), got "warning"',
    ],
    [
      "a: 0 fail",
      'line 1, column 6: expected no unit (what a metric is measured in is the end of its name: _seconds, _bytes or _ratio), got "fail"',
    ],
    ["a_bytes: 5kB warn now", 'line 1, column 19: expected the end of the line, or "warn", got "now"'],
    ['a{b="}: 1', 'line 1, column 5: expected the value of the label in double quotes, got "\\"}: 1"'],
    ["a{b: 1", 'line 1, column 3: expected a label, for instance suite="unit", or "}", got "b: 1"'],
    ["# fine\n😀", 'line 2, column 1: expected the name of a metric, got "😀"'],
    ["a: \u202e", 'line 1, column 4: expected a number, got "\\u202e"'],
  ])("report the problem in %p", (text, issue) =>
    expect(parseBudgets(text)).toEqual({ ok: false, error: [`budgets, ${issue}`] }),
  );

  it("report every problem", () =>
    expect(parseBudgets("1\na: 1\n2")).toMatchObject({ ok: false, error: { length: 2 } }));
});

const series = (name: string, value: number, labels: Record<string, string> = {}): MeasuredSeries => ({
  name,
  labels,
  value,
});

const MAIN: Base = {
  kind: "values",
  title: "main",
  series: [series("dist_js_bytes", 1_000_000), series("coverage_ratio", 0.8), series("tests", 0)],
};

describe("a budget's judgement", () => {
  const judge = (text: string, now: readonly MeasuredSeries[], base: Base | undefined = MAIN) =>
    judgeBudgets(parsed(text), now, base).map(({ verdict, sentence }) => [verdict, sentence]);

  it.each([
    ["dist_js_bytes: 1MB", 1e6, "met", "dist_js_bytes is 1 MB, within its budget of at most 1 MB"],
    [
      "dist_js_bytes: 1MB",
      1e6 + 1,
      "exceeded",
      "dist_js_bytes is 1000001, over its budget of at most 1000000",
    ],
    [
      "dist_js_bytes: +2%",
      1.02e6,
      "met",
      "dist_js_bytes is 1.02 MB, within its budget of at most 1.02 MB (1 MB on main, +2 %)",
    ],
    [
      "dist_js_bytes: +2%",
      1.1e6,
      "exceeded",
      "dist_js_bytes is 1.1 MB, over its budget of at most 1.02 MB (1 MB on main, +2 %)",
    ],
    [
      "dist_js_bytes: +10kB",
      1.1e6,
      "exceeded",
      "dist_js_bytes is 1.1 MB, over its budget of at most 1.01 MB (1 MB on main, +10 kB)",
    ],
    [
      "coverage_ratio: -1%",
      0.795,
      "met",
      "coverage_ratio is 79.5 %, not under its budget of at least 79.2 % (80 % on main, -1 %)",
    ],
    ["coverage_ratio: >=80%", 0.7, "exceeded", "coverage_ratio is 70 %, under its budget of at least 80 %"],
    ["coverage_ratio: >=80%", 0.8, "met", "coverage_ratio is 80 %, not under its budget of at least 80 %"],
    ["tests: -0", -1, "exceeded", "tests is -1, under its budget of at least 0 (0 on main, -0)"],
    ["tests: +0", 1, "exceeded", "tests is 1, over its budget of at most 0 (0 on main, +0)"],
  ])("of %s for the value %p is: %s", (text, value, verdict, sentence) =>
    expect(judge(text, [series(text.split(":")[0]!, value)])).toEqual([[verdict, sentence]]),
  );

  it("is about every series of the name, or only those with the given labels", () => {
    const now = [series("a", 1, { suite: "x" }), series("a", 0, { suite: "y" })];
    expect(judge("a: 0", now).map(([verdict]) => verdict)).toEqual(["exceeded", "met"]);
    expect(judge('a{suite="y"}: 0', now).map(([verdict]) => verdict)).toEqual(["met"]);
  });

  it("suggests the nearest name and fails when the metric is missing", () => {
    const judgements = judgeBudgets(parsed("cicd_test_failurs: 0"), [series("cicd_test_failures", 1)], MAIN);
    expect(judgements).toMatchObject([
      {
        verdict: "missing",
        sentence:
          "there is a budget for cicd_test_failurs, and this run has no such metric; did you mean cicd_test_failures?",
      },
    ]);
    expect(judgements.map(isFatal)).toEqual([true]);
  });

  it("suggests the series whose label has the value under another name", () => {
    const now = ["lint", "test"].map((job_name) => series("a", 1, { job_name, state: "executing" }));
    const [[, sentence] = []] = judge('a{task="test"}: 0', now);
    expect(sentence).toMatch(/no such metric; did you mean a\{job_name="test",state="executing"\}\?$/);
    expect(judge('a{task="other"}: 0', now)).toMatchObject([
      ["missing", expect.stringMatching(/no such metric$/)],
    ]);
  });

  it.each([
    ["without a base", undefined, "it is relative, and nothing to compare with is named (compare)"],
    ["without values", { kind: "absent", title: "main", reason: "main has none" }, "main has none"],
    ["for a new metric", { kind: "values", title: "main", series: [] }, "main does not have this metric yet"],
  ] as const)("stays open %s, and does not fail the build", (_, base, reason) => {
    const judgements = judgeBudgets(parsed("a: +2%"), [series("a", 1)], base);
    expect(judgements).toMatchObject([
      { verdict: "open", sentence: `the budget of a was not judged, because ${reason}` },
    ]);
    expect(judgements.map(isFatal)).toEqual([false]);
  });

  it("only warns if the budget says so", () =>
    expect(judgeBudgets(parsed("a: 0 warn\nb: 0 warn"), [series("a", 1)], undefined).map(isFatal)).toEqual([
      false,
      false,
    ]));
});
