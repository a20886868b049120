/** A thread of {@link simulateMany}. It posts the events of each world. */
import { parentPort, workerData } from "node:worker_threads";
import type { Profile } from "./draw.ts";
import { type Seeds, simulateSeeds } from "./simulate-seeds.ts";

export interface SimulationThreadData {
  readonly seeds: Seeds;
  readonly profile: Profile;
}

const { seeds, profile } = workerData as SimulationThreadData;
// Outages are errors, and their stacks cost time. A violation is simulated again with stacks.
Error.stackTraceLimit = 0;
await simulateSeeds(seeds, profile, (counts) => parentPort!.postMessage(counts));
