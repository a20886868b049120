import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readContractJson } from "../../../lambda/store/contracts/contract-json.ts";
import { counterKey, nameKey } from "../../../lambda/store/contracts/contract-key.ts";
import { checkGroup, writeGroup } from "../../../lambda/store/groups/write-group.ts";
import { type Holding, NO_HOLDING } from "../../../lambda/store/items.ts";
import { countParts, divide, toPartName, toShare } from "../../../lambda/store/limits/counter-parts.ts";
import { addHoldings, fits, mapDimensions, sumHoldings } from "../../../lambda/store/limits/counters.ts";
import type { CounterChange, Store } from "../../../lambda/store/store.ts";
import { gaugeOf } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { Random } from "../../support/random.ts";
import { RunWorld } from "../../support/store/run-world.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

/** More groups than a counter with one part counts. */
const MANY_GROUPS = 2_000;
const PARTS = 16;

const limit = (limits: Partial<Holding>): Holding => ({
  groups: MANY_GROUPS,
  series: 100_000,
  bytes: 100_000_000,
  names: 10_000,
  ...limits,
});

const createWorld = () => new StoreWorld().open();

/** Runs that know the limits of the owner. */
const createRuns = (world: StoreWorld, allowed: Holding): RunWorld => {
  const runs = new RunWorld(world);
  const limits = { allowed: new Map([["app", allowed]]), maxima: world.maxima };
  runs.settings = { ...runs.settings, limits };
  return runs;
};

/** Pushes a group with so many series. */
const push = async (world: StoreWorld, job: string, series: number, allowed: Holding, random = 0) =>
  writeGroup(world.push([gaugeOf("m", series)], { key: keyOf(job), allowed }), {
    ...world.createFunction(),
    random: () => random,
  });

const partsOf = async (world: StoreWorld, owner: string | undefined): Promise<readonly number[]> => {
  const keys = Array.from({ length: PARTS }, (_, part) => counterKey(toPartName(owner, part)));
  const items = await world.inner.contracts.read(keys);
  return keys.map((key) => {
    const item = items.get(key)?.item;
    return item?.kind === "counter" ? item.series : 0;
  });
};

const putPart = async (world: StoreWorld, owner: string | undefined, part: number, held: Partial<Holding>) =>
  world.inner.contracts.add({ to: toPartName(owner, part), add: { ...NO_HOLDING, ...held } });

const holding = fc.record({
  groups: fc.nat({ max: 40 }),
  series: fc.nat({ max: 400 }),
  bytes: fc.nat({ max: 4_000 }),
  names: fc.nat({ max: 40 }),
});

describe("a counter", () => {
  it("has one part for up to 1,000 groups, and 16 parts for more", () => {
    expect(countParts(limit({ groups: 1_000 }))).toBe(1);
    expect(countParts(limit({ groups: 1_001 }))).toBe(16);
  });

  it("has shares that add up to the whole, and a larger whole makes no share smaller", () => {
    fc.assert(
      fc.property(holding, holding, fc.constantFrom(1, 16), (whole, more, parts) => {
        const shares = (of: Holding) => Array.from({ length: parts }, (_, part) => toShare(of, parts, part));
        expect(sumHoldings(shares(whole))).toEqual(whole);
        const larger = shares(addHoldings(whole, more));
        expect(shares(whole).every((share, part) => fits(NO_HOLDING, share, larger[part]!))).toBe(true);
      }),
    );
  });

  it("divides all its room, and gives no part more than its share", () => {
    fc.assert(
      fc.property(
        holding,
        fc.array(holding, { minLength: 16, maxLength: 16 }),
        fc.nat({ max: 15 }),
        (allowed, drawn, first) => {
          const held = drawn.map((one, part) =>
            mapDimensions((dimension) => one[dimension] % (toShare(allowed, 16, part)[dimension] + 1)),
          );
          const room = mapDimensions((one) => allowed[one] - sumHoldings(held)[one]);
          const divided = divide(room, held, allowed, first);
          expect(sumHoldings(divided.map(({ add }) => add))).toEqual(room);
          expect(divided.every(({ part, add }) => fits(held[part]!, add, toShare(allowed, 16, part)))).toBe(
            true,
          );
        },
      ),
    );
  });
});

