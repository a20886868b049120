import { describe, expect, it } from "@jest/globals";
import type { AuthorizedDelete } from "../../../lambda/model/stages.ts";
import { OPEN_KEY } from "../../../lambda/store/contracts/contract-key.ts";
import type { StorePorts } from "../../../lambda/store/group-push.ts";
import { deleteGroup } from "../../../lambda/store/groups/delete-group.ts";
import { checkGroup, writeGroup } from "../../../lambda/store/groups/write-group.ts";
import { LOOK_EVERY_MS, StoreOpener } from "../../../lambda/store/opening/open-new-store.ts";
import type { Store } from "../../../lambda/store/store.ts";
import { storeDelete } from "../../../lambda/store/store-push.ts";
import { gauge } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { disturb } from "../../support/store/disturbed-store.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const FAMILIES = [gauge("a")];
const CLOSED = { kind: "unavailable", reason: "closed" };

/** A function in front of a store that was never opened. `looks` counts how often the Pushgateway was asked. */
const createFunction = (
  world: StoreWorld,
  isDestinationEmpty: () => Promise<boolean> = async () => true,
  store: Store = world.store,
): StorePorts & { readonly looks: () => number } => {
  let looks = 0;
  const opener = new StoreOpener({
    store,
    trackedLabels: new Set(["instance"]),
    isDestinationEmpty: () => {
      looks += 1;
      return isDestinationEmpty();
    },
    now: () => world.nowMs,
  });
  return { ...world.createFunction(), store, openIfNew: () => opener.open(), looks: () => looks };
};

describe("a push to a store that was never opened", () => {
  it("opens it in front of an empty Pushgateway, and is stored", async () => {
    const world = new StoreWorld();
    const key = keyOf("backup", { instance: "a" });
    const outcome = await writeGroup(world.push(FAMILIES, { key }), createFunction(world));
    expect(outcome).toMatchObject({ kind: "stored" });
    expect(await world.item(OPEN_KEY)).toEqual({
      kind: "open",
      table: world.inner.groups.table,
      opening: undefined,
      labels: new Map([["instance", "open"]]),
    });
  });

  it("is stored by each of several functions that start at once", async () => {
    const world = new StoreWorld();
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        writeGroup(world.push(FAMILIES, { key: keyOf(`job${index}`) }), createFunction(world)),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind !== "stored")).toEqual([]);
  });

  it("waits in front of a Pushgateway with groups, and asks it once in a few seconds", async () => {
    const world = new StoreWorld();
    const ports = createFunction(world, async () => false);
    const push = () => writeGroup({ ...world.push(FAMILIES) }, ports);
    world.nowMs -= 1_000;
    expect(await Promise.all([push(), push()])).toEqual([CLOSED, CLOSED]);
    expect(ports.looks()).toBe(1);
    world.nowMs += LOOK_EVERY_MS;
    expect(await push()).toEqual(CLOSED);
    expect(ports.looks()).toBe(2);
    expect(await world.item(OPEN_KEY)).toBeUndefined();
  });

  it("waits when the groups table contains an item", async () => {
    const world = new StoreWorld();
    await deleteGroup(keyOf("other"), "d", world.createFunction());
    expect(await writeGroup(world.push(FAMILIES), createFunction(world))).toEqual(CLOSED);
  });

  it("waits when another table is open, since this one was restored", async () => {
    const world = new StoreWorld(createMemoryStore("restored"));
    await world.put({ kind: "open", table: "groups", opening: undefined, labels: new Map() }, OPEN_KEY);
    const ports = createFunction(world);
    expect(await world.write(FAMILIES, {}, ports)).toEqual(CLOSED);
    expect(ports.looks()).toBe(0);
  });

  it("waits while it is not known whether the groups table is empty", async () => {
    const world = new StoreWorld();
    const store = disturb(world.inner, (request) => (request === "groups.isEmpty" ? "lost" : undefined));
    expect(await writeGroup(world.push(FAMILIES), createFunction(world, undefined, store))).toEqual(CLOSED);
    expect(await world.item(OPEN_KEY)).toBeUndefined();
  });

  it("is stored after a DELETE, although the tombstone makes the table look used", async () => {
    const world = new StoreWorld();
    const ports = createFunction(world);
    const deletion = { request: { key: keyOf("backup") } } as unknown as AuthorizedDelete;
    expect(await storeDelete(deletion, ports)).toMatchObject({ ok: true });
    expect(await world.write(FAMILIES, {}, ports)).toMatchObject({ kind: "stored" });
  });

  it("writes nothing as a dry run", async () => {
    const world = new StoreWorld();
    expect(await checkGroup(world.push(FAMILIES), createFunction(world))).toEqual(CLOSED);
    expect(await world.item(OPEN_KEY)).toBeUndefined();
  });
});

describe("a process that checks whether the store is new", () => {
  const createOpener = (
    store: Store,
    isDestinationEmpty: () => Promise<boolean>,
    now: () => number = () => 0,
  ) => new StoreOpener({ store, trackedLabels: new Set(), isDestinationEmpty, now });
  const unread = (world: StoreWorld) => disturb(world.inner, () => "lost");

  it("returns whether the last check found it open, and does not check again for five seconds", async () => {
    let nowMs = 0;
    let isEmpty = false;
    const opener = createOpener(
      new StoreWorld().inner,
      async () => isEmpty,
      () => nowMs,
    );
    expect(await opener.open()).toBe(false);
    isEmpty = true;
    nowMs = 4_999;
    expect(await opener.open()).toBe(false);
    nowMs = 5_000;
    expect(await opener.open()).toBe(true);
  });

  it("assumes that a store that does not answer is closed", async () => {
    expect(await createOpener(unread(new StoreWorld()), async () => true).open()).toBe(false);
  });

  it("throws on a bug", async () => {
    const opener = createOpener(new StoreWorld().inner, () => Promise.reject(new TypeError("a bug")));
    await expect(opener.open()).rejects.toThrow("a bug");
  });
});
