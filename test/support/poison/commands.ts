import fc from "fast-check";
import { Random } from "../random.ts";
import type { CheckedRival } from "./checked-rival.ts";
import { drawDelete, drawPush, type PoisonPush } from "./draw-push.ts";
import type { PageWatch } from "./page-watch.ts";
import type { ProxyUnderTest } from "./proxy-under-test.ts";
import type { RelayedGroups } from "./relayed-groups.ts";
import type { RestartablePushgateway } from "./restartable-pushgateway.ts";
import type { Tally } from "./tally.ts";

/** What the commands run against, and the counts of what happened. */
export interface Arena {
  readonly proxy: ProxyUnderTest;
  readonly pushgateway: RestartablePushgateway;
  readonly groups: RelayedGroups;
  readonly page: PageWatch;
  readonly tally: Tally;
  /** Asked about every push that is refused because of a conflict. */
  readonly rival?: CheckedRival | undefined;
}

type Model = Readonly<Record<string, never>>;
export type PoisonCommand = fc.AsyncCommand<Model, Arena>;

interface Step {
  readonly name: string;
  readonly act: (arena: Arena) => Promise<void>;
}

/**
 * Each command is drawn from its own number, so fast-check can shrink a run by leaving commands out, and creating
 * commands costs little.
 */
export const poisonCommands: readonly fc.Arbitrary<PoisonCommand>[] = [
  fc.noShrink(fc.nat()).map((seed) => toCommand(drawStep(new Random(seed)))),
];

/** After every step the scrape must still be valid. */
const toCommand = ({ name, act }: Step): PoisonCommand => ({
  check: () => true,
  run: async (_model, arena) => {
    arena.tally.count("steps");
    await act(arena);
    await arena.page.expectValid();
  },
  toString: () => name,
});

const MINUTE = 60_000;

/** By far the most frequent command. */
const drawStep = (random: Random): Step => {
  const share = random.next();
  if (share < 0.8) {
    return drawRequestStep(random);
  }
  if (share < 0.84) {
    return restartFunction(random.pick([0, 1]));
  }
  if (share < 0.91) {
    return SWEEP;
  }
  // Some of these times keep an entry, others are long enough to release it.
  if (share < 0.995) {
    return advance(random.pick([0.5, 1, 5, 11, 31, 61]));
  }
  return random.pick([RESTART, LOSE, drawCrash(random)]);
};

const drawRequestStep = (random: Random): Step =>
  push(random.pick([0, 1]), random.chance(0.8) ? drawPush(random) : drawDelete(random));

const push = (instance: number, request: PoisonPush): Step => ({
  name: `push(${instance}, ${show(request)})`,
  act: async ({ proxy, rival, tally, groups }) => {
    const answer = await proxy.push(instance, request);
    tally.count(String(answer.status));
    // If the Pushgateway refuses what the proxy accepted, the proxy has a bug.
    if (!EXPECTED_STATUSES.has(answer.status)) {
      throw new Error(`${answer.status}: ${answer.body}`);
    }
    if (answer.status === 409) {
      await rival?.judge(request, answer.body, groups.histories);
    }
  },
});

const show = ({ method, path, contentType, body, isDryRun }: PoisonPush): string =>
  JSON.stringify({ method, path, isDryRun, contentType, body: Buffer.from(body).toString("latin1") });

const EXPECTED_STATUSES: ReadonlySet<number> = new Set([200, 202, 400, 409, 422]);

const restartFunction = (instance: number): Step => ({
  name: `restartFunction(${instance})`,
  act: async ({ proxy }) => proxy.restartFunction(instance),
});

const SWEEP: Step = {
  name: "sweep()",
  act: async ({ proxy, tally }) => {
    const { outcome, health, expired, releasedEntries, repairs, ...found } = await proxy.sweep();
    const { foreign, storeBehind, refused, unreadable } = found;
    const isAsExpected =
      outcome === "whole" &&
      health.kind === "valid" &&
      [foreign, storeBehind, refused, unreadable].every(({ length }) => length === 0);
    if (!isAsExpected) {
      throw new Error(
        `sweep: ${JSON.stringify({ outcome, health, foreign, storeBehind, refused, unreadable })}`,
      );
    }
    tally.count("groups expired", expired.length);
    tally.count("entries released", releasedEntries);
    tally.count("groups repaired", repairs.missing + repairs.older + repairs.leftOver);
  },
};

const advance = (minutes: number): Step => ({
  name: `advance(${minutes} min)`,
  act: async ({ proxy }) => proxy.advance(minutes * MINUTE),
});

const RESTART: Step = {
  name: "restartPushgateway()",
  act: async ({ pushgateway, page, tally }) => {
    await pushgateway.restart();
    page.touch();
    tally.count("restarts with all state");
  },
};

const LOSE: Step = {
  name: "restartPushgateway(empty)",
  act: async ({ pushgateway, groups, page, tally }) => {
    await pushgateway.lose();
    groups.restore(new Map());
    page.touch();
    tally.count("restarts with no state");
  },
};

/** The Pushgateway writes its file, continues for some steps, and restarts from the file. Our clock does not move. */
const drawCrash = (random: Random): Step => {
  const between = Array.from({ length: random.pick([1, 3, 10, 30]) }, () =>
    random.chance(0.1) ? SWEEP : drawRequestStep(random),
  );
  return {
    name: `restartPushgateway(as it was before ${between.map(({ name }) => name).join(", ")})`,
    act: async (arena) => {
      const { pushgateway, groups, page, tally } = arena;
      const restore = await pushgateway.persist();
      const histories = groups.histories;
      for (const { act } of between) {
        await act(arena);
        await page.expectValid();
      }
      await restore();
      groups.restore(histories);
      page.touch();
      tally.count("steps", between.length);
      tally.count("restarts with old state");
    },
  };
};
