import { describe, expect, it } from "@jest/globals";
import { countTests, parseReport, toFailedFiles, withSecondRun } from "../../runner/test-report.ts";

const IN_CI = { code: 0, isCi: true };
const FAILED_IN_CI = { code: 1, isCi: true };

/** Jest's report of files that each have the given statuses of their tests. */
const toReport = (files: Readonly<Record<string, readonly string[]>>): string =>
  JSON.stringify({
    testResults: Object.entries(files).map(([name, statuses]) => ({
      name,
      status: statuses.length === 0 || statuses.includes("failed") ? "failed" : "passed",
      assertionResults: statuses.map((status) => ({ status })),
    })),
  });

describe("the report of a run of tests", () => {
  it("counts each test, and a file that cannot be loaded as one that failed", () => {
    const report = parseReport(
      toReport({ a: ["passed", "failed", "failed"], b: ["passed"], c: [] }),
      FAILED_IN_CI,
    );
    expect(countTests(report)).toEqual({ passed: 2, failed: 3 });
    expect(toFailedFiles(report)).toEqual(["a", "c"]);
  });

  it.each(["pending", "todo"])("counts a test that is %s as failed in CI only", (status) => {
    const json = toReport({ a: ["passed", status] });
    expect(countTests(parseReport(json, IN_CI))).toEqual({ passed: 1, failed: 1 });
    expect(countTests(parseReport(json, { code: 0, isCi: false }))).toEqual({ passed: 1, failed: 0 });
  });

  it.each([
    { name: "without a report", json: "", code: 1, passed: 0 },
    { name: "without any test", json: toReport({}), code: 0, passed: 0 },
    {
      name: "with an exit code that no test explains",
      json: toReport({ a: ["passed"] }),
      code: 1,
      passed: 1,
    },
  ])("fails $name", ({ json, code, passed }) => {
    expect(countTests(parseReport(json, { code, isCi: true }))).toEqual({ passed, failed: 1 });
  });
});

describe("a second run of the files that failed", () => {
  const first = parseReport(
    toReport({ a: ["passed", "failed"], b: ["passed"], c: ["failed"] }),
    FAILED_IN_CI,
  );

  it("replaces what the first run said of them", () => {
    const second = parseReport(toReport({ a: ["passed", "passed"], c: ["failed"] }), FAILED_IN_CI);
    const both = withSecondRun(first, second);
    expect(countTests(both)).toEqual({ passed: 3, failed: 1 });
    expect(toFailedFiles(both)).toEqual(["c"]);
  });

  it("leaves them failed if it has no report, and counts that, too", () => {
    const both = withSecondRun(first, parseReport("", FAILED_IN_CI));
    expect(countTests(both)).toEqual({ passed: 2, failed: 3 });
    expect(toFailedFiles(both)).toEqual(["a", "c"]);
  });
});