describe.each([
  ["an owner", "over-limit", "app"],
  ["all together", "full", undefined],
] as const)("the limit of %s", (_, kind, account) => {
  const createLimited = async (limits: Partial<Holding>) => {
    const world = await createWorld();
    const small = limit(limits);
    if (account === undefined) {
      world.maxima = small;
    }
    return { world, allowed: account === undefined ? limit({}) : small };
  };

  it("applies to the sum of all parts", async () => {
    const { world, allowed } = await createLimited({ series: 160 });
    await putPart(world, account, 3, { series: 90 });
    await putPart(world, account, 0, { series: 10 });
    expect(await push(world, "a", 61, allowed)).toEqual({
      kind,
      dimension: "series",
      held: 100,
      added: 61,
      allowed: 160,
    });
    // Part 3 has more than its share, so the other parts have less room than the sum says.
    expect(await push(world, "a", 60, allowed)).toMatchObject({ kind: "stored" });
    expect(sumOf(await partsOf(world, account))).toBe(160);
  });

  it("is reached exactly, whichever parts have room", async () => {
    const { world, allowed } = await createLimited({ series: 100 });
    const kinds: string[] = [];
    for (let index = 0; index < 11; index++) {
      kinds.push((await push(world, `j${index}`, 10, allowed, (index % PARTS) / PARTS)).kind);
    }
    expect(kinds).toEqual([...Array.from({ length: 10 }, () => "stored"), kind]);
    const parts = await partsOf(world, account);
    expect(sumOf(parts)).toBe(100);
    expect(Math.max(...parts)).toBeLessThanOrEqual(7);
  });

  it("is not exceeded by concurrent pushes, and is used completely", async () => {
    const { world, allowed } = await createLimited({ series: 200 });
    let stored = await pushAtOnce(world, 60, allowed);
    expect(stored).toBeGreaterThan(35);
    // Two pushes that each booked a part of the last room refuse each other.
    while ((await push(world, `later${stored}`, 5, allowed)).kind === "stored") {
      stored += 1;
    }
    expect(stored).toBe(40);
    expect(await world.holding(account)).toMatchObject({ series: 200 });
  });

  it("is exceeded by concurrent pushes if the share of each part is not checked", async () => {
    const { world, allowed } = await createLimited({ series: 200 });
    world.store = withoutShares(world.inner);
    expect(await pushAtOnce(world, 60, allowed)).toBeGreaterThan(40);
  });

  it("refuses a push before a name is created, and a dry run in the same way", async () => {
    const { world, allowed } = await createLimited({ series: 16 });
    const over = { kind, dimension: "series", held: 0, added: 17, allowed: 16 };
    expect(await push(world, "a", 17, allowed)).toEqual(over);
    expect(await world.inner.contracts.read([nameKey("m")])).toEqual(new Map());
    const dry = world.push([gaugeOf("m", 17)], { allowed });
    expect(await checkGroup(dry, world.createFunction())).toEqual(over);
    expect(await world.holding("app")).toEqual(NO_HOLDING);
    expect(await world.total()).toEqual(NO_HOLDING);
  });

  it("is spread over the parts by a run, and counted exactly", async () => {
    const { world, allowed } = await createLimited({ series: 320 });
    const runs = createRuns(world, allowed);
    for (const job of ["a", "b", "c", "d"]) {
      await runs.push([gaugeOf("m", 40)], { key: keyOf(job), allowed });
    }
    await putPart(world, account, 5, { series: 1_000 });
    await runs.run();
    expect(await partsOf(world, account)).toEqual(Array.from({ length: PARTS }, () => 10));
    expect(await push(world, "e", 161, allowed)).toMatchObject({ kind, held: 160 });
    expect(await push(world, "e", 160, allowed)).toMatchObject({ kind: "stored" });
  });
});

