import { describe, expect, it } from "@jest/globals";
import type { DeliveryOutcome } from "../../../lambda/destinations/destination.ts";
import {
  DIRTY_EVERY_MS,
  RELAY_DEADLINE_MS,
  Relay,
  SKIP_MS,
  TRIAL_DEADLINE_MS,
} from "../../../lambda/destinations/relay.ts";
import { DIRTY_KEY } from "../../../lambda/store/contracts/contract-key.ts";
import { disturb } from "../../support/store/disturbed-store.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";

const DELIVERED: DeliveryOutcome = { kind: "delivered" };
const UNREACHABLE: DeliveryOutcome = { kind: "unanswered", reason: "unreachable" };
const START_MS = 1_000_000;

/** A relay whose destination returns `answer`, each time after `takesMs`. */
const createRelay = (answer: DeliveryOutcome | (() => Promise<DeliveryOutcome>), takesMs = 10) => {
  const world = { nowMs: START_MS, answer, sent: [] as [string, number][] };
  const store = createMemoryStore();
  const send = async (what: string, timeoutMs: number): Promise<DeliveryOutcome> => {
    world.sent.push([what, timeoutMs]);
    world.nowMs += takesMs;
    return typeof world.answer === "function" ? world.answer() : world.answer;
  };
  const ports = {
    destination: {
      write: ({ path }: { path: string }, timeoutMs: number) => send(`PUT ${path}`, timeoutMs),
      remove: ({ path }: { path: string }, timeoutMs: number) => send(`DELETE ${path}`, timeoutMs),
      isReady: async () => true,
    },
    store,
    now: () => world.nowMs,
    times: { actMs: 10_000 },
  };
  const relay = new Relay(ports);
  const write = (restsOnMs = world.nowMs) =>
    relay.write({ path: "/g", content: new Uint8Array(), atMs: restsOnMs, restsOnMs });
  const dirtyAtMs = async () => {
    const item = (await store.contracts.read([DIRTY_KEY])).get(DIRTY_KEY)?.item;
    return item?.kind === "dirty" ? item.atMs : undefined;
  };
  return { world, relay, ports, store, write, dirtyAtMs };
};

