import { describe, expect, it } from "@jest/globals";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import { GONE_FOR_MS } from "../../../lambda/store/groups/gone.ts";
import { writeGroup } from "../../../lambda/store/groups/write-group.ts";
import { type CounterName, type Holding, NO_HOLDING } from "../../../lambda/store/items.ts";
import { divide, toPartName } from "../../../lambda/store/limits/counter-parts.ts";
import { gaugeOf } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const limit = (limits: Partial<Holding>): Holding => ({
  groups: 2_000,
  series: 100_000,
  bytes: 100_000_000,
  names: 10_000,
  ...limits,
});

/** A world that records which counters are changed, and how often the total is read. */
const createWorld = async (store = createMemoryStore()) => {
  const world = await new StoreWorld(store).open();
  const added: CounterName[] = [];
  const seen = { totalReads: 0 };
  const { contracts } = world.inner;
  world.store = {
    ...world.inner,
    contracts: {
      ...contracts,
      read: async (keys) => {
        seen.totalReads += keys.includes("total#0") ? 1 : 0;
        return contracts.read(keys);
      },
      add: async (change) => {
        added.push(change.to);
        return contracts.add(change);
      },
    },
  };
  const hold = (account: string | undefined, part: number, held: Partial<Holding>) =>
    contracts.add({ to: toPartName(account, part), add: { ...NO_HOLDING, ...held } });
  /** A push from a function whose random number is `drawn`. */
  const push = (families: readonly MetricFamily[], parts: object = {}, drawn = 0) =>
    writeGroup(world.push(families, parts), { ...world.createFunction(), random: () => drawn });
  return { world, added, seen, hold, push };
};

describe("a push books its growth", () => {
  it("in a random part of its owner's counter and of the total, and books shrinking there, too", async () => {
    const { world, added, push } = await createWorld();
    world.maxima = limit({});
    const parts = { allowed: limit({}) };
    await push([gaugeOf("a", 5)], parts, 0.5);
    const eighth = [toPartName("app", 8), toPartName(undefined, 8)];
    expect(added.splice(0)).toEqual(eighth);
    await push([gaugeOf("a", 2)], parts, 0.5);
    expect(added.splice(0)).toEqual(eighth);
    await push([gaugeOf("a", 5)], parts, 0.999);
    expect(added).toEqual([toPartName("app", 15), toPartName(undefined, 15)]);
    expect(await world.holding("app")).toMatchObject({ series: 5 });
  });

  it("at once in a part with room, when the first part is known to be full", async () => {
    const { world, added, hold, push } = await createWorld();
    const allowed = limit({ series: 160 });
    await hold("app", 0, { series: 10 });
    expect(await push([gaugeOf("a", 3)], { allowed })).toMatchObject({ kind: "stored" });
    expect(added.slice(0, 1)).toEqual([toPartName("app", 1)]);
    expect(await world.holding("app")).toMatchObject({ series: 13 });
  });

  it("only in dimensions that grow, even if another one is over its limit", async () => {
    const { hold, push } = await createWorld();
    const allowed = limit({ series: 160, names: 2 });
    await push([gaugeOf("a", 1)], { allowed, key: keyOf("other") });
    await hold("app", 0, { series: 10, names: 5 });
    expect(await push([gaugeOf("a", 3)], { allowed })).toMatchObject({ kind: "stored" });
  });

  it("with one read of the total", async () => {
    const { world, seen, push } = await createWorld();
    world.maxima = limit({ series: 160 });
    expect(await push([gaugeOf("a", 20)])).toMatchObject({ kind: "stored" });
    expect(seen.totalReads).toBe(1);
  });

  it("not at all when it would exceed the names of a guest", async () => {
    const { added, push } = await createWorld();
    await push([gaugeOf("a", 1)]);
    added.splice(0);
    const guest = { owner: "guest", method: "POST", allowed: limit({ names: 0 }) };
    expect(await push([gaugeOf("b", 1)], guest)).toEqual({
      kind: "over-limit",
      dimension: "names",
      held: 0,
      added: 1,
      allowed: 0,
    });
    expect(added).toEqual([]);
  });

  it("against the limits of the group's owner, or the guest's limits if these are not known", async () => {
    const { push } = await createWorld();
    await push([gaugeOf("a", 1)]);
    const post = { owner: "guest", method: "POST", allowed: limit({ series: 5 }) };
    expect(await push([gaugeOf("b", 5)], post)).toMatchObject({ kind: "over-limit", held: 1, allowed: 5 });
    expect(await push([gaugeOf("b", 4)], post)).toMatchObject({ kind: "stored" });
  });

  it("but no change of bytes while the group has the same series", async () => {
    const { world, push } = await createWorld(createMemoryStore("groups", "kept"));
    const help = "x".repeat(5_000);
    await push([gaugeOf("a", 2, help)]);
    await push([gaugeOf("a", 1, help)]);
    const { bytes } = await world.holding("app");
    expect(bytes).toBeGreaterThan(5_000);
    // The push takes the long way, because the removed series are forgotten.
    world.nowMs += GONE_FOR_MS;
    expect(await push([gaugeOf("a", 1)])).toMatchObject({ kind: "stored" });
    expect(await world.holding("app")).toMatchObject({ bytes });
    expect(await world.inner.groups.read(keyOf("backup").path)).toMatchObject({ countedBytes: bytes });
  });
});

describe("an addition is divided", () => {
  const allowed = limit({ groups: 16, series: 160, bytes: 16, names: 16 });
  const add = (count: number): Holding => ({ ...NO_HOLDING, series: count });
  const held = (counts: Readonly<Record<number, number>>): readonly Holding[] =>
    Array.from({ length: 16 }, (_, part) => add(counts[part] ?? 10));

  it("into the first part that has room for all of it", () => {
    expect(divide(add(4), held({ 3: 7, 5: 6, 9: 0 }), allowed, 2)).toEqual([{ part: 5, add: add(4) }]);
    expect(divide(add(4), held({ 3: 6, 5: 6 }), allowed, 4)).toEqual([{ part: 5, add: add(4) }]);
  });

  it("or into several parts, as far as each has room", () => {
    expect(divide(add(9), held({ 1: 6, 3: 7, 5: 5, 9: 9 }), allowed, 2)).toEqual([
      { part: 3, add: add(3) },
      { part: 5, add: add(5) },
      { part: 9, add: add(1) },
    ]);
  });
});
