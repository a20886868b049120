import { type TestExecution, toTestKey } from "./test-execution.ts";

/**
 * The test cases of a pytest suite, each test once. When pytest-rerunfailures runs a test again, pytest writes a
 * further test case. Only the last one has the outcome; the earlier ones do not say that they failed.
 */
export const mergeReruns = (executions: readonly TestExecution[]): readonly TestExecution[] => {
  const tests = Map.groupBy(executions, toTestKey);
  return [...tests.values()].map((runs) => {
    const last = runs.at(-1)!;
    return { ...last, isRetried: runs.length > 1 && last.outcome === "passed" };
  });
};
