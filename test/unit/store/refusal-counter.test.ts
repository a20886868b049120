import { beforeEach, describe, expect, it } from "@jest/globals";
import { err, ok } from "../../../lambda/model/result.ts";
import { refusalsKey } from "../../../lambda/store/contracts/contract-key.ts";
import { RefusalCounter } from "../../../lambda/store/limits/refusal-counter.ts";
import type { Store } from "../../../lambda/store/store.ts";
import { countRequests } from "../../support/store/counting-store.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";

describe("refusals of a process", () => {
  let nowMs: number;
  let store: ReturnType<typeof countRequests>;
  let counter: RefusalCounter;

  beforeEach(() => {
    nowMs = 1_000_000;
    store = countRequests(createMemoryStore());
    counter = createCounter(store);
  });

  const createCounter = (of: Store): RefusalCounter =>
    new RefusalCounter({ store: of, now: () => nowMs, within: async (work) => ok(await work) });
  const stored = async (client: string): Promise<object> => {
    const item = (await store.contracts.read([refusalsKey(client)])).get(refusalsKey(client))?.item;
    return item?.kind === "refusals" ? Object.fromEntries(item.counts) : {};
  };
  const refuse = async (client: string): Promise<void> => {
    counter.count(client, "contract-conflict");
    await counter.addIfDue();
  };

  it("are stored at once after ten quiet seconds, and then once in ten seconds", async () => {
    await refuse("ci");
    expect(await stored("ci")).toEqual({ "contract-conflict": 1 });
    nowMs += 9_999;
    await refuse("ci");
    expect(await stored("ci")).toEqual({ "contract-conflict": 1 });
    nowMs += 1;
    await counter.addIfDue();
    expect(await stored("ci")).toEqual({ "contract-conflict": 2 });
  });

  it("cost one write per client, however many there are", async () => {
    await refuse("ci");
    for (let count = 0; count < 1_000; count++) {
      await refuse("ci");
      await refuse("desktop");
      counter.count("desktop", "rate-exceeded");
    }
    nowMs += 10_000;
    store.restart();
    await counter.addIfDue();
    expect(store.restart().writes).toBe(2);
    expect(await stored("desktop")).toEqual({ "contract-conflict": 1_000, "rate-exceeded": 1_000 });
  });

  it("cost nothing when there are none", async () => {
    await refuse("ci");
    store.restart();
    for (let count = 0; count < 10; count++) {
      nowMs += 60_000;
      await counter.addIfDue();
    }
    expect(store.restart()).toEqual({ writes: 0, readRequests: 0, readItems: 0 });
  });

  it("are added after the clock was set back", async () => {
    await refuse("ci");
    nowMs -= 3_600_000;
    await refuse("ci");
    expect(await stored("ci")).toEqual({ "contract-conflict": 2 });
  });

  it("are not added twice when the store gives no answer", async () => {
    const cause = new Error("no answer");
    const silent = {
      ...store,
      contracts: { ...store.contracts, addRefusals: async () => ({ kind: "unanswered", cause }) as const },
    };
    const ofSilent = createCounter(silent);
    ofSilent.count("ci", "internal");
    await ofSilent.addIfDue();
    nowMs += 10_000;
    store.restart();
    await ofSilent.addIfDue();
    expect(store.restart().writes).toBe(0);
  });

  it("do not delay an answer when the store hangs", async () => {
    const waits: number[] = [];
    const hanging = {
      ...store,
      contracts: { ...store.contracts, addRefusals: () => new Promise<never>(() => {}) },
    };
    const ofHanging = new RefusalCounter({
      store: hanging,
      now: () => nowMs,
      within: async (_, timeoutMs) => {
        waits.push(timeoutMs);
        return err("late");
      },
    });
    ofHanging.count("ci", "internal");
    await ofHanging.addIfDue();
    expect(waits).toEqual([100]);
  });
});
