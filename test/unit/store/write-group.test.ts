import { describe, expect, it } from "@jest/globals";
import { MAX_SHAPE_NAMES } from "../../../lambda/decode/part-limit.ts";
import { nameKey, placementKey } from "../../../lambda/store/contracts/contract-key.ts";
import { checkGroup, writeGroup } from "../../../lambda/store/groups/write-group.ts";
import { counter, gauge, sample, sampleFamily } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { countRequests } from "../../support/store/counting-store.ts";
import { type Disturbance, disturb } from "../../support/store/disturbed-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const createWorld = async () => {
  const world = await new StoreWorld().open();
  const counting = countRequests(world.inner);
  world.store = counting;
  return { world, counting };
};

/** Disturbs the named requests. The key is the kind of request and its number. */
const withDisturbances = (world: StoreWorld, disturbances: Record<string, Disturbance>): void => {
  world.store = disturb(world.inner, (request, nth) => disturbances[`${request} ${nth}`]);
};

describe("a steady push", () => {
  it("costs one write and no read, even in a function that remembers nothing", async () => {
    const { world, counting } = await createWorld();
    await world.write([gauge("a", 1), gauge("b", 1)]);
    counting.restart();
    const outcome = await world.write([gauge("a", 2), gauge("b", 2)]);
    expect(outcome).toMatchObject({ kind: "stored", atMs: world.nowMs, restsOnMs: world.nowMs });
    expect(counting.counts).toEqual({ writes: 1, readRequests: 0, readItems: 0 });
    expect(await world.held()).toEqual({ a: ["gauge", 2], b: ["gauge", 2] });
  });

  it("costs the same for a POST with all families of its group", async () => {
    const { world, counting } = await createWorld();
    await world.write([gauge("a", 1)]);
    counting.restart();
    await world.write([gauge("a", 2)], { method: "POST" });
    expect(counting.counts).toEqual({ writes: 1, readRequests: 0, readItems: 0 });
  });

  describe("can follow another push of the group in the same millisecond", () => {
    const createRace = async () => {
      const { world, counting } = await createWorld();
      await world.write([gauge("a", 1)]);
      await world.write([gauge("a", 2)]);
      const { nowMs } = world;
      const push = world.push([gauge("a", 3)]);
      world.nowMs = nowMs;
      counting.restart();
      return { world, counting, push, laterMs: nowMs + 1 };
    };

    it("costs a second write and no read", async () => {
      const { world, counting, push, laterMs } = await createRace();
      const outcome = await writeGroup(push, world.createFunction());
      expect(outcome).toMatchObject({ kind: "stored", atMs: laterMs });
      expect(counting.counts).toEqual({ writes: 2, readRequests: 0, readItems: 0 });
      expect(await world.held()).toEqual({ a: ["gauge", 3] });
      expect((await world.inner.groups.read(push.key.path))?.atMs).toBe(laterMs);
    });

    it("returns the time of its write, although the answer was lost", async () => {
      const { world, push, laterMs } = await createRace();
      withDisturbances(world, { "groups.overwrite 2": "unheard" });
      expect(await writeGroup(push, world.createFunction())).toMatchObject({ kind: "stored", atMs: laterMs });
    });

    it("does not overwrite what a rival has written in between", async () => {
      const { world, push, laterMs } = await createRace();
      const rival = { ...push, id: "rival", families: [gauge("a", 4)] };
      withDisturbances(world, {
        "groups.overwrite 2": async () => {
          const outcome = await writeGroup(rival, { ...world.createFunction(), store: world.inner });
          expect(outcome).toMatchObject({ kind: "stored", atMs: laterMs });
        },
      });
      expect(await writeGroup(push, world.createFunction())).toMatchObject({
        kind: "stored",
        atMs: laterMs + 1,
      });
    });
  });
});

