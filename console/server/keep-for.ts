import type { Clock } from "../../lambda/model/clock.ts";

export interface Kept<Value> {
  readonly value: Value;
  readonly atMs: number;
}

/** Asks once for concurrent requests, and again only when the answer is stale. */
export const keepFor = <Value>(
  { now, freshMs }: { readonly now: Clock; readonly freshMs: number },
  ask: () => Promise<Value>,
): (() => Promise<Kept<Value>>) => {
  let kept: Promise<Kept<Value>> | undefined;
  let untilMs = 0;
  return () => {
    if (kept === undefined || now() >= untilMs) {
      untilMs = Number.POSITIVE_INFINITY;
      kept = ask().then((value) => {
        untilMs = now() + freshMs;
        return { value, atMs: now() };
      });
      kept.catch(() => {
        untilMs = 0;
      });
    }
    return kept;
  };
};