describe("a counter from before parts existed", () => {
  const OLD = { groups: 1_500, series: 1_500, bytes: 1_536_000, names: 1 };

  it("is read as the first part", () => {
    const item = { kind: "counter", of: { owner: "app" }, ...OLD, revision: 7 };
    expect(readContractJson(JSON.stringify(item))).toEqual({ ...item, of: { owner: "app", part: 0 } });
    expect(counterKey(toPartName("app", 0))).toMatch(/^owner#[^#]+$/);
  });

  it("limits the other parts before a run has spread it", async () => {
    const world = await createWorld();
    await putPart(world, "app", 0, OLD);
    const allowed = limit({ series: 1_510 });
    const outcomes: string[] = [];
    for (let index = 0; index < 11; index++) {
      outcomes.push((await push(world, `j${index}`, 1, allowed, (index % PARTS) / PARTS)).kind);
    }
    expect(outcomes).toEqual([...Array.from({ length: 10 }, () => "stored"), "over-limit"]);
  });

  it("is spread by the first run, even if it is right", async () => {
    const world = await createWorld();
    const allowed = limit({ series: 100 });
    const runs = createRuns(world, allowed);
    // One part, as in earlier versions.
    await runs.push([gaugeOf("m", 80)], { allowed: { ...allowed, groups: 1 } });
    expect(await partsOf(world, "app")).toEqual([80, ...Array.from({ length: PARTS - 1 }, () => 0)]);
    await runs.run();
    expect(await partsOf(world, "app")).toEqual(Array.from({ length: PARTS }, () => 5));
  });

  it("gets one part again when its owner's limit of groups becomes small", async () => {
    const world = await createWorld();
    for (let part = 0; part < PARTS; part++) {
      await putPart(world, "app", part, { series: 1 });
    }
    const allowed = limit({ groups: 10 });
    const runs = createRuns(world, allowed);
    await runs.push([gaugeOf("m", 3)], { allowed });
    await runs.run();
    expect(await partsOf(world, "app")).toEqual([3, ...Array.from({ length: PARTS - 1 }, () => 0)]);
    await runs.run();
    const keys = Array.from({ length: PARTS }, (_, part) => counterKey(toPartName("app", part)));
    expect((await world.inner.contracts.read(keys)).size).toBe(1);
  });
});

describe("a run", () => {
  it("does not write to a counter that is right", async () => {
    const world = await createWorld();
    const allowed = limit({});
    const runs = createRuns(world, allowed);
    await runs.push([gaugeOf("m", 5)], { allowed });
    await runs.run();
    const { contracts } = world.inner;
    let additions = 0;
    const add = (change: CounterChange) => {
      additions += 1;
      return contracts.add(change);
    };
    world.store = { ...world.inner, contracts: { ...contracts, add } };
    await runs.run();
    expect(additions).toBe(0);
  });
});

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/**
 * Pushes groups of five series each from four functions, with a random delay for each request. Returns how many groups
 * are stored.
 */
const pushAtOnce = async (world: StoreWorld, groups: number, allowed: Holding): Promise<number> => {
  const random = new Random(groups);
  await push(world, "first", 5, limit({}), 0);
  const inner = world.store;
  world.store = delayed(inner, random);
  const functions = Array.from({ length: 4 }, () => ({
    ...world.createFunction(),
    random: () => random.next(),
    backOff: () => turns(random.next() * 20),
  }));
  const outcomes = await Promise.all(
    Array.from({ length: groups }, async (_, index) => {
      const one = world.push([gaugeOf("m", 5)], { key: keyOf(`g${index}`), allowed });
      return (await writeGroup(one, functions[index % functions.length]!)).kind;
    }),
  );
  return 1 + outcomes.filter((kind) => kind === "stored").length;
};

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) {
    await Promise.resolve();
  }
};

const delayed = (store: Store, random: Random): Store => ({
  ...store,
  contracts: {
    ...store.contracts,
    read: async (keys) => {
      await turns(random.next() * 20);
      const found = await store.contracts.read(keys);
      await turns(random.next() * 20);
      return found;
    },
    add: async (change) => {
      await turns(random.next() * 20);
      return store.contracts.add(change);
    },
  },
});

const withoutShares = (store: Store): Store => ({
  ...store,
  contracts: {
    ...store.contracts,
    add: ({ to, add }) => store.contracts.add({ to, add }),
  },
});