describe("untyped samples that adopt a type", () => {
  const untyped = (value: number) => sampleFamily("untyped", "c", [sample(value)]);

  it("cost a second write and no read in a new function, and one write after that", async () => {
    const { world, counting } = await createWorld();
    await world.write([counter("c")]);
    counting.restart();
    const warm = world.createFunction();
    await world.write([untyped(2)], {}, warm);
    expect(counting.restart()).toEqual({ writes: 2, readRequests: 0, readItems: 0 });
    await world.write([untyped(3)], {}, warm);
    expect(counting.counts).toEqual({ writes: 1, readRequests: 0, readItems: 0 });
    expect(await world.held()).toEqual({ c: ["counter", 3] });
  });

  it("get the type that another group has", async () => {
    const { world } = await createWorld();
    await world.write([counter("c")], { key: keyOf("other") });
    expect(await world.write([untyped(2)])).toMatchObject({ kind: "stored" });
    expect(await world.held()).toEqual({ c: ["counter", 2] });
  });

  it("get the type of a name of the Pushgateway itself", async () => {
    const { world } = await createWorld();
    const families = [sampleFamily("untyped", "go_goroutines", [sample(2)])];
    expect(await world.write(families)).toMatchObject({ kind: "stored" });
    expect(await world.held()).toEqual({ go_goroutines: ["gauge", 2] });
  });

  it("are refused when they are not counts, even if the type is remembered", async () => {
    const { world } = await createWorld();
    const ports = world.createFunction();
    await world.write([counter("c")], {}, ports);
    await world.write([untyped(2)], {}, ports);
    const outcome = await world.write([untyped(-1)], {}, ports);
    expect(outcome).toMatchObject({ kind: "no-counts", issues: [{ code: "adopted-counter-value" }] });
    expect(await world.held()).toEqual({ c: ["counter", 2] });
  });

  it("ignore an outdated remembered type", async () => {
    const { world } = await createWorld();
    const ports = world.createFunction();
    ports.hints.learnAdopted("c", "counter");
    await world.write([untyped(2)], {}, ports);
    expect(await world.held()).toEqual({ c: ["untyped", 2] });
  });
});

describe("the first push of a group", () => {
  it("costs four writes and one more for each new entry item, in at most two read requests", async () => {
    const { world, counting } = await createWorld();
    const families = Array.from({ length: 11 }, (_, index) => gauge(`m${index}`, 1));
    const key = keyOf("backup", { instance: "one" });
    await world.write(families, { key });
    const first = counting.restart();
    expect(first).toMatchObject({ writes: 4 + 11 + 1, readRequests: 1 });
    const second = keyOf("backup", { instance: "two" });
    await world.write(families, { key: second });
    expect(counting.counts).toMatchObject({ writes: 4 + 1, readRequests: 1 });
  });

  it("counts the group for its owner and for all", async () => {
    const { world } = await createWorld();
    await world.write([gauge("a", 1), gauge("b", 1)]);
    const holding = { groups: 1, series: 2, bytes: 1_024, names: 2 };
    expect(await world.holding("app")).toEqual(holding);
    expect(await world.total()).toEqual(holding);
  });
});

