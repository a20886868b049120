import { beforeEach, describe, expect, it } from "@jest/globals";
import { DIRTY_KEY, OPEN_KEY, RUN_KEY } from "../../../lambda/store/contract-key.ts";
import { ReadItems } from "../../../lambda/store/read-items.ts";
import { countRequests } from "../../support/store/counting-store.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";

describe("the items that a push reads", () => {
  const { contracts, ...counting } = countRequests(createMemoryStore());
  let items: ReadItems;

  beforeEach(async () => {
    const [stored] = (await contracts.read([DIRTY_KEY])).values();
    await contracts.write({ kind: "dirty", atMs: 1 }, stored?.version);
    counting.restart();
    items = new ReadItems(contracts);
  });

  const found = () => [...items.found].map(([key, { item }]) => [key, item]);

  it("are read once, also those that do not exist, in one request for all that are new", async () => {
    await items.load([DIRTY_KEY, RUN_KEY]);
    expect(counting.restart()).toMatchObject({ readRequests: 1, readItems: 2 });
    await items.load([RUN_KEY, OPEN_KEY, DIRTY_KEY]);
    expect(counting.restart()).toMatchObject({ readRequests: 1, readItems: 1 });
    await items.load([RUN_KEY, OPEN_KEY]);
    expect(counting.restart()).toMatchObject({ readRequests: 0 });
    expect(found()).toEqual([[DIRTY_KEY, { kind: "dirty", atMs: 1 }]]);
  });

  it("are read again on demand, and forgotten where they are gone", async () => {
    await items.load([DIRTY_KEY, RUN_KEY]);
    const { version } = items.found.get(DIRTY_KEY)!;
    await contracts.remove(DIRTY_KEY, version);
    await contracts.write({ kind: "run", startedMs: 1, pushgatewayStart: "" }, undefined);
    counting.restart();
    await items.reload([DIRTY_KEY]);
    expect(counting.restart()).toMatchObject({ readRequests: 1, readItems: 1 });
    expect(found()).toEqual([]);
  });
});
