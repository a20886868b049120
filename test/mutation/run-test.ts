import { type TestResult, TestStatus } from "@stryker-mutator/api/test-runner";
import type { CollectedTest } from "./mini-jest.ts";

export interface IdentifiedTest extends CollectedTest {
  readonly id: string;
  readonly file: string;
}

/** A test whose process has had nothing to do for so long waits for something that will not come. */
const STALLED_MS = 5_000;

/** Runs a test to its end, or until it waits for something that will not come. */
export const runTest = async (test: IdentifiedTest): Promise<TestResult> => {
  const started = performance.now();
  const base = { id: test.id, name: test.name, fileName: test.file };
  const stall = detectStall();
  try {
    await Promise.race([test.run(), stall.promise]);
    return { ...base, timeSpentMs: performance.now() - started, status: TestStatus.Success };
  } catch (error) {
    return toFailed(base, error);
  } finally {
    stall.end();
  }
};

/** Rejects when a test stalls. On a busy machine a test can take long without a stall, so that idle time alone counts. */
const detectStall = (): { readonly promise: Promise<never>; end(): void } => {
  const { promise, reject } = Promise.withResolvers<never>();
  const idleMs = (): number => performance.eventLoopUtilization().idle;
  const startMs = idleMs();
  const timer = setInterval(() => {
    if (idleMs() - startMs >= STALLED_MS) {
      reject(new Error(`it waits for something that does not come: idle for ${STALLED_MS} ms`));
    }
  }, STALLED_MS / 4);
  return { promise, end: () => clearInterval(timer) };
};

export const toFailed = (
  test: { readonly id: string; readonly name: string },
  error: unknown,
): TestResult => ({
  ...test,
  timeSpentMs: 0,
  status: TestStatus.Failed,
  failureMessage: error instanceof Error ? error.message : String(error),
});