describe("the long way", () => {
  it("refuses a type that differs from the entry, and writes nothing", async () => {
    const { world, counting } = await createWorld();
    await world.write([gauge("a", 1)]);
    counting.restart();
    const families = [counter("a"), gauge("new", 1)];
    expect(await world.write(families, { key: keyOf("x") })).toMatchObject({
      kind: "conflict",
      conflicts: [{ name: "a", wanted: "counter", existing: "gauge" }],
    });
    expect(counting.counts.writes).toBe(1);
    expect(await world.inner.contracts.read([nameKey("new")])).toEqual(new Map());
  });

  it("merges a POST into the group", async () => {
    const { world } = await createWorld();
    const ports = world.createFunction();
    await world.write([gauge("a", 1), gauge("b", 1)], {}, ports);
    await world.write([gauge("b", 2)], { method: "POST" }, ports);
    expect(await world.held()).toEqual({ a: ["gauge", 1], b: ["gauge", 2] });
    await world.write([gauge("a", 3), gauge("b", 3)], { method: "POST" }, ports);
    expect(await world.held()).toEqual({ a: ["gauge", 3], b: ["gauge", 3] });
  });

  it("refuses a POST that would make the group unreadable", async () => {
    const { world } = await createWorld();
    const ports = world.createFunction();
    // Each series has its own label names, and the decoder's limit is 50,000.
    const manyShapes = (name: string) =>
      sampleFamily(
        "gauge",
        name,
        Array.from({ length: 400 }, (_, series) =>
          sample(
            1,
            Object.fromEntries(Array.from({ length: 64 }, (_, label) => [`${name}${series}_${label}`, "x"])),
          ),
        ),
      );
    await world.write([manyShapes("a")], {}, ports);
    const before = await world.held();
    const outcome = await world.write([manyShapes("b")], { method: "POST" }, ports);
    const detail = `more than ${MAX_SHAPE_NAMES} label names in label sets that differ`;
    expect(outcome).toEqual({ kind: "too-costly", detail });
    expect(await world.held()).toEqual(before);
  });

  it("refuses a POST that would make the group large before compression, however small it is afterwards", async () => {
    const { world } = await createWorld();
    const ports = world.createFunction();
    const ofMebibytes = (name: string, mebibytes: number) =>
      sampleFamily("gauge", name, [sample(1)], "x".repeat(mebibytes * 1_024 * 1_024 - 100));
    await world.write([ofMebibytes("a", 4)], {}, ports);
    expect(await world.write([ofMebibytes("b", 4)], { method: "POST" }, ports)).toMatchObject({
      kind: "stored",
    });
    expect(await world.write([gauge("c", 1)], { method: "POST" }, ports)).toMatchObject({ kind: "stored" });
    expect(await world.write([ofMebibytes("d", 1)], { method: "POST" }, ports)).toEqual({
      kind: "too-costly",
      detail: "more than 8388608 bytes before compression",
    });
    // One push may be larger, if its client's limits allow it.
    expect(await world.write([ofMebibytes("e", 9)], {}, ports)).toMatchObject({ kind: "stored" });
  });

  it("starts over when a rival has written an entry, and then sees it", async () => {
    const { world } = await createWorld();
    const rival = world.push([counter("a")], { key: keyOf("rival") });
    withDisturbances(world, {
      "contracts.write 1": async () => {
        await writeGroup(rival, { ...world.createFunction(), store: world.inner });
      },
    });
    expect(await world.write([gauge("a", 1)])).toMatchObject({
      kind: "conflict",
    });
  });

  it("starts over when it was frozen between reading and writing (C)", async () => {
    const { world } = await createWorld();
    withDisturbances(world, {
      "contracts.add 2": () => {
        world.nowMs += 10_000;
      },
    });
    expect(await world.write([gauge("a", 1)])).toMatchObject({ kind: "stored" });
    expect(world.waits).toEqual([1]);
  });

  it("gives up after ten tries", async () => {
    const { world } = await createWorld();
    let rivals = 0;
    world.store = disturb(world.inner, (request) =>
      request === "groups.write"
        ? async () => {
            const expected = await world.inner.groups.read(keyOf("backup").path);
            const item = { state: "deleted", path: keyOf("backup").path, idle: undefined } as const;
            await world.inner.groups.write({ ...item, atMs: ++rivals, id: `rival${rivals}` }, expected);
          }
        : undefined,
    );
    const outcome = await world.write([gauge("a", 1)]);
    expect(outcome).toEqual({ kind: "unavailable", reason: "contended" });
    expect(world.waits).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await world.holding("app")).toEqual({ groups: 0, series: 0, bytes: 0, names: 1 });
  });

  it("makes an idle entry used before it relies on it", async () => {
    const { world } = await createWorld();
    const first = { owner: "x", job: "x", atMs: 1 };
    const idle = { runs: 2, atMs: 1, pushgatewayStart: "" };
    const entries = new Map([["a", { family: "a", type: "gauge" as const, first, idle }]]);
    await world.put({ kind: "name", base: "a", entries }, nameKey("a"));
    await world.write([gauge("a", 1)]);
    expect(await world.item(nameKey("a"))).toMatchObject({
      entries: new Map([["a", { first, idle: undefined }]]),
    });
    expect((await world.holding("app")).names).toBe(0);
  });
});

