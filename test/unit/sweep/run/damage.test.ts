import { describe, expect, it } from "@jest/globals";
import type { StoredVersion } from "../../../../lambda/destinations/destination.ts";
import { counterKey, keyOf as keyOfItem, nameKey } from "../../../../lambda/store/contracts/contract-key.ts";
import type { ContractKey, LiveGroup } from "../../../../lambda/store/items.ts";
import { type ContractStore, StoreOutage, type UnreadableItem } from "../../../../lambda/store/store.ts";
import { createExpiry } from "../../../../lambda/sweep/garbage/expire.ts";
import type { ReadScrapePage } from "../../../../lambda/sweep/health/scrape-health.ts";
import { PushgatewayOutage } from "../../../../lambda/sweep/scan/seen-group.ts";
import { counter, gauge } from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";
import { showDamagedCounter } from "../../../support/store/damaged-counter.ts";
import { createMemoryStore } from "../../../support/store/memory-store.ts";
import { RunWorld } from "../../../support/store/run-world.ts";
import { StoreWorld } from "../../../support/store/store-world.ts";

const A = keyOf("a");
const B = keyOf("b");

const createWorld = async (): Promise<RunWorld> => new RunWorld(await new StoreWorld().open());

const readLive = async ({ world }: RunWorld, path: string): Promise<LiveGroup> => {
  const item = await world.inner.groups.read(path);
  if (item?.state !== "live") {
    throw new Error(`nothing live at ${path}`);
  }
  return item;
};

/** Damage by a disk or by hand. */
const damage = async (world: RunWorld, path: string): Promise<void> => {
  const item = await readLive(world, path);
  await world.world.inner.groups.write({ ...item, content: Uint8Array.of(9, 9, 9) }, item);
};

const isNameHeld = async ({ world }: RunWorld, name: string): Promise<boolean> =>
  (await world.inner.contracts.read([nameKey(name)])).size === 1;

describe("an unreadable item of the store", () => {
  it("is reported and skipped: other groups are repaired and expired, and the page is checked", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    await damage(world, A.path);
    await world.push([gauge("m")], { key: B, relay: "lost" });
    await world.push([gauge("m")], { key: keyOf("old") });
    world.settings = { ...world.settings, expiry: createExpiry([{ job: "old", afterSeconds: 50 }]) };
    const report = await world.run();
    expect(report).toMatchObject({
      outcome: "whole",
      repairs: { missing: 1, older: 0, leftOver: 0 },
      expired: [keyOf("old").path],
      foreign: [],
      storeBehind: [],
      health: { kind: "valid" },
    });
    expect(report.unreadable).toEqual([{ key: A.path, reason: expect.stringContaining("cannot be read") }]);
  });

  it("releases no entry, since its needs are not known", async () => {
    const world = await createWorld();
    await world.push([counter("m")], { key: A });
    await damage(world, A.path);
    await world.pushgateway.remove(A);
    await world.runTimes(8);
    expect(await isNameHeld(world, "m")).toBe(true);
    await world.delete(A);
    await world.runTimes(4);
    expect(await isNameHeld(world, "m")).toBe(false);
  });

  it("is recognised by the adapter, too", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, relay: "lost" });
    const { groups } = world.world.inner;
    const { scan } = groups;
    const broken: UnreadableItem = { state: "unreadable", key: "somewhere", reason: "no state" };
    groups.scan = async function* () {
      yield [broken];
      yield* scan();
    };
    expect(await world.run()).toMatchObject({
      repairs: { missing: 1 },
      unreadable: [{ key: "somewhere", reason: "no state" }],
    });
  });

  it("is reported when it is a contract", async () => {
    const world = await createWorld();
    const { contracts } = world.world.inner;
    const { scan } = contracts;
    contracts.scan = async function* () {
      yield [{ state: "unreadable", key: "name#x", reason: "no entries" }];
      yield* scan();
    };
    expect(await world.run()).toMatchObject({
      outcome: "whole",
      unreadable: [{ key: "name#x", reason: "no entries" }],
    });
  });
});

