import { beforeEach, describe, expect, it } from "@jest/globals";
import { DIRTY_KEY, OPEN_KEY, RUN_KEY } from "../../../lambda/store/contracts/contract-key.ts";
import { ReadItems, type ReadMode } from "../../../lambda/store/contracts/read-items.ts";
import { RememberedItems } from "../../../lambda/store/contracts/remembered-items.ts";
import { countRequests } from "../../support/store/counting-store.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";

describe("the items that a push reads", () => {
  const { contracts, ...counting } = countRequests(createMemoryStore());
  let nowMs = 1_000_000;
  let createItems: (mode: ReadMode) => ReadItems;
  let items: ReadItems;

  beforeEach(async () => {
    const [stored] = (await contracts.read([DIRTY_KEY])).values();
    await contracts.write({ kind: "dirty", atMs: 1 }, stored?.version);
    counting.restart();
    const memory = new RememberedItems({ now: () => nowMs, stopwatch: () => nowMs, forMs: 5_000 });
    createItems = (mode) => new ReadItems(contracts, memory, mode, nowMs);
    items = createItems("remembered");
  });

  const found = () => [...items.found].map(([key, { item }]) => [key, item]);

  it("are read once, even missing ones, with one request for all new ones", async () => {
    await items.load([DIRTY_KEY, RUN_KEY]);
    expect(counting.restart()).toMatchObject({ readRequests: 1, readItems: 2 });
    await items.load([RUN_KEY, OPEN_KEY, DIRTY_KEY]);
    expect(counting.restart()).toMatchObject({ readRequests: 1, readItems: 1 });
    await items.load([RUN_KEY, OPEN_KEY]);
    expect(counting.restart()).toMatchObject({ readRequests: 0 });
    expect(found()).toEqual([[DIRTY_KEY, { kind: "dirty", atMs: 1 }]]);
  });

  it("are remembered by the process, with the time of the read", async () => {
    await items.load([DIRTY_KEY, RUN_KEY]);
    expect(items).toMatchObject({ isRemembered: false, sinceMs: nowMs });
    counting.restart();
    nowMs += 4_000;
    items = createItems("remembered");
    await items.load([DIRTY_KEY]);
    expect(counting.restart()).toMatchObject({ readRequests: 0 });
    expect(items).toMatchObject({ isRemembered: true, sinceMs: nowMs - 4_000 });
    // One try of a push sees one version of an item, although the process has forgotten it meanwhile.
    nowMs += 4_000;
    await items.load([DIRTY_KEY]);
    nowMs -= 4_000;
    expect(counting.restart()).toMatchObject({ readRequests: 0 });
    expect(found()).toEqual([[DIRTY_KEY, { kind: "dirty", atMs: 1 }]]);
    // A missing item is not remembered.
    await items.load([RUN_KEY]);
    expect(counting.restart()).toMatchObject({ readRequests: 1, readItems: 1 });
  });

  it("are read again when no remembered item is usable", async () => {
    await items.load([DIRTY_KEY]);
    counting.restart();
    nowMs += 1;
    items = createItems("fresh");
    await items.load([DIRTY_KEY]);
    expect(counting.restart()).toMatchObject({ readRequests: 1, readItems: 1 });
    expect(items).toMatchObject({ isRemembered: false, sinceMs: nowMs });
  });
});
