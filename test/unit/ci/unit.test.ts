import { describe, expect, it } from "@jest/globals";
import { type CiUnit, showAmount, showDifference, unitOf } from "../../../ci/compare/unit.ts";

describe("the unit of a metric", () => {
  it.each([
    ["cicd_pipeline_run_duration_seconds", "seconds"],
    ["cpu_seconds_total", "seconds"],
    ["dist_js_bytes", "bytes"],
    ["coverage_ratio", "ratio"],
    ["cicd_test_failures", "count"],
    ["total", "count"],
  ])("of %s is %s", (name, unit) => expect(unitOf(name)).toBe(unit));
});

describe("an amount", () => {
  const SHOWN: readonly (readonly [number, CiUnit, string])[] = [
    [0, "seconds", "0 s"],
    [0.0123, "seconds", "12.3 ms"],
    [0.9994, "seconds", "999 ms"],
    [0.9996, "seconds", "1 s"],
    [59.94, "seconds", "59.9 s"],
    [59.96, "seconds", "1 min"],
    [245, "seconds", "4 min 5 s"],
    [3_599.4, "seconds", "59 min 59 s"],
    [3_600, "seconds", "1 h"],
    [7_509, "seconds", "2 h 5 min"],
    [-90, "seconds", "-1 min 30 s"],
    [999, "bytes", "999 B"],
    [1_234_567, "bytes", "1.23 MB"],
    [999_900, "bytes", "1 MB"],
    [2.5e9, "bytes", "2.5 GB"],
    [2.5e12, "bytes", "2.5 TB"],
    [1_234.5e12, "bytes", "1,235 TB"],
    [0.8149, "ratio", "81.5 %"],
    [12_345, "count", "12,345"],
    [0.12345, "count", "0.1235"],
    [Number.NaN, "bytes", "NaN"],
    [Number.NEGATIVE_INFINITY, "seconds", "-Inf"],
  ];

  it.each(SHOWN)("of %p %s is %s", (value, unit, shown) => expect(showAmount(value, unit)).toBe(shown));

  it("has a sign when it is a difference; ratios differ by points", () => {
    expect(showDifference(0.4, "seconds")).toBe("+400 ms");
    expect(showDifference(-1_500, "bytes")).toBe("-1.5 kB");
    expect(showDifference(-0.013, "ratio")).toBe("-1.3 points");
  });
});
