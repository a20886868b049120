import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "../model/result.ts";

/** Waits for the work, but no longer than the deadline. A later result is ignored. Rejects if the work rejects in time. */
export const withDeadline = <Value>(
  work: Promise<Value>,
  timeoutMs: number,
): Promise<Result<Value, "late">> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(err("late")), timeoutMs);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(ok(value));
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });

const FIRST_MS = 10;
const LONGEST_MS = 250;

/**
 * Waits for a random time up to 10 ms, 20 ms, 40 ms and so on. Otherwise competing writers would all try again at the same
 * moment.
 */
export const backOff = async (attempt: number): Promise<void> => {
  await sleep(Math.random() * Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS));
};
