import type { TestName } from "../metrics.ts";

/** One `<testcase>` of a JUnit file. */
export interface TestExecution extends TestName {
  readonly seconds: number;
  readonly outcome: "passed" | "failed" | "error" | "skipped";
  /**
   * The file itself says that it passed after a failure: Surefire and nextest write all tries into one test case,
   * pytest into several.
   */
  readonly isRetried: boolean;
  /** Why it failed, in one line; empty for a test that passed. */
  readonly message: string;
}

export const toTestKey = ({ suite, name }: TestName): string => JSON.stringify([suite, name]);
