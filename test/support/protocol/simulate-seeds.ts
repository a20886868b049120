import type { Profile } from "./draw.ts";
import { simulate } from "./world.ts";

/** The worlds with the seeds `first`, `first + step` and so on, below `end`. */
export interface Seeds {
  readonly first: number;
  readonly end: number;
  readonly step: number;
}

/** By event: how often it occurred. Answers are counted by status. */
export type EventCounts = ReadonlyMap<string, number>;

const TRACED_LINES = 120;
const TRACED_FRAMES = 50;

/**
 * Simulates worlds one after the other. Throws an error with the events before the violation if one violates a property.
 *
 * @param onWorld called with the events of each world
 */
export const simulateSeeds = async (
  { first, end, step }: Seeds,
  profile: Profile,
  onWorld: (counts: EventCounts) => void,
): Promise<void> => {
  for (let seed = first; seed < end; seed += step) {
    const { violation, counts } = await simulate(seed, { profile });
    if (violation !== undefined) {
      throw new Error(await describeViolation(seed, profile));
    }
    const { answered, ...others } = counts;
    onWorld(new Map(Object.entries({ ...others, ...answered })));
  }
};

/** Simulates the world again, with the events before the violation. */
const describeViolation = async (seed: number, profile: Profile): Promise<string> => {
  Error.stackTraceLimit = TRACED_FRAMES;
  const { violation, trace } = await simulate(seed, { profile }, "traced");
  const [world = ""] = trace;
  const end = trace.findIndex((line) => line.includes("VIOLATION")) + 1;
  return [
    `world ${seed} violates ${violation?.property}: ${violation?.detail}`,
    world,
    ...trace.slice(Math.max(1, end - TRACED_LINES), end),
  ].join("\n");
};
