import { withDeadline } from "../../lambda/adapters/waiting.ts";
import { RefusalCounter } from "../../lambda/store/limits/refusal-counter.ts";
import type { Store } from "../../lambda/store/store.ts";

export interface RunningRefusalCounter {
  readonly counter: RefusalCounter;
  /** Adds the counts that have not been added yet. */
  close(): Promise<void>;
}

const ADD_EVERY_MS = 10_000;

/** Counts refusals while the local system runs, and also adds them when no further push comes. */
export const startRefusalCounter = (store: Store): RunningRefusalCounter => {
  const counter = new RefusalCounter({ store, now: Date.now, within: withDeadline });
  const timer = setInterval(() => void counter.addIfDue(), ADD_EVERY_MS).unref();
  return {
    counter,
    close: async () => {
      clearInterval(timer);
      await counter.add();
    },
  };
};
