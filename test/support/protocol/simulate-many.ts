import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Profile } from "./draw.ts";
import { type EventCounts, type Seeds, simulateSeeds } from "./simulate-seeds.ts";
import type { SimulationThreadData } from "./simulation-thread.ts";

/** Fewer worlds take less time than threads take to start. */
const FEWEST_IN_THREADS = 1_000;
const WORLDS_PER_PROGRESS_LINE = 2_000;

/**
 * Simulates worlds with successive seeds, many of them on all cores. Returns the sums of their events. Throws an error
 * with the events before the violation if one violates a property.
 */
export const simulateMany = async (
  { first, count }: { readonly first: number; readonly count: number },
  profile: Profile = {},
): Promise<EventCounts> => {
  const sums = new Map<string, number>();
  let done = 0;
  const add = (counts: EventCounts): void => {
    for (const [event, often] of counts) {
      sums.set(event, (sums.get(event) ?? 0) + often);
    }
    done += 1;
    if (done % WORLDS_PER_PROGRESS_LINE === 0) {
      process.stderr.write(`${done} of ${count} worlds\n`);
    }
  };
  const end = first + count;
  if (count < FEWEST_IN_THREADS) {
    await simulateSeeds({ first, end, step: 1 }, profile, add);
  } else {
    const step = availableParallelism();
    await simulateInThreads(
      Array.from({ length: step }, (_, index) => ({ first: first + index, end, step })),
      profile,
      add,
    );
  }
  return sums;
};

const simulateInThreads = async (
  seedsOfThreads: readonly Seeds[],
  profile: Profile,
  onWorld: (counts: EventCounts) => void,
): Promise<void> => {
  const threads = seedsOfThreads.map((seeds) => {
    const workerData: SimulationThreadData = { seeds, profile };
    return new Worker(new URL("./simulation-thread.ts", import.meta.url), { workerData }).on(
      "message",
      onWorld,
    );
  });
  try {
    // `once` rejects at an event `error`.
    await Promise.all(threads.map((thread) => once(thread, "exit")));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
};
