import { describe, expect, it } from "@jest/globals";
import { Relay, SKIP_MS } from "../../../lambda/destinations/relay.ts";
import { counterKey } from "../../../lambda/store/contracts/contract-key.ts";
import type { Holding } from "../../../lambda/store/items.ts";
import { AWS_PUSH_TIMES, AWS_TIMES } from "../../../lambda/store/run-times.ts";
import type { Store } from "../../../lambda/store/store.ts";
import { isRunDue } from "../../../lambda/sweep/run/is-run-due.ts";
import { run } from "../../../lambda/sweep/run/run.ts";
import { gauge } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";
import { RunWorld } from "../../support/store/run-world.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const A = keyOf("a");
const GAUGE = gauge("m");

/**
 * These clauses are about limits and speed. No page breaks without them, so the simulations cannot show that they are
 * needed.
 */
describe("what the protocol needs", () => {
  describe("the revision of a counter (14)", () => {
    /** Two concurrent runs that have read the same wrong counter. */
    const recountTwice = async (withoutClause: (store: Store) => Store): Promise<number> => {
      const world = new RunWorld(await new StoreWorld().open());
      await world.push([GAUGE], { key: A });
      const { inner } = world.world;
      const wrong = { groups: 10, series: 0, bytes: 0, names: 0 };
      await inner.contracts.add({ to: { owner: "app", part: 0 }, add: wrong });
      const { reader, ...ports } = { ...world.ports };
      const store = withoutClause(inner);
      let other: Promise<unknown> | undefined;
      const disturbed: Store = {
        ...store,
        contracts: {
          ...store.contracts,
          add: async (change) => {
            // The second run reads everything before the first has written its counts.
            other ??= run({ ...ports, reader, store }, world.settings, "apply");
            await other;
            return store.contracts.add(change);
          },
        },
      };
      await run({ ...ports, reader, store: disturbed }, world.settings, "apply");
      const item = (await inner.contracts.read([counterKey({ owner: "app", part: 0 })])).get(
        counterKey({ owner: "app", part: 0 }),
      )?.item;
      return item?.kind === "counter" ? item.groups : 0;
    };

    it("keeps two runs from correcting a counter twice", async () => {
      const withoutRevision = (store: Store): Store => ({
        ...store,
        contracts: { ...store.contracts, add: ({ to, add }) => store.contracts.add({ to, add }) },
      });
      expect(await recountTwice(withoutRevision)).not.toBe(1);
      expect(await recountTwice((store) => store)).toBe(1);
    });
  });

  describe("the bytes in the condition of the blind write (1)", () => {
    /** The counted bytes of a group that grew by its HELP text, which is not part of its fingerprint. */
    const countGrown = async (withoutClause: (store: Store) => Store): Promise<Holding["bytes"]> => {
      const world = await new StoreWorld().open();
      world.store = withoutClause(world.inner);
      const ports = world.createFunction();
      await world.write([GAUGE], { key: A }, ports);
      world.nowMs += 1_000;
      const grown = { ...GAUGE, help: "x".repeat(100_000) };
      expect(await world.write([grown], { key: A }, ports)).toMatchObject({ kind: "stored" });
      const item = await world.inner.groups.read(A.path);
      return item?.state === "live" ? item.countedBytes : 0;
    };

    it("keep a group from growing beyond its counted bytes", async () => {
      const withoutBytes = (store: Store): Store => ({
        ...store,
        groups: {
          ...store.groups,
          overwrite: (write) => store.groups.overwrite({ ...write, countedBytes: 0 }),
        },
      });
      expect(await countGrown(withoutBytes)).toBeLessThan(10_000);
      expect(await countGrown((store) => store)).toBeGreaterThan(100_000);
    });
  });

  it("the pause after a failed relay (7) makes an outage cost one push its time, not all pushes", async () => {
    let nowMs = 1_000_000;
    const silent = async (_: unknown, timeoutMs: number) => {
      nowMs += timeoutMs;
      return { kind: "unanswered", reason: "timed-out" } as const;
    };
    const destination = { write: silent, remove: silent, isReady: async () => false };
    const times = AWS_PUSH_TIMES;
    const pushes = 100;
    const push = (relay: Relay) =>
      relay.write({ path: A.path, content: new Uint8Array(), atMs: nowMs, restsOnMs: nowMs });
    const ports = { destination, store: createMemoryStore(), now: () => nowMs, times };
    const startMs = nowMs;
    // Each relay is new and does not know about the failure before it, so it does not pause.
    for (let nth = 0; nth < pushes; nth++) {
      await push(new Relay(ports));
    }
    const withoutPauseMs = nowMs - startMs;
    nowMs = startMs;
    const relay = new Relay(ports);
    for (let nth = 0; nth < pushes; nth++) {
      await push(relay);
    }
    expect(nowMs - startMs).toBeLessThan(SKIP_MS);
    expect(withoutPauseMs).toBe(pushes * 2_000);
  });

  it("`dirty` makes an unrelayed push wait for one tick instead of five minutes", async () => {
    const world = new RunWorld(await new StoreWorld().open());
    await world.push([GAUGE], { key: A });
    await world.run();
    const ranMs = world.world.nowMs;
    const last = { kind: "run", startedMs: ranMs, pushgatewayStart: "start 1" } as const;
    const dirty = { kind: "dirty", atMs: ranMs + 1_000 } as const;
    const schedule = { runEveryMs: 270_000, times: AWS_TIMES };
    const firstDue = (history: Parameters<typeof isRunDue>[0]): number => {
      let minutes = 1;
      while (!isRunDue(history, "start 1", ranMs + minutes * 60_000, schedule)) {
        minutes += 1;
      }
      return minutes;
    };
    expect(firstDue({ run: last, dirty: undefined })).toBe(5);
    expect(firstDue({ run: last, dirty })).toBe(1);
  });
});
