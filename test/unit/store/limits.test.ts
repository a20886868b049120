import { describe, expect, it } from "@jest/globals";
import { nameKey } from "../../../lambda/store/contracts/contract-key.ts";
import { writeGroup } from "../../../lambda/store/groups/write-group.ts";
import { type Holding, NO_HOLDING } from "../../../lambda/store/items.ts";
import { gaugeOf } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { disturb } from "../../support/store/disturbed-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const allowed = (limits: Partial<Holding>): Holding => ({
  groups: 100,
  series: 1_000,
  bytes: 1_000_000,
  names: 100,
  ...limits,
});

const createWorld = () => new StoreWorld().open();

describe("the limits of an owner", () => {
  it("never allow more live series than their number, whatever replaces what", async () => {
    const world = await createWorld();
    const limits = { allowed: allowed({ series: 100 }) };
    const a = [gaugeOf("a", 100)];
    const b = [gaugeOf("b", 100)];
    expect(await world.write(a, limits)).toMatchObject({ kind: "stored" });
    expect(await world.write(b, limits)).toMatchObject({ kind: "stored" });
    expect(await world.write(a, { ...limits, method: "POST" })).toEqual({
      kind: "over-limit",
      dimension: "series",
      held: 100,
      added: 100,
      allowed: 100,
    });
    expect(await world.holding("app")).toMatchObject({ groups: 1, series: 100 });
  });

  it.each<[keyof Holding, Partial<Holding>]>([
    ["groups", { groups: 1 }],
    ["bytes", { bytes: 1_024 }],
  ])("count %s", async (dimension, limits) => {
    const world = await createWorld();
    const parts = { allowed: allowed(limits) };
    await world.write([gaugeOf("a", 1)], parts);
    const second = { ...parts, key: keyOf("other") };
    expect(await world.write([gaugeOf("a", 1)], second)).toMatchObject({ kind: "over-limit", dimension });
  });

  it("count names for their first claimant, and create none over the limit", async () => {
    const world = await createWorld();
    const parts = { allowed: allowed({ names: 2 }) };
    await world.write([gaugeOf("a", 1), gaugeOf("b", 1)], parts);
    const another = { ...parts, key: keyOf("other") };
    expect(await world.write([gaugeOf("c", 1)], another)).toMatchObject({ dimension: "names", held: 2 });
    expect(await world.inner.contracts.read([nameKey("c")])).toEqual(new Map());
    const stranger = { ...parts, key: keyOf("stranger"), owner: "stranger" };
    expect(await world.write([gaugeOf("a", 1)], stranger)).toMatchObject({ kind: "stored" });
    expect(await world.holding("stranger")).toMatchObject({ groups: 1, names: 0 });
  });

  it("allow an owner that exceeds them to continue with steady pushes, and to shrink", async () => {
    const world = await createWorld();
    await world.write([gaugeOf("a", 5)]);
    const parts = { allowed: allowed({ series: 2 }) };
    expect(await world.write([gaugeOf("a", 5)], parts)).toMatchObject({
      kind: "stored",
    });
    expect(await world.write([gaugeOf("a", 4)], parts)).toMatchObject({
      kind: "stored",
    });
    expect(await world.holding("app")).toMatchObject({ groups: 1, series: 4 });
    expect(await world.total()).toMatchObject({ groups: 1, series: 4 });
  });

  it("count a group for the owner that created it, also if another owner pushes to it", async () => {
    const world = await createWorld();
    await world.write([gaugeOf("a", 1)]);
    const parts = { owner: "guest", method: "POST" as const };
    await world.write([gaugeOf("b", 3)], parts);
    expect(await world.holding("app")).toEqual({ groups: 1, series: 4, bytes: 1_024, names: 1 });
    expect(await world.holding("guest")).toEqual({ ...NO_HOLDING, names: 1 });
    const ports = { ...world.createFunction(), allowedOf: () => allowed({ series: 5 }) };
    expect(await world.write([gaugeOf("c", 2)], parts, ports)).toMatchObject({
      kind: "over-limit",
      dimension: "series",
      held: 4,
      allowed: 5,
      isOther: true,
    });
  });
});

describe("a booking", () => {
  it("is undone when the group was not written, except names, whose entries exist", async () => {
    const world = await createWorld();
    world.store = disturb(world.inner, (request) =>
      request === "groups.read" ? "lost" : request === "groups.write" ? rivalWrites(world) : undefined,
    );
    await world.write([gaugeOf("a", 2)]);
    expect(await world.holding("app")).toEqual({ ...NO_HOLDING, names: 1 });
    expect(await world.total()).toEqual({ ...NO_HOLDING, names: 1 });
  });

  it("stays when it is not known whether the group was written", async () => {
    const world = await createWorld();
    world.store = disturb(world.inner, (request) => (request === "groups.write" ? "lost" : undefined));
    const outcome = await world.write([gaugeOf("a", 2)]);
    expect(outcome).toMatchObject({ kind: "unavailable" });
    expect(await world.holding("app")).toMatchObject({ groups: 1, series: 2 });
  });

  it("is not repeated when the push is tried again", async () => {
    const world = await createWorld();
    let writes = 0;
    world.store = disturb(world.inner, (request) =>
      request === "groups.write" && ++writes === 1 ? rivalWrites(world) : undefined,
    );
    const outcome = await world.write([gaugeOf("a", 2)]);
    expect(outcome).toMatchObject({ kind: "stored" });
    expect(await world.holding("app")).toEqual({ groups: 1, series: 2, bytes: 1_024, names: 1 });
    expect(await world.total()).toMatchObject({ groups: 1, series: 2 });
  });

  it("gives 429 to the slower push in a race, and does not change the faster one", async () => {
    const world = await createWorld();
    const parts = { allowed: allowed({ series: 2 }) };
    const rival = world.push([gaugeOf("a", 2)], { ...parts, key: keyOf("rival") });
    world.store = disturb(world.inner, (request, nth) =>
      request === "contracts.add" && nth === 1
        ? async () => {
            await writeGroup(rival, { ...world.createFunction(), store: world.inner });
          }
        : undefined,
    );
    expect(await world.write([gaugeOf("b", 2)], parts)).toEqual({
      kind: "over-limit",
      dimension: "series",
      held: 2,
      added: 2,
      allowed: 2,
    });
    expect(world.waits).toEqual([]);
    expect(await world.holding("app")).toMatchObject({ groups: 1, series: 2, names: 1 });
    expect(await world.inner.contracts.read([nameKey("b")])).toEqual(new Map());
  });
});

let rivals = 0;

/** A rival deletes the group just before. */
const rivalWrites = (world: StoreWorld) => async () => {
  const { path } = keyOf("backup");
  const expected = await world.inner.groups.read(path);
  await world.inner.groups.write(
    { state: "deleted", path, atMs: ++rivals, id: `rival${rivals}`, idle: undefined },
    expected,
  );
};
