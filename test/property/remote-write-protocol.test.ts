import { describe, expect, it } from "@jest/globals";
import { ABLATIONS } from "../support/remote-write/ablations.ts";
import { type Ablation, simulateRemoteWrite } from "../support/remote-write/simulated-world.ts";
import { toRuns } from "../support/test-length.ts";

/** Each world has 15 to 50 runs of remote write. */
const WORLDS = Number(process.env["SIMULATION_WORLDS"] ?? toRuns({ short: 6, full: 700 }));
/** Set it to simulate other worlds by hand. */
const FIRST_WORLD = Number(process.env["SIMULATION_FIRST"] ?? 1);
/** Without a clause, a violation must occur within so many worlds. */
const MOST_WORLDS_TO_BREAK = 100;
const TRACED_LINES = 120;

/** A world that soon breaks without each clause. The search starts there. */
const SOON_BROKEN: Readonly<Record<keyof typeof ABLATIONS, number>> = {
  "timestamps ascend from run to run": 36,
  "a lease keeps runs apart": 18,
  "what a run could not send, the next one sends": 87,
  "the store is read consistently": 68,
  "a write that is applied late is in the margin": 66,
  "series that are gone are remembered": 9,
  "groups that nobody pushes are sent again": 8,
};

describe("remote write", () => {
  it(`sends what the store holds, and no value goes back, in ${WORLDS} simulated worlds`, async () => {
    const sums = new Map<string, number>();
    for (let seed = FIRST_WORLD; seed < FIRST_WORLD + WORLDS; seed++) {
      const { violation, counts } = await simulateRemoteWrite(seed);
      if (violation !== undefined) {
        throw new Error(await describeViolation(seed));
      }
      for (const [what, count] of Object.entries(counts)) {
        sums.set(what, (sums.get(what) ?? 0) + count);
      }
    }
    console.info(`${WORLDS} worlds: ${JSON.stringify(Object.fromEntries(sums))}`);
    // Each kind of disturbance has occurred.
    for (const event of ["runs complete", "runs held", "stale markers", "deletes", "expired"]) {
      expect({ event, happened: (sums.get(event) ?? 0) > 0 }).toEqual({ event, happened: true });
    }
  }, 1_800_000);

  it.each(Object.entries(SOON_BROKEN) as [keyof typeof ABLATIONS, number][])(
    "needs: %s",
    async (clause, firstWorld) => {
      const ablation: Ablation = ABLATIONS[clause];
      for (let seed = firstWorld; seed < firstWorld + MOST_WORLDS_TO_BREAK; seed++) {
        if ((await simulateRemoteWrite(seed, ablation)).violation !== undefined) {
          return;
        }
      }
      throw new Error(`no world of ${MOST_WORLDS_TO_BREAK} fails without it`);
    },
    300_000,
  );
});

const describeViolation = async (seed: number): Promise<string> => {
  const { violation, trace } = await simulateRemoteWrite(seed, {}, "traced");
  return `world ${seed}: ${violation}\n${trace.slice(-TRACED_LINES).join("\n")}`;
};