describe("a store that is not open", () => {
  const refusal = (reason: string) => ({ kind: "unavailable", reason });

  it("takes no push without `open`, or while another table is open", async () => {
    const world = new StoreWorld();
    expect(await world.write([gauge("a", 1)])).toEqual(refusal("closed"));
    const open = { kind: "open", table: "another", opening: undefined, labels: new Map() } as const;
    await world.put(open, "open");
    expect(await world.write([gauge("a", 1)])).toEqual(refusal("closed"));
  });

  it("takes no key with an opening label, but bodies with it, however many values they have", async () => {
    const world = await new StoreWorld().open([], ["instance"]);
    const key = keyOf("backup", { instance: "one" });
    expect(await world.write([gauge("a", 1)], { key })).toEqual(refusal("label-opening"));
    const metrics = Array.from({ length: 9 }, (_, index) => sample(index, { instance: `i${index}` }));
    expect(await world.write([sampleFamily("gauge", "a", metrics)])).toMatchObject({ kind: "stored" });
    expect(await world.item(placementKey("backup"))).toMatchObject({
      families: new Map([["a", new Map([["instance", { rest: { side: "body" } }]])]]),
    });
  });

  it("checks the placements of a group again that was written before a label was tracked", async () => {
    const world = await new StoreWorld().open([]);
    await world.write([gauge("a", 1, { instance: "one" })]);
    await world.open(["instance"]);
    await world.write([gauge("a", 2, { instance: "one" })]);
    const key = keyOf("backup", { instance: "one" });
    expect(await world.write([gauge("a", 1)], { key })).toMatchObject({
      kind: "conflict",
      conflicts: [{ kind: "placement", wanted: "key" }],
    });
  });
});

describe("an outage of the store", () => {
  it("makes the blind write repeat once, with the same id", async () => {
    const { world } = await createWorld();
    await world.write([gauge("a", 1)]);
    withDisturbances(world, { "groups.overwrite 1": "unheard" });
    const outcome = await world.write([gauge("a", 2)]);
    expect(outcome).toMatchObject({ kind: "stored" });
    expect(await world.held()).toEqual({ a: ["gauge", 2] });
  });

  it("is reported when nothing can be read", async () => {
    const { world } = await createWorld();
    withDisturbances(world, { "contracts.read 1": "lost" });
    expect(await world.write([gauge("a", 1)])).toEqual({
      kind: "unavailable",
      reason: "unanswered",
    });
  });
});

describe("a dry run", () => {
  it("writes nothing, and returns the refusal that the push would get", async () => {
    const { world, counting } = await createWorld();
    await world.write([gauge("a", 1)]);
    counting.restart();
    expect(await checkGroup(world.push([gauge("a", 1), gauge("b", 1)]), world.createFunction())).toEqual({
      kind: "storable",
    });
    expect(await checkGroup(world.push([counter("a")]), world.createFunction())).toMatchObject({
      kind: "conflict",
    });
    const allowed = { groups: 1, series: 1, bytes: 9_999, names: 9 };
    expect(
      await checkGroup(world.push([gauge("a", 1), gauge("b", 1)], { allowed }), world.createFunction()),
    ).toEqual({ kind: "over-limit", dimension: "series", held: 1, added: 1, allowed: 1 });
    expect(counting.counts.writes).toBe(0);
  });

  it("reports that the store does not answer", async () => {
    const { world } = await createWorld();
    withDisturbances(world, { "groups.read 1": "lost" });
    expect(await checkGroup(world.push([gauge("a", 1)]), world.createFunction())).toEqual({
      kind: "unavailable",
      reason: "unanswered",
    });
  });

  it("throws on a bug", async () => {
    const { world } = await createWorld();
    withDisturbances(world, {
      "groups.read 1": () => {
        throw new TypeError("a bug");
      },
    });
    await expect(checkGroup(world.push([gauge("a", 1)]), world.createFunction())).rejects.toThrow("a bug");
  });

  it("accepts a group that this very push has already stored", async () => {
    const { world } = await createWorld();
    const push = world.push([gauge("a", 1)]);
    await writeGroup(push, world.createFunction());
    expect(await checkGroup(push, world.createFunction())).toEqual({ kind: "storable" });
  });
});
