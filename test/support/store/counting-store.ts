import type { Store } from "../../../lambda/store/store.ts";
import { intercept } from "./disturbed-store.ts";

/** Requests to a store, and the items that they read. */
export interface StoreCounts {
  writes: number;
  readRequests: number;
  readItems: number;
}

export interface CountingStore extends Store {
  readonly counts: StoreCounts;
  /** Restarts the counts at 0, and returns the earlier ones. */
  restart(): StoreCounts;
}

const WRITES: ReadonlySet<string> = new Set([
  "overwrite",
  "write",
  "bury",
  "mark",
  "remove",
  "add",
  "addRefusals",
]);

/** Counts every request, including refused and unanswered ones. */
export const countRequests = (store: Store): CountingStore => {
  const counts: StoreCounts = { writes: 0, readRequests: 0, readItems: 0 };
  const counting = intercept(store, (_, name, [first], send) => {
    if (WRITES.has(name)) {
      counts.writes += 1;
    }
    if (name === "read" || name === "isEmpty") {
      counts.readRequests += 1;
      counts.readItems += Array.isArray(first) ? first.length : 1;
    }
    return send();
  });
  return {
    ...counting,
    counts,
    restart: () => {
      const counted = { ...counts };
      Object.assign(counts, { writes: 0, readRequests: 0, readItems: 0 });
      return counted;
    },
  };
};
