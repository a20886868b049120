import { describe, expect, it } from "@jest/globals";
import { type ChangeKind, compare } from "../../../ci/compare/compare.ts";
import { listSeries, type MeasuredSeries, printSeries } from "../../../ci/compare/series.ts";
import type { SampleFamily } from "../../../lambda/model/exposition.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";

const series = (name: string, value: number, labels: Record<string, string> = {}): MeasuredSeries => ({
  name,
  labels,
  value,
});

const verdictOf = (name: string, before: number, now: number, labels?: Record<string, string>): ChangeKind =>
  compare([series(name, now, labels)], [series(name, before, labels)])[0]!.verdict;

describe("a comparison", () => {
  it.each([
    ["fewer failures", "cicd_test_failures", 3, 2, "better"],
    ["more failures", "cicd_test_failures", 0, 1, "worse"],
    ["a smaller file", "dist_js_bytes", 1_000, 999, "better"],
    ["a larger file", "dist_js_bytes", 1_000, 1_001, "worse"],
    ["the same file", "dist_js_bytes", 1_000, 1_000, "equal"],
    ["more coverage", "coverage_ratio", 0.8, 0.81, "better"],
    ["less coverage", "coverage_ratio", 0.8, 0.79, "worse"],
    ["a different number without a known direction", "things", 3, 4, "changed"],
    ["a duration within a tenth", "render_seconds", 10, 11, "equal"],
    ["a duration more than a tenth longer", "render_seconds", 10, 11.1, "worse"],
    ["a duration more than a tenth shorter", "render_seconds", 10, 8.9, "better"],
    ["a tiny duration that doubled", "render_seconds", 0.01, 0.02, "worse"],
    ["one second on a CI system's clock", "cicd_pipeline_task_run_duration_seconds", 2, 3, "equal"],
    ["two seconds on a CI system's clock", "cicd_pipeline_task_run_duration_seconds", 2, 4, "worse"],
    ["NaN twice", "things_bytes", Number.NaN, Number.NaN, "equal"],
    ["a number that became NaN", "things_bytes", 1, Number.NaN, "changed"],
    ["infinity twice", "things_bytes", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, "equal"],
  ] as const)("judges %s", (_, name, before, now, verdict) =>
    expect(verdictOf(name, before, now)).toBe(verdict),
  );

  it("uses a label to see what is counted", () => {
    expect(verdictOf("cicd_test_cases", 1, 2, { result: "failed" })).toBe("worse");
    expect(verdictOf("cicd_test_cases", 1, 2, { result: "passed" })).toBe("better");
    expect(verdictOf("cicd_test_cases", 1, 2, { suite: "failed" })).toBe("changed");
  });

  it.each([
    ["worse", "failure failures failed error errors errored broken"],
    ["worse", "flaky flakes retries retried skipped timeouts cancelled"],
    ["worse", "warning warnings issues violations vulnerabilities duplicates misses missed"],
    ["better", "coverage covered passed hit hits success"],
  ])("is %s when there is more of what one of these words names: %s", (verdict, words) => {
    for (const word of words.split(" ")) {
      expect([word, verdictOf(`ci_${word}`, 1, 2)]).toEqual([word, verdict]);
    }
  });

  it.each(["result", "status", "state", "outcome"])("uses the label %s to see what is counted", (label) =>
    expect(verdictOf("ci_runs", 1, 2, { [label]: "Failed" })).toBe("worse"),
  );

  it("finds new and removed series, and puts the urgent ones first", () => {
    const rows = compare(
      [
        ...[series("f", 2), series("a_bytes", 1), series("b_bytes", 2), series("c_bytes", 3)],
        ...[series("d", 1, { os: "linux" }), series("e", 2)],
      ],
      [
        ...[series("f", 1), series("a_bytes", 1), series("b_bytes", 1), series("c_bytes", 4)],
        ...[series("d", 1, { os: "mac" }), series("e", 1)],
      ],
    );
    expect(rows.map((row) => `${row.verdict} ${printSeries(row)}`)).toEqual([
      "worse b_bytes",
      "better c_bytes",
      "changed e",
      "changed f",
      'new d{os="linux"}',
      'removed d{os="mac"}',
      "equal a_bytes",
    ]);
  });
});

describe("the series of a group", () => {
  const gauge = (name: string, labels: Record<string, string>): SampleFamily => ({
    type: "gauge",
    name,
    help: "",
    at: 0,
    metrics: [
      {
        labels: {
          names: Object.keys(labels).sort(),
          values: Object.keys(labels)
            .sort()
            .map((label) => labels[label]!),
        },
        value: 1,
        at: 0,
      },
    ],
  });

  it("lose the labels of the group, and leave out series that measure nothing", () => {
    const families = [
      gauge("a", { branch: "main", branch_class: "default", job: "ci", os: "linux" }),
      { ...gauge("b", {}), type: "counter" } as const,
      { ...gauge("c", {}), type: "untyped" } as const,
      gauge("push_time_seconds", { job: "ci" }),
      gauge("build_timestamp_seconds", {}),
      gauge("build_info", {}),
      { type: "histogram", name: "h", help: "", at: 0, metrics: [] } as const,
    ];
    const key = GroupingKey.of("ci", [{ name: "branch", value: "main" }]);
    expect(listSeries(families, key)).toEqual([
      { name: "a", labels: { os: "linux" }, value: 1 },
      { name: "b", labels: {}, value: 1 },
      { name: "c", labels: {}, value: 1 },
    ]);
  });
});