/** A memory store whose contracts can be damaged. */
const createDamageableStore = () => {
  const store = createMemoryStore();
  const { contracts } = store;
  const damaged = new Set<ContractKey>();
  const isDamaged = (key: ContractKey): boolean => damaged.has(key);
  const damageable: ContractStore = {
    ...contracts,
    read: async (keys) => {
      if (keys.some(isDamaged)) {
        throw new StoreOutage("damaged");
      }
      return contracts.read(keys);
    },
    add: async (change) =>
      isDamaged(counterKey(change.to))
        ? { kind: "unanswered", cause: new Error("damaged") }
        : contracts.add(change),
    remove: async (key, version) => {
      damaged.delete(key);
      return contracts.remove(key, version);
    },
    async *scan() {
      for await (const page of contracts.scan()) {
        yield page.map((found) =>
          "item" in found && isDamaged(keyOfItem(found.item))
            ? { state: "unreadable", key: keyOfItem(found.item), reason: "damaged", version: found.version }
            : found,
        );
      }
    },
  };
  return { store: { ...store, contracts: damageable }, damage: async (key: ContractKey) => damaged.add(key) };
};

describe("a damaged counter of limits", () => {
  it("is replaced by a run", async () => {
    const { store, damage } = createDamageableStore();
    await showDamagedCounter(store, damage);
  });

  it("is only reported if its version cannot be read, or if another run was faster", async () => {
    const world = await createWorld();
    const { contracts } = world.world.inner;
    const { scan } = contracts;
    const items = [
      { state: "unreadable", key: "owner#x", reason: "damaged" },
      { state: "unreadable", key: "total#0", reason: "damaged", version: "gone" },
    ] as const;
    contracts.scan = async function* () {
      yield items;
      yield* scan();
    };
    expect((await world.run()).unreadable).toEqual([
      { key: "owner#x", reason: "damaged" },
      { key: "total#0", reason: "damaged" },
    ]);
  });
});

describe("an unreadable group of the Pushgateway", () => {
  it("is reported, and nothing is released while it exists", async () => {
    const world = await createWorld();
    await world.push([counter("m")], { key: A });
    await world.delete(A);
    world.pushgateway.unreadable = 1;
    expect(await world.runTimes(8)).toMatchObject({
      outcome: "whole",
      releasedEntries: 0,
      removedTombstones: 0,
      unreadable: [{ key: "a group of the Pushgateway", reason: "it has no job" }],
    });
    world.pushgateway.unreadable = 0;
    expect(await world.runTimes(4)).toMatchObject({ releasedEntries: 1, removedTombstones: 1 });
  });

  it("keeps an empty store from opening at once, and is reported", async () => {
    const world = new RunWorld();
    world.pushgateway.unreadable = 1;
    expect(await world.run()).toMatchObject({
      opening: { isOpen: false, runs: 1 },
      unreadable: [{ reason: "it has no job" }],
    });
  });
});

describe("a store that fails for one group", () => {
  it("makes the run partial, and other groups are repaired", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, relay: "lost" });
    await world.push([gauge("m")], { key: B, relay: "lost" });
    const { groups } = world.world.inner;
    const { read } = groups;
    groups.read = async (path) => {
      if (path === A.path) {
        throw new StoreOutage("out of time");
      }
      return read(path);
    };
    expect(await world.run()).toMatchObject({ outcome: "partial", repairs: { missing: 2, failed: 1 } });
    expect([...world.pushgateway.groups.keys()]).toEqual([B.path]);
  });

  it("ends the run when it cannot be scanned", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, relay: "lost" });
    world.world.inner.groups.scan = () => {
      throw new StoreOutage("the store cannot be read", { cause: new Error("disk I/O error") });
    };
    expect(await world.run()).toMatchObject({
      outcome: "store-unread",
      outage: "disk I/O error",
      groups: 0,
    });
    expect(world.pushgateway.groups.size).toBe(0);
  });
});

