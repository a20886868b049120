import { measure } from "../metric-catalogue.ts";
import type { CiMetric, Collected } from "../metrics.ts";
import { type TestExecution, toTestKey } from "./test-execution.ts";

/** The summary lists only this many. */
const MAX_SLOWEST = 10;

export type TestSummary = Pick<Collected, "metrics" | "slowestTests" | "failedTests" | "flakyTests">;

/**
 * Counts the test cases of all files. A test is flaky if a file says so, or if a test of that suite and name both
 * failed and passed. Its failure still counts, because two tests with the same name look like a retried test, and no
 * failure may be lost.
 */
export const summariseTests = (executions: readonly TestExecution[]): TestSummary => {
  const flaky = findFlaky(executions);
  return {
    metrics: countTests(executions, flaky.length),
    slowestTests: findSlowest(executions).map(({ suite, name, seconds }) => ({ suite, name, seconds })),
    failedTests: [
      ...new Map(executions.filter(isFailed).map((test) => [toTestKey(test), test])).values(),
    ].map(({ suite, name, message }) => ({ suite, name, message })),
    flakyTests: flaky,
  };
};

const isFailed = ({ outcome }: TestExecution): boolean => outcome === "failed" || outcome === "error";

const countTests = (executions: readonly TestExecution[], flaky: number): readonly CiMetric[] => {
  const count = (outcome: TestExecution["outcome"]): number =>
    executions.filter((execution) => execution.outcome === outcome).length;
  const seconds = executions.reduce((sum, execution) => sum + execution.seconds, 0);
  return [
    measure("cicd_test_cases", executions.length, {}),
    measure("cicd_test_failures", count("failed"), {}),
    measure("cicd_test_errors", count("error"), {}),
    measure("cicd_test_skipped", count("skipped"), {}),
    measure("cicd_test_flaky", flaky, {}),
    measure("cicd_test_duration_seconds", toMicroseconds(seconds), {}),
  ];
};

/** Adding decimal fractions creates digits that were not measured. */
const toMicroseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

const findSlowest = (executions: readonly TestExecution[]): readonly TestExecution[] =>
  executions
    .filter(({ seconds }) => seconds > 0)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, MAX_SLOWEST);

const findFlaky = (executions: readonly TestExecution[]): TestSummary["flakyTests"] => {
  const seen = new Map<string, { readonly first: TestExecution; failed: boolean; passed: boolean }>();
  for (const execution of executions) {
    const key = toTestKey(execution);
    const test = seen.get(key) ?? { first: execution, failed: false, passed: false };
    test.failed ||= isFailed(execution) || execution.isRetried;
    test.passed ||= execution.outcome === "passed";
    seen.set(key, test);
  }
  return [...seen.values()]
    .filter(({ failed, passed }) => failed && passed)
    .map(({ first: { suite, name } }) => ({ suite, name }));
};
