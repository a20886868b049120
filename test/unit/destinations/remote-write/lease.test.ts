import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  acquireLease,
  endLease,
  isLeaseMine,
  releaseLease,
} from "../../../../lambda/destinations/remote-write/lease.ts";
import type { RemoteWriteItem } from "../../../../lambda/store/items.ts";
import type { Store } from "../../../../lambda/store/store.ts";
import { disturb } from "../../../support/store/disturbed-store.ts";
import { createMemoryStore } from "../../../support/store/memory-store.ts";

const NAME = { destination: "amp", shard: 0 };
const LEASE_MS = 70_000;
const START_MS = 1_764_300_000_000;

let store: Store;

beforeEach(() => {
  store = createMemoryStore();
});

const acquire = (owner: string, startMs: number, { contracts } = store) =>
  acquireLease(NAME, owner, { startMs, leaseMs: LEASE_MS }, contracts);

const acquired = async (owner: string, startMs: number): Promise<RemoteWriteItem> => {
  const lease = await acquire(owner, startMs);
  if (lease.kind !== "acquired") {
    throw new Error(`the lease is ${lease.kind}`);
  }
  return lease.item;
};

describe("a lease", () => {
  it("is held by one run at a time, until it expires", async () => {
    expect(await acquired("a", START_MS)).toMatchObject({ timestampMs: START_MS, owner: "a" });
    expect(await acquire("b", START_MS + LEASE_MS - 1)).toEqual({ kind: "held", fromMs: 0 });
    expect(await acquired("b", START_MS + LEASE_MS)).toMatchObject({ owner: "b" });
  });

  it("is not waited for if a clock that was hours ahead has acquired it", async () => {
    await acquired("a", START_MS + LEASE_MS);
    expect(await acquire("b", START_MS)).toMatchObject({ kind: "held" });
    store = createMemoryStore();
    await acquired("a", START_MS + LEASE_MS + 1);
    expect(await acquired("b", START_MS)).toMatchObject({ timestampMs: START_MS + LEASE_MS + 2 });
  });

  it("passes to the next run at once when the run before released it, with that run's times", async () => {
    await releaseLease(await acquired("a", START_MS), { fromMs: START_MS }, store.contracts);
    expect(await acquired("b", START_MS + 5)).toMatchObject({ fromMs: START_MS });
    expect(await acquire("c", START_MS + 10)).toEqual({ kind: "held", fromMs: START_MS });
  });

  it.each([
    ["begins in the same millisecond", 0],
    ["has a clock that is an hour behind", -3_600_000],
  ])("gives a run that %s a later timestamp than the run before", async (_, laterMs) => {
    await releaseLease(await acquired("a", START_MS), {}, store.contracts);
    expect(await acquired("b", START_MS + laterMs)).toMatchObject({ timestampMs: START_MS + 1 });
  });

  it("is refused when another run was quicker between the read and the write", async () => {
    await releaseLease(await acquired("a", START_MS), { fromMs: START_MS }, store.contracts);
    const rival = disturb(store, (request) =>
      request === "contracts.write"
        ? async () => {
            await acquired("b", START_MS + 1);
          }
        : undefined,
    );
    expect(await acquire("c", START_MS + 1, rival)).toEqual({ kind: "held", fromMs: START_MS });
  });

  it("is not acquired when the store does not answer the write, since another run may hold it", async () => {
    const lossy = disturb(store, (request) => (request === "contracts.write" ? "unheard" : undefined));
    expect(await acquire("a", START_MS, lossy)).toEqual({ kind: "unanswered" });
  });

  it("belongs to the last run that acquired it, and to none when the store is empty", async () => {
    const first = await acquired("a", START_MS);
    expect(await isLeaseMine(first, store.contracts)).toBe(true);
    const second = await acquired("b", START_MS + LEASE_MS);
    expect(await isLeaseMine(first, store.contracts)).toBe(false);
    expect(await isLeaseMine(second, store.contracts)).toBe(true);
    expect(await isLeaseMine(second, createMemoryStore().contracts)).toBe(false);
  });

  it("is not released by a run that was overtaken", async () => {
    const overtaken = await acquired("a", START_MS);
    await acquired("b", START_MS + LEASE_MS);
    await releaseLease(overtaken, { fromMs: START_MS }, store.contracts);
    expect(await acquire("c", START_MS + LEASE_MS + 1)).toEqual({ kind: "held", fromMs: 0 });
  });

  it("that was ended need not expire; the next timestamp is later all the same", async () => {
    await endLease(NAME, store.contracts);
    expect(await acquired("a", START_MS)).toMatchObject({ fromMs: 0 });
    await endLease(NAME, store.contracts);
    expect(await acquired("b", START_MS)).toMatchObject({ owner: "b", timestampMs: START_MS + 1 });
  });

  it("is not written into a store that was emptied meanwhile", async () => {
    const item = await acquired("a", START_MS);
    store = createMemoryStore();
    await releaseLease(item, { fromMs: START_MS }, store.contracts);
    expect(await acquired("b", START_MS + 1)).toMatchObject({ fromMs: 0, timestampMs: START_MS + 1 });
  });
});