describe("a relay of a run", () => {
  const letReadsTake = (ms: number, { world }: RunWorld): void => {
    const { groups } = world.inner;
    const { read } = groups;
    groups.read = (path) => {
      world.nowMs += ms;
      return read(path);
    };
  };

  it("ends, with its retries, within the time that its read allows", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, relay: "lost" });
    letReadsTake(9_000, world);
    const timeouts: number[] = [];
    world.pushgateway.write = async (_: StoredVersion, timeoutMs?: number) => {
      timeouts.push(timeoutMs ?? 0);
      return { kind: "delivered" };
    };
    await world.run();
    expect(timeouts).toEqual([1_000]);
  });

  it("is not sent when its read took too long", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, relay: "lost" });
    letReadsTake(10_000, world);
    expect(await world.run()).toMatchObject({ outcome: "partial", repairs: { failed: 1 } });
    expect(world.pushgateway.groups.size).toBe(0);
  });
});

describe("a run reports", () => {
  it("groups that a process with a fast clock has written, and still repairs them", async () => {
    const world = await createWorld();
    world.world.nowMs += 3_600_000;
    await world.push([gauge("m")], { key: A, relay: "lost" });
    world.world.nowMs -= 3_600_000;
    expect(await world.run()).toMatchObject({ ahead: [A.path], repairs: { missing: 1 } });
    expect(world.pushgateway.groups.size).toBe(1);
  });

  it("no clock that is ahead by less than the allowed difference", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    world.world.nowMs -= 100_000 + 5_000;
    expect(await world.run()).toMatchObject({ ahead: [] });
  });

  it("the lag of unrelayed groups: since their push, or since the last complete run", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    await world.run();
    await world.run();
    world.pushgateway.restart();
    expect(await world.run()).toMatchObject({ lag: { groups: 1, oldestMs: 100_000 } });
  });

  it("the jobs with the most series, at most twenty", async () => {
    const world = await createWorld();
    for (let job = 0; job < 21; job++) {
      await world.push([gauge("m")], { key: keyOf(`job-${job}`) });
    }
    await world.push([gauge("m"), gauge("n")], { key: keyOf("large", { instance: "x" }) });
    await world.push([gauge("m")], { key: keyOf("large", { instance: "y" }) });
    const { topJobs } = await world.run();
    expect(topJobs).toHaveLength(20);
    expect(topJobs[0]).toEqual({ job: "large", groups: 2, series: 3 });
  });

  it("a broken page, and how long the run took", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    world.pushgateway.groups.set(B.path, { families: [counter("m")], markerMs: undefined });
    const { readPage } = world.pushgateway;
    const slow: ReadScrapePage = async (onLines) => {
      world.world.nowMs += 700;
      return readPage(onLines);
    };
    Object.assign(world.pushgateway, { readPage: slow });
    expect(await world.run()).toMatchObject({
      health: { kind: "invalid" },
      foreign: [B.path],
      tookMs: 1_400,
      readTookMs: 700,
    });
  });

  it("a family that is missing on the page only while the Pushgateway has it", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    await world.push([gauge("n")], { key: B });
    const { readPage } = world.pushgateway;
    const cut: ReadScrapePage = async (onLines) => {
      const page = await readPage((lines) =>
        onLines?.(Buffer.from(lines.toString().replaceAll(/^m\{.*\n/gm, ""))),
      );
      return { ...page, names: ["n"] };
    };
    Object.assign(world.pushgateway, { readPage: cut });
    expect(await world.run()).toMatchObject({
      health: { kind: "invalid", reason: expect.stringContaining("for instance m") },
    });
    let pages = 0;
    const deleteBeforeSecond: ReadScrapePage = async (onLines) => {
      pages += 1;
      if (pages === 2) {
        world.pushgateway.groups.delete(A.path);
      }
      return cut(onLines);
    };
    Object.assign(world.pushgateway, { readPage: deleteBeforeSecond });
    expect(await world.run()).toMatchObject({ health: { kind: "valid" } });
    expect(pages).toBe(2);
  });

  it("a failed scrape", async () => {
    const world = await createWorld();
    Object.assign(world.pushgateway, {
      readPage: () => Promise.reject(new PushgatewayOutage("it does not answer")),
    });
    expect(await world.run()).toMatchObject({ outcome: "whole", health: { kind: "unread" } });
  });
});
