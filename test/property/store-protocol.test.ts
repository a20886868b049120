import { describe, expect, it } from "@jest/globals";
import { CLAUSES, type Clause, type Weakening } from "../support/protocol/clauses.ts";
import type { Profile } from "../support/protocol/draw.ts";
import { SCRIPTS, ScriptedWorld } from "../support/protocol/scripts.ts";
import { simulateMany } from "../support/protocol/simulate-many.ts";
import { simulate } from "../support/protocol/world.ts";
import { toRuns } from "../support/test-length.ts";

const WORLDS = Number(process.env["SIMULATION_WORLDS"] ?? toRuns({ short: 100, full: 20_000 }));
/** Set it to simulate other worlds by hand. */
const FIRST_WORLD = Number(process.env["SIMULATION_FIRST"] ?? 1);
const JUMPING_WORLDS = toRuns({ short: 15, full: 2_000 });
const OWN_GROUP_WORLDS = Number(process.env["OWN_GROUP_WORLDS"] ?? toRuns({ short: 15, full: 2_000 }));
/**
 * In these worlds no unanswered write is applied late, and no group expires. Either could fail because of the clocks.
 */
const CLOCKS_JUMP: Profile = {
  clockJumps: { of: "functions", mostMs: 300_000 },
  beginning: "open",
  times: { lateWriteMs: 0 },
  expireAfterMs: 900_000,
};
/** Without a clause, a violation must occur within so many worlds. */
const MOST_WORLDS_TO_BREAK = 3_000;

/** The first world that breaks without each clause. The search starts there. */
const FIRST_BROKEN: Readonly<Record<Clause, number>> = {
  "1: the blind write compares the fingerprint": 2,
  "1: the blind write compares the time": 11,
  "2: entries are written under the version that was read": 3,
  "2: a push takes idle away": 23,
  "2: what is remembered counts from when it was read": 41,
  "3: the guard of the write": 8,
  "4: the group is written if it is exactly what was read": 3,
  "5: an addition has a limit": 29,
  "6: the guard of the relay": 6,
  "7: the store is asked before the relay": 1,
  "8: a DELETE writes a tombstone": 7,
  "8: a DELETE writes a tombstone where there is none to delete": 45,
  "9: an expiry is conditional on what was scanned": 16,
  "11: what the Pushgateway lacks is repaired": 11,
  "11: what the Pushgateway has too much is repaired": 1,
  "12: counts are conditional on what was scanned": 30,
  "12: a tombstone stays for as long as an entry": 69,
  "15: a label is opened only after K runs": 17,
  "16: a new store is opened only after runs that have taken all over": 3_144,
  "17: a restored store is opened only D after the first run": 10,
};

describe("the protocol of the store", () => {
  it(`keeps its promises in ${WORLDS} simulated worlds`, async () => {
    const counts = await simulateMany({ first: FIRST_WORLD, count: WORLDS });
    console.info(`${WORLDS} worlds: ${JSON.stringify(Object.fromEntries(counts))}`);
    // Each kind of event has occurred often.
    for (const [event, least] of Object.entries(LEAST_PER_WORLD)) {
      expect({ event, isOften: (counts.get(event) ?? 0) >= least * WORLDS }).toEqual({
        event,
        isOften: true,
      });
    }
  }, 1_800_000);

  it(`keeps them in ${OWN_GROUP_WORLDS} worlds in which each run writes the proxy's own group`, async () => {
    const counts = await simulateMany({ first: FIRST_WORLD, count: OWN_GROUP_WORLDS }, { hasOwnGroup: true });
    expect(counts.get("ownGroups")).toBeGreaterThan(5 * OWN_GROUP_WORLDS);
  }, 1_800_000);

  it(`loses nothing in ${JUMPING_WORLDS} worlds in which the clocks of functions are sometimes minutes off`, async () => {
    const counts = await simulateMany({ first: FIRST_WORLD, count: JUMPING_WORLDS }, CLOCKS_JUMP);
    expect(counts.get("pushes")).toBeGreaterThan(30 * JUMPING_WORLDS);
  }, 1_800_000);

  it.each(Object.entries(FIRST_BROKEN) as [Clause, number][])(
    "needs clause %s",
    async (clause, firstWorld) => {
      const weakening: Weakening = CLAUSES[clause];
      for (let seed = firstWorld; seed < firstWorld + MOST_WORLDS_TO_BREAK; seed++) {
        if ((await simulate(seed, weakening)).violation !== undefined) {
          return;
        }
      }
      throw new Error(`no world of ${MOST_WORLDS_TO_BREAK} fails without it`);
    },
    300_000,
  );

  it.each(Object.entries(SCRIPTS))("needs clause %s, as a specially made world shows", async (_, script) => {
    expect(await ScriptedWorld.play(script, script.belief)).toBeDefined();
    expect(await ScriptedWorld.play(script)).toBeUndefined();
  });
});

const LEAST_PER_WORLD: Readonly<Record<string, number>> = {
  pushes: 30,
  200: 8,
  202: 8,
  409: 4,
  429: 0.1,
  502: 0.02,
  503: 5,
  runs: 20,
  released: 3,
  repaired: 1,
  expired: 1,
  opened: 1,
  remembered: 10,
};
