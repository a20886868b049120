import { describe, expect, it } from "@jest/globals";
import { createStorePageReader } from "../../../../lambda/adapters/page/store-page-reader.ts";
import { createPageDestination } from "../../../../lambda/destinations/page/page-destination.ts";
import { nameKey, OPEN_KEY } from "../../../../lambda/store/contracts/contract-key.ts";
import { StoreOutage } from "../../../../lambda/store/store.ts";
import { createExpiry } from "../../../../lambda/sweep/garbage/expire.ts";
import type { RunReport } from "../../../../lambda/sweep/run/run-report.ts";
import { createStoreReader } from "../../../../lambda/sweep/scan/store-reader.ts";
import { gauge } from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";
import { RunWorld } from "../../../support/store/run-world.ts";
import { StoreWorld } from "../../../support/store/store-world.ts";

const A = keyOf("a");
const B = keyOf("b");

class PageWorld extends RunWorld {
  override get ports() {
    const { store } = this.world;
    return {
      ...super.ports,
      reader: createStoreReader(store.groups),
      readPage: createStorePageReader(store.groups, 5_000),
      destination: createPageDestination(store),
    };
  }
}

const createWorld = async (): Promise<PageWorld> => {
  const world = new StoreWorld();
  await world.open();
  return new PageWorld(world);
};

describe("a run without a Pushgateway", () => {
  it("relays nothing, and checks the page of the store", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    await world.push([gauge("m")], { key: B });
    await world.delete(B);
    expect(await world.run()).toMatchObject({
      outcome: "whole",
      groups: 1,
      repairs: { missing: 0, older: 0, leftOver: 0, failed: 0 },
      lag: { groups: 0 },
      foreign: [],
      storeBehind: [],
      health: { kind: "valid" },
    });
  });

  it("releases the name of a deleted group, and keeps that of a stored group", async () => {
    const world = await createWorld();
    await world.push([gauge("gone")], { key: A });
    await world.push([gauge("kept")], { key: B });
    await world.delete(A);
    await world.runTimes(6);
    const items = await world.world.inner.contracts.read([nameKey("gone"), nameKey("kept")]);
    expect([...items.keys()]).toEqual([nameKey("kept")]);
  });

  it("expires groups", async () => {
    const world = await createWorld();
    world.settings = { ...world.settings, expiry: createExpiry([{ job: "a", afterSeconds: 60 }]) };
    await world.push([gauge("m")], { key: A });
    expect(await world.run()).toMatchObject({ expired: [A.path] });
  });

  it("opens the store for a table that replaced another one", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    const open = await world.world.item(OPEN_KEY);
    await world.world.put({ ...open, kind: "open", table: "other" } as never, OPEN_KEY);
    const reports: RunReport[] = [await world.run(), await world.run(), await world.run()];
    expect(reports.map(({ outcome, opening }) => [outcome, opening?.isOpen])).toEqual([
      ["opening", false],
      ["opening", true],
      ["whole", undefined],
    ]);
  });

  it("is ready while the store answers", async () => {
    const { world } = await createWorld();
    expect(await createPageDestination(world.store).isReady(1)).toBe(true);
    const contracts = { ...world.store.contracts, read: () => Promise.reject(new StoreOutage("none")) };
    expect(await createPageDestination({ contracts }).isReady(1)).toBe(false);
  });
});
