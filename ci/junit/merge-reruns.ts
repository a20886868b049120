import { type TestExecution, toTestKey } from "./test-execution.ts";

/**
 * The test cases of a suite of pytest, each test once. When pytest-rerunfailures runs a test again, pytest writes a further test
 * case, and of all but the last one it does not write that they failed. The last one has the outcome.
 */
export const mergeReruns = (executions: readonly TestExecution[]): readonly TestExecution[] => {
  const tests = Map.groupBy(executions, toTestKey);
  return [...tests.values()].map((runs) => {
    const last = runs.at(-1)!;
    return { ...last, isRetried: runs.length > 1 && last.outcome === "passed" };
  });
};
