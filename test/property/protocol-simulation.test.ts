import { describe, expect, it } from "@jest/globals";
import { FLEET_PUSHES } from "../support/simulation/pushes.ts";
import { ScriptedWorld } from "../support/simulation/scripted-world.ts";
import { SCRIPTS } from "../support/simulation/scripts.ts";
import { type Clause, simulate } from "../support/simulation/simulation.ts";
import { toRuns } from "../support/test-length.ts";

const RUNS = toRuns({ short: 200, full: 20_000 });
/** A clause that is left out must show within so many worlds. */
const MOST_WORLDS_TO_BREAK = 5_000;

/** Each with the first world that is known to break without it, where the search begins. */
const CLAUSES: readonly (readonly [Clause, number])[] = [
  ["claims are conditional on the version read", 87],
  ["releases are conditional on the version read", 503],
  ["a claim is used no longer than C", 7],
  ["a claim is looked at again right before sending", 3137],
  ["nothing is released at a DELETE", 1],
  ["what is dead is released only after T", 19],
  ["what is live is not released", 3],
  ["a sweep after a failed one releases nothing", 1521],
  ["a name released by hand is closed first", 7],
  ["an adoption claims", 51],
  ["suffix names are claimed", 5],
  ["sides of label values are claimed", 6],
  ["pushes wait for the seeding", 10],
];

describe("the registry's protocol", () => {
  it(`breaks no page in ${RUNS} simulated worlds`, async () => {
    let sent = 0;
    let refused = 0;
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const outcome = await simulate(seed);
      expect({ seed, broken: outcome.broken }).toEqual({ seed, broken: undefined });
      sent += outcome.sent;
      refused += outcome.refused;
    }
    console.info(`${RUNS} worlds: ${sent} pushes sent, ${refused} refused`);
    expect(sent).toBeGreaterThan(RUNS * 10);
  }, 1_200_000);

  it(`breaks no page in ${RUNS / 20} worlds of fleets whose values outgrow the list`, async () => {
    let owned = 0;
    for (let seed = 1; seed <= RUNS / 20; seed += 1) {
      const { broken, isRestOwned } = await simulate(seed, undefined, FLEET_PUSHES);
      expect({ seed, broken }).toEqual({ seed, broken: undefined });
      owned += Number(isRestOwned);
    }
    console.info(`${RUNS / 20} worlds of fleets: in ${owned} the key side owned the rest at the end`);
    expect(owned).toBeGreaterThan(RUNS / 200);
    expect((await simulate(1, "sides of label values are claimed", FLEET_PUSHES)).broken).toBeDefined();
  }, 600_000);

  it.each(CLAUSES)(
    "needs that %s",
    async (clause, firstWorld) => {
      for (let seed = firstWorld; seed <= firstWorld + MOST_WORLDS_TO_BREAK; seed += 1) {
        const { broken } = await simulate(seed, clause);
        if (broken !== undefined) return;
      }
      throw new Error(`no world of ${MOST_WORLDS_TO_BREAK} breaks without it`);
    },
    300_000,
  );

  it.each(SCRIPTS)("needs that %s, as a world shows that was made for it", async (clause, events) => {
    expect(await new ScriptedWorld(clause).play(events)).toBeDefined();
    expect(await new ScriptedWorld().play(events)).toBeUndefined();
  });
});
