import { describe, expect, it } from "@jest/globals";
import { collectTests } from "../../../ci/junit/collect-tests.ts";
import { listTests } from "../../../ci/summary/test-lists.ts";
import { createFilesInMemory } from "../../support/ci/files-in-memory.ts";

const suite = (...cases: readonly string[]): string => `<testsuite name="s">${cases.join("")}</testsuite>`;
const PASSED = '<testcase name="a" time="0.1"/>';
const FAILED = '<testcase name="a" time="0.2"><failure message="no"/></testcase>';

const collect = (contents: Readonly<Record<string, string>>, ...patterns: readonly string[]) => {
  const collected = collectTests(patterns, createFilesInMemory(contents));
  const values = Object.fromEntries(collected.metrics.map(({ name, value }) => [name, value]));
  return { ...collected, values };
};

describe("collectTests", () => {
  it("adds up all files of all patterns, each file once", () => {
    const { values, warnings } = collect(
      {
        "a/junit.xml": suite(PASSED, FAILED),
        "b/junit.xml": suite(
          '<testcase name="b"><error/></testcase>',
          '<testcase name="c"><skipped/></testcase>',
        ),
      },
      "**/junit.xml",
      "a/*.xml",
    );
    expect(values).toEqual({
      cicd_test_cases: 4,
      cicd_test_failures: 1,
      cicd_test_errors: 1,
      cicd_test_skipped: 1,
      cicd_test_flaky: 1,
      cicd_test_duration_seconds: 0.3,
    });
    expect(warnings).toEqual([]);
  });

  it("recognises a flaky test by its suite and name, and also counts its failure", () => {
    const { values, flakyTests, failedTests } = collect({ "j.xml": suite(FAILED, PASSED) }, "j.xml");
    expect(values).toMatchObject({ cicd_test_cases: 2, cicd_test_failures: 1, cicd_test_flaky: 1 });
    expect(flakyTests).toEqual([{ suite: "s", name: "a" }]);
    expect(failedTests).toEqual([{ suite: "s", name: "a", message: "no" }]);
  });

  it("does not confuse tests of different suites", () =>
    expect(
      collect(
        { "j.xml": `<testsuites>${suite(FAILED)}<testsuite name="t">${PASSED}</testsuite></testsuites>` },
        "j.xml",
      ).flakyTests,
    ).toEqual([]));

  it("does not count a retried test as a failure when its tool wrote one test case", () =>
    expect(
      collect({ "j.xml": suite('<testcase name="a"><flakyFailure/></testcase>') }, "j.xml").values,
    ).toMatchObject({ cicd_test_cases: 1, cicd_test_failures: 0, cicd_test_flaky: 1 }));

  it("lists the slowest tests, the slowest first", () => {
    const cases = Array.from({ length: 30 }, (_, n) => `<testcase name="t${n}" time="${n}"/>`);
    const { slowestTests } = collect({ "j.xml": suite(...cases) }, "j.xml");
    expect(slowestTests.map(({ name }) => name)).toEqual([
      "t29",
      "t28",
      "t27",
      "t26",
      "t25",
      "t24",
      "t23",
      "t22",
      "t21",
      "t20",
    ]);
  });

  it("lists all failed and flaky tests, so that the summary knows their number", () => {
    const cases = Array.from(
      { length: 60 },
      (_, n) => `<testcase name="t${n}"><failure/></testcase><testcase name="t${n}"/>`,
    );
    const { metrics: _, ...tests } = collect({ "j.xml": suite(...cases) }, "j.xml");
    expect(listTests(tests)).toContain("<summary>60 failed tests</summary>");
    expect(listTests(tests)).toContain("<summary>60 flaky tests, which");
    const { failedTests, flakyTests, values } = collect({ "j.xml": suite(...cases) }, "j.xml");
    expect([failedTests.length, flakyTests.length]).toEqual([60, 60]);
    expect(values).toMatchObject({ cicd_test_failures: 60, cicd_test_flaky: 60 });
  });

  it("leaves out a file that cannot be read, and warns with the reason", () => {
    const { values, warnings } = collect({ "a.xml": suite(PASSED), "b.xml": "<testsuite>" }, "*.xml");
    expect(values).toMatchObject({ cicd_test_cases: 1 });
    expect(warnings).toEqual([
      'junit: "b.xml" is left out: it is not well-formed XML (line 1, column 12); was its tool ended before it had written the whole file?',
    ]);
  });

  it("names at most ten of the files that it leaves out", () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`pom${n}.xml`, "<project/>"]));
    const { warnings, values } = collect({ ...files, "a.xml": suite(PASSED) }, "*.xml");
    expect(warnings.length).toBe(11);
    expect(warnings.at(-1)).toBe("junit: 20 more files left out; give a narrower pattern");
    expect(values).toMatchObject({ cicd_test_cases: 1 });
  });

  it("gives no metrics without a file, and warns with the fix", () => {
    const { metrics, warnings } = collect({}, "**/junit.xml");
    expect(metrics).toEqual([]);
    expect(warnings).toEqual([
      'junit: no file matches "**/junit.xml": let the tests write a JUnit file, and run this step after them (`if: always()`)',
    ]);
  });

  it("leaves out a file that is too large, and one that no longer exists", () => {
    const files = createFilesInMemory({ "j.xml": suite(PASSED) });
    const large = collectTests(["j.xml"], { ...files, sizeOf: () => 128 * 1_048_576 + 1 });
    expect(large.warnings).toEqual([expect.stringContaining("at most 128 MB a file")]);
    expect(collectTests(["j.xml"], { ...files, sizeOf: () => 128 * 1_048_576 }).warnings).toEqual([]);
    const gone = collectTests(["gone.xml"], { ...files, find: () => ["gone.xml"] });
    expect(gone.warnings).toEqual(['junit: "gone.xml" is left out: it cannot be read (ENOENT)']);
  });

  it("reads at most 256 MB in all", () => {
    const files = createFilesInMemory(
      Object.fromEntries(["a", "b", "c"].map((n) => [`${n}.xml`, suite(PASSED)])),
    );
    const { warnings, metrics } = collectTests(["*.xml"], { ...files, sizeOf: () => 128 * 1_048_576 });
    expect(warnings).toEqual([expect.stringMatching(/"c\.xml" is left out: .* 256 MB in all/)]);
    expect(metrics.find(({ name }) => name === "cicd_test_cases")?.value).toBe(2);
  });

  it.each([
    [10_000, []],
    [10_001, [expect.stringContaining("10001 files match, and only 10000 are read")]],
  ])("reads at most ten thousand files: of %p", (length, expected) => {
    const { warnings, metrics } = collectTests(["*"], {
      ...createFilesInMemory({}),
      find: () => Array.from({ length }, (_, n) => `${n}.xml`),
      sizeOf: () => 1,
      read: () => [Buffer.from(suite(PASSED))],
    });
    expect(warnings).toEqual(expected);
    expect(metrics.find(({ name }) => name === "cicd_test_cases")?.value).toBe(10_000);
  });

  it("keeps a line break in a file name or pattern out of the warning", () => {
    const { warnings } = collect({ "a\n::error::b.xml": "x" }, "*.xml", "c\n::set-output name=d::e");
    expect(warnings.length).toBe(2);
    for (const warning of warnings) {
      expect(warning).not.toContain("\n");
    }
  });
});