describe("Relay", () => {
  it("delivers a new version within its deadline", async () => {
    const { world, relay, write, dirtyAtMs } = createRelay(DELIVERED);
    expect(await write()).toBe("delivered");
    expect(await relay.remove({ path: "/g", restsOnMs: world.nowMs })).toBe("delivered");
    expect(world.sent).toEqual([
      ["PUT /g", RELAY_DEADLINE_MS],
      ["DELETE /g", RELAY_DEADLINE_MS],
    ]);
    expect(await dirtyAtMs()).toBeUndefined();
  });

  it("sends nothing that rests on a request older than C, and nothing beyond that time", async () => {
    const { world, write, dirtyAtMs } = createRelay(DELIVERED);
    expect(await write(START_MS - 10_000)).toBe("later");
    expect(world.sent).toEqual([]);
    expect(await dirtyAtMs()).toBe(START_MS);
    await write(START_MS - 9_000);
    expect(world.sent).toEqual([["PUT /g", 1_000]]);
  });

  it("answers at once for a while after a failure, then tries one push", async () => {
    const { world, write } = createRelay(UNREACHABLE);
    expect(await write()).toBe("later");
    expect(await write()).toBe("later");
    world.nowMs += SKIP_MS - 1;
    expect(await write()).toBe("later");
    expect(world.sent).toHaveLength(1);
    world.nowMs += 1;
    world.answer = DELIVERED;
    expect(await write()).toBe("delivered");
    expect(await write()).toBe("delivered");
    expect(world.sent.map(([, timeoutMs]) => timeoutMs)).toEqual([
      RELAY_DEADLINE_MS,
      TRIAL_DEADLINE_MS,
      RELAY_DEADLINE_MS,
    ]);
  });

  it.each([1, 3, 10, 100])(
    "delays no push after the first failure for half of 100 ms, at %d pushes a second",
    async (pushesASecond) => {
      const { world, relay, ports } = createRelay(UNREACHABLE, 0);
      // Like a black hole, it uses all of its time.
      ports.destination.write = async (_, timeoutMs) => {
        world.nowMs += timeoutMs;
        return UNREACHABLE;
      };
      const push = async (): Promise<number> => {
        const startMs = world.nowMs;
        await relay.write({ path: "/g", content: new Uint8Array(), atMs: startMs, restsOnMs: startMs });
        return world.nowMs - startMs;
      };
      expect(await push()).toBe(RELAY_DEADLINE_MS);
      const held: number[] = [];
      for (let pushes = 0; pushes < 60 * pushesASecond; pushes++) {
        world.nowMs += 1_000 / pushesASecond;
        held.push(await push());
      }
      expect(Math.max(...held)).toBe(TRIAL_DEADLINE_MS);
      expect(TRIAL_DEADLINE_MS).toBeLessThan(50);
    },
  );

  it("lets no second push wait during a trial", async () => {
    const { world, write } = createRelay(UNREACHABLE);
    await write();
    world.nowMs += SKIP_MS;
    let answer = (_: DeliveryOutcome) => {};
    world.answer = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const trial = write();
    expect(await write()).toBe("later");
    answer(DELIVERED);
    expect(await trial).toBe("delivered");
    expect(world.sent).toHaveLength(2);
  });

  it("repeats the trial until the destination is back", async () => {
    const { world, write } = createRelay(UNREACHABLE);
    for (const tries of [1, 2, 3]) {
      await write();
      expect(world.sent).toHaveLength(tries);
      world.nowMs += SKIP_MS;
    }
    world.answer = DELIVERED;
    expect(await write()).toBe("delivered");
    expect(await write()).toBe("delivered");
  });

  describe("with a push that was sent before the outage and answered during a trial", () => {
    const createPending = async () => {
      const { world, write } = createRelay(UNREACHABLE);
      const answers: ((outcome: DeliveryOutcome) => void)[] = [];
      const pending = () => new Promise<DeliveryOutcome>((resolve) => answers.push(resolve));
      world.answer = pending;
      const early = write();
      world.answer = UNREACHABLE;
      await write();
      world.nowMs += SKIP_MS;
      world.answer = pending;
      const trial = write();
      return { world, write, answers, early, trial };
    };

    it("relays again at once if that push was delivered", async () => {
      const { world, write, answers, early } = await createPending();
      answers[0]!(DELIVERED);
      expect(await early).toBe("delivered");
      world.answer = DELIVERED;
      expect(await write()).toBe("delivered");
    });

    it("continues with a single trial if that push was not delivered", async () => {
      const { world, write, answers, early } = await createPending();
      answers[0]!(UNREACHABLE);
      expect(await early).toBe("later");
      world.nowMs += SKIP_MS;
      expect(await write()).toBe("later");
      expect(world.sent).toHaveLength(3);
    });
  });

  it("treats a refusal as an answer, not as an outage", async () => {
    const { world, write, dirtyAtMs } = createRelay({ kind: "refused", status: 400 });
    expect(await write()).toBe("refused");
    expect(await write()).toBe("refused");
    expect(world.sent).toHaveLength(2);
    expect(await dirtyAtMs()).toBeUndefined();
  });

  it("calls the sweep at most once in ten seconds, also for a push that was skipped in between", async () => {
    const { world, write, dirtyAtMs } = createRelay(UNREACHABLE, 0);
    await write();
    expect(await dirtyAtMs()).toBe(START_MS);
    world.nowMs += 1_000;
    await write();
    expect(await dirtyAtMs()).toBe(START_MS);
    world.nowMs = START_MS + DIRTY_EVERY_MS;
    world.answer = DELIVERED;
    expect(await write()).toBe("delivered");
    expect(await dirtyAtMs()).toBe(START_MS + DIRTY_EVERY_MS);
    world.nowMs += DIRTY_EVERY_MS;
    await write();
    expect(await dirtyAtMs()).toBe(START_MS + DIRTY_EVERY_MS);
  });

  it("calls the sweep as often as configured", async () => {
    const { ports, world, dirtyAtMs } = createRelay(UNREACHABLE, 0);
    const relay = new Relay({ ...ports, dirtyEveryMs: 2_000 });
    const write = () =>
      relay.write({ path: "/g", content: new Uint8Array(), atMs: world.nowMs, restsOnMs: world.nowMs });
    await write();
    world.nowMs = START_MS + 1_999;
    await write();
    expect(await dirtyAtMs()).toBe(START_MS);
    world.nowMs = START_MS + 2_000;
    await write();
    expect(await dirtyAtMs()).toBe(START_MS + 2_000);
  });

  it("throws on a bug instead of reporting an outage of the store", async () => {
    const { ports, store, world } = createRelay(UNREACHABLE);
    const read = async () => {
      throw new TypeError("a bug");
    };
    const relay = new Relay({ ...ports, store: { ...store, contracts: { ...store.contracts, read } } });
    const version = { path: "/g", content: new Uint8Array(), atMs: 0, restsOnMs: world.nowMs };
    await expect(relay.write(version)).rejects.toThrow("a bug");
  });

  it("does not fail when the sweep cannot be called", async () => {
    const { ports, store, world } = createRelay(UNREACHABLE);
    const { contracts } = disturb(store, () => "lost");
    const relay = new Relay({ ...ports, store: { ...ports.store, contracts } });
    const version = { path: "/g", content: new Uint8Array(), atMs: 0, restsOnMs: world.nowMs };
    expect(await relay.write(version)).toBe("later");
  });

  describe("of a DELETE that a newer push overtakes", () => {
    const version = { path: "/g", atMs: START_MS + 5, content: new Uint8Array([1]) };
    const group = {
      ...version,
      state: "live",
      id: "w2",
      fingerprint: "p",
      series: 1,
      countedBytes: 1_024,
      owner: "a",
    } as const;

    it("sends the newer push after it", async () => {
      const { world, relay, store } = createRelay(async () => {
        await store.groups.write(group, undefined);
        return DELIVERED;
      });
      expect(await relay.remove({ path: "/g", restsOnMs: world.nowMs })).toBe("delivered");
      expect(world.sent.map(([what]) => what)).toEqual(["DELETE /g", "PUT /g"]);
    });

    it("sends nothing more when the deletion was refused", async () => {
      const { world, relay, store } = createRelay({ kind: "refused", status: 400 });
      await store.groups.write(group, undefined);
      expect(await relay.remove({ path: "/g", restsOnMs: world.nowMs })).toBe("refused");
      expect(world.sent.map(([what]) => what)).toEqual(["DELETE /g"]);
    });

    it("throws on a bug instead of reporting an outage of the store", async () => {
      const { world, ports, store } = createRelay(DELIVERED);
      const read = async () => {
        throw new TypeError("a bug");
      };
      const relay = new Relay({ ...ports, store: { ...store, groups: { ...store.groups, read } } });
      await expect(relay.remove({ path: "/g", restsOnMs: world.nowMs })).rejects.toThrow("a bug");
    });

    it("leaves the repair to the sweep when the store cannot be read", async () => {
      const { world, ports } = createRelay(DELIVERED);
      const relay = new Relay({ ...ports, store: disturb(ports.store, () => "lost") });
      expect(await relay.remove({ path: "/g", restsOnMs: world.nowMs })).toBe("delivered");
      expect(world.sent).toHaveLength(1);
    });
  });

  describe("after the clock was set back by an hour", () => {
    const HOUR_MS = 3_600_000;

    it("sends nothing that rests on an earlier request, since its age is not known", async () => {
      const { world, write } = createRelay(DELIVERED);
      world.nowMs -= HOUR_MS;
      expect(await write(START_MS)).toBe("later");
      expect(await write()).toBe("delivered");
    });

    it("does not skip relays for an hour, and calls the sweep", async () => {
      const { world, write, dirtyAtMs } = createRelay(UNREACHABLE, 0);
      await write();
      world.nowMs -= HOUR_MS;
      expect(await write()).toBe("later");
      expect(world.sent).toHaveLength(2);
      expect(await dirtyAtMs()).toBe(START_MS - HOUR_MS);
    });
  });
});
