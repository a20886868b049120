import { type Clock, isWithin } from "../../lambda/model/clock.ts";

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
  /** Undefined: there is no answer yet. */
  let answeredMs: number | undefined;
  return () => {
    if (kept === undefined || (answeredMs !== undefined && !isWithin(answeredMs, now(), freshMs))) {
      answeredMs = undefined;
      kept = ask().then((value) => {
        answeredMs = now();
        return { value, atMs: answeredMs };
      });
      kept.catch(() => {
        kept = undefined;
      });
    }
    return kept;
  };
};
