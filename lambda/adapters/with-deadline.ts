import { err, ok, type Result } from "../model/result.ts";

/** Waits for the work, but no longer than the deadline; what comes later is dropped. Rejects as the work does. */
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
