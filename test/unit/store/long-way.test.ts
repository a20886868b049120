import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import { nameKey, OPEN_KEY } from "../../../lambda/store/contracts/contract-key.ts";
import { writeGroup } from "../../../lambda/store/groups/write-group.ts";
import { type Holding, NO_HOLDING, type OpenItem } from "../../../lambda/store/items.ts";
import { MAX_STORED_BYTES } from "../../../lambda/store/store.ts";
import { counter, gauge, sample, sampleFamily } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { countRequests } from "../../support/store/counting-store.ts";
import { type Disturbance, disturb } from "../../support/store/disturbed-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const gauges = (...names: string[]): readonly MetricFamily[] => names.map((name) => gauge(name));

/** A world whose group holds these families. */
const createWorld = async (...held: readonly MetricFamily[]): Promise<StoreWorld> => {
  const world = await new StoreWorld().open();
  if (held.length > 0) {
    await world.write(held);
  }
  return world;
};

const UNANSWERED = { kind: "unavailable", reason: "unanswered" };
const CONTENDED = { kind: "unavailable", reason: "contended" };
const ALL_TRIES = [1, 2, 3, 4, 5, 6, 7, 8, 9];

const PATH = keyOf("backup").path;

describe("the long way without answers", () => {
  it.each([
    ["counters", "contracts.add"],
    ["entries", "contracts.write"],
    ["the group", "groups.write"],
  ])("is tried ten times, then reports an outage: %s", async (_, lost) => {
    const world = await createWorld();
    world.store = disturb(world.inner, (request) => (request === lost ? "lost" : undefined));
    expect(await world.write(gauges("a"))).toEqual(UNANSWERED);
    expect(world.waits).toEqual(ALL_TRIES);
    expect(await world.held()).toBeUndefined();
  });

  it("is not tried again once writes without an answer have taken four seconds", async () => {
    const world = await createWorld();
    const { groups } = world.inner;
    world.store = {
      ...world.inner,
      groups: {
        ...groups,
        write: async () => {
          world.nowMs += 2_000;
          return { kind: "unanswered", cause: undefined };
        },
      },
    };
    expect(await world.write(gauges("a"))).toEqual(UNANSWERED);
    expect(world.waits).toEqual([1]);
  });

  it("repeats a booking without an answer once, before it writes the group", async () => {
    const world = await createWorld();
    const requests: string[] = [];
    world.store = disturb(world.inner, (request, nth) => {
      requests.push(request);
      return request === "contracts.add" && nth === 1 ? "lost" : undefined;
    });
    expect(await world.write(gauges("a"))).toMatchObject({
      kind: "stored",
    });
    expect(world.waits).toEqual([1]);
    expect(await world.holding("app")).toMatchObject({ groups: 1, series: 1, names: 1 });
    // The owner's counter is not read again, since no limit was reached.
    expect(requests.slice(0, 4)).toEqual([
      "groups.overwrite",
      "contracts.read",
      "contracts.add",
      "groups.read",
    ]);
  });

  it("does not write the group while one of its entries is missing, and counts existing names once", async () => {
    const world = await createWorld();
    const { contracts } = world.inner;
    world.store = {
      ...world.inner,
      contracts: {
        ...contracts,
        write: async (item, expected) =>
          item.kind === "name" && item.base === "b"
            ? { kind: "unanswered", cause: undefined }
            : contracts.write(item, expected),
      },
    };
    expect(await world.write(gauges("a", "b", "c"))).toEqual(UNANSWERED);
    expect(await world.held()).toBeUndefined();
    expect(await world.holding("app")).toEqual({ ...NO_HOLDING, names: 2 });
    expect(await world.total()).toEqual({ ...NO_HOLDING, names: 2 });
  });

  it("reports contention after freezes, even if nothing was left to book or to create", async () => {
    const world = await createWorld(...gauges("a", "b"));
    world.store = disturb(world.inner, (request) =>
      // A frozen process: everything it read is too old each time.
      request === "contracts.read" || request === "contracts.add"
        ? () => {
            world.nowMs += 10_000;
          }
        : undefined,
    );
    expect(await world.write(gauges("a"), { key: keyOf("other") })).toEqual(CONTENDED);
    expect(await world.write(gauges("a"))).toEqual(CONTENDED);
    expect(world.waits).toEqual([...ALL_TRIES, ...ALL_TRIES]);
  });
});

describe("the long way with rivals", () => {
  it.each([
    ["counters", "add"],
    ["entries", "write"],
  ] as const)(
    "is tried ten times when rivals are always faster, then reports contention: %s",
    async (_, request) => {
      const world = await createWorld();
      const { contracts } = world.inner;
      world.store = {
        ...world.inner,
        contracts: { ...contracts, [request]: async () => ({ kind: "refused" }) },
      };
      expect(await world.write(gauges("a"))).toEqual(CONTENDED);
      expect(world.waits).toEqual(ALL_TRIES);
    },
  );

  const add = async (world: StoreWorld, owner: string, change: Partial<Holding>): Promise<void> => {
    await world.inner.contracts.add({ to: { owner, part: 0 }, add: { ...NO_HOLDING, ...change } });
  };

  it.each([
    ["books when the rival has undone its booking", false, []],
    ["tries again when the rival then books again", true, [1]],
  ])("%s", async (_, isBackAgain, waits) => {
    const world = await createWorld();
    let adds = 0;
    world.store = disturb(world.inner, (request) => {
      if (request === "contracts.add") {
        adds += 1;
        const isRivalFaster = adds === 1 || (adds === 2 && isBackAgain);
        return isRivalFaster ? () => add(world, "app", { groups: 2 }) : undefined;
      }
      const isReadAgain = request === "contracts.read" && adds > 0;
      return isReadAgain ? () => add(world, "app", { groups: -2 }) : undefined;
    });
    const allowed = { groups: 2, series: 9, bytes: 9_999, names: 9 };
    const outcome = await world.write(gauges("a"), { allowed });
    expect(outcome).toMatchObject({ kind: "stored" });
    expect(world.waits).toEqual(waits);
  });

  it("uses a time after that of a group whose writer's clock was ahead", async () => {
    const world = await createWorld(...gauges("a"));
    const atMs = world.nowMs;
    world.nowMs -= 60_000;
    expect(await world.write(gauges("b"))).toMatchObject({
      kind: "stored",
      atMs: atMs + 1,
    });
    expect(await world.inner.groups.read(PATH)).toMatchObject({ atMs: atMs + 1 });
  });

  it("recognises its own write when it reads the group, and rests on that read", async () => {
    const world = await createWorld();
    const push = world.push(gauges("a"));
    world.store = disturb(world.inner, (request, nth) => {
      if (request === "groups.write" && nth === 1) {
        return "unheard";
      }
      return request === "groups.read"
        ? () => {
            world.nowMs += 700;
          }
        : undefined;
    });
    const startMs = world.nowMs;
    const item = { kind: "stored", path: PATH, content: expect.any(Uint8Array), atMs: startMs };
    expect(await writeGroup(push, world.createFunction())).toEqual({ ...item, restsOnMs: startMs });
    expect(world.waits).toEqual([1]);
    expect(await world.holding("app")).toMatchObject({ groups: 1, names: 1 });
  });
});

describe("what the long way writes", () => {
  it("includes the group with everything that it counts", async () => {
    const world = await createWorld();
    const outcome = await world.write(gauges("a", "b"));
    expect(await world.inner.groups.read(PATH)).toEqual({
      state: "live",
      path: PATH,
      atMs: world.nowMs,
      id: "id1",
      fingerprint: expect.stringMatching(/^[\w-]{32}$/),
      content: outcome.kind === "stored" ? outcome.content : undefined,
      series: 2,
      countedBytes: 1_024,
      owner: "app",
    });
    expect(outcome).toMatchObject({ kind: "stored", path: PATH, atMs: world.nowMs, restsOnMs: world.nowMs });
  });

  it("includes names with their first claimant, and no idle times", async () => {
    const world = await createWorld();
    await world.write(gauges("a"));
    expect(await world.item(nameKey("a"))).toEqual({
      kind: "name",
      base: "a",
      entries: new Map([
        [
          "a",
          {
            family: "a",
            type: "gauge",
            first: { owner: "app", job: "backup", atMs: world.nowMs },
            idle: undefined,
          },
        ],
      ]),
    });
  });

  it("includes each entry once, at most 32 at a time", async () => {
    const world = await createWorld();
    const { contracts } = world.inner;
    const [written, most] = [[] as string[], { now: 0, ever: 0 }];
    world.store = {
      ...world.inner,
      contracts: {
        ...contracts,
        write: async (item, expected) => {
          written.push(item.kind === "name" ? item.base : item.kind);
          most.ever = Math.max(most.ever, ++most.now);
          await Promise.resolve();
          most.now -= 1;
          return contracts.write(item, expected);
        },
      },
    };
    const names = Array.from({ length: 70 }, (_, index) => `m${index}`);
    await world.write(gauges(...names));
    expect(written.sort()).toEqual(names.sort());
    expect(most.ever).toBe(32);
    expect(await world.holding("app")).toMatchObject({ names: 70 });
  });

  it("is nothing when the group would be too large, and the booking is undone", async () => {
    const world = await createWorld();
    const large = sampleFamily("gauge", "a", [sample(1)], randomBytes(450_000).toString("base64"));
    const outcome = await world.write([large]);
    expect(outcome).toEqual({ kind: "too-large", storedBytes: expect.any(Number) });
    expect(outcome.kind === "too-large" && outcome.storedBytes).toBeGreaterThan(MAX_STORED_BYTES);
    expect(world.waits).toEqual([]);
    expect(await world.held()).toBeUndefined();
    expect(await world.holding("app")).toEqual({ ...NO_HOLDING, names: 1 });
  });
});

describe("what the long way reads", () => {
  /** The keys of the contract items that a push reads. */
  const readBy = async (world: StoreWorld, push: () => Promise<unknown>): Promise<readonly string[]> => {
    const { contracts } = world.inner;
    const read: string[] = [];
    world.store = {
      ...world.inner,
      contracts: {
        ...contracts,
        read: async (keys) => {
          read.push(...keys);
          return contracts.read(keys);
        },
      },
    };
    await push();
    world.store = world.inner;
    return read;
  };

  it("includes `open` and new names, but no counter when nothing grows", async () => {
    const world = await createWorld(...gauges("a", "b"));
    await world.write(gauges("c"), { key: keyOf("other") });
    expect(await readBy(world, () => world.write(gauges("a", "c")))).toEqual([OPEN_KEY, nameKey("c")]);
  });

  it("is the same for a POST that is known to need the long way", async () => {
    const world = await createWorld(...gauges("a", "b"));
    await world.write(gauges("c"), { key: keyOf("other") });
    const ports = world.createFunction();
    await world.write(gauges("a"), { method: "POST" }, ports);
    const read = await readBy(world, () => world.write(gauges("a", "c"), { method: "POST" }, ports));
    expect(read).toContain(nameKey("c"));
    expect(read).not.toContain(nameKey("a"));
  });

  it("is nothing for a PUT, or for a POST with all families after one without", async () => {
    const world = await createWorld(...gauges("a", "b"));
    const counting = countRequests(world.inner);
    world.store = counting;
    const ports = world.createFunction();
    const requestsOf = async (method: "PUT" | "POST", ...names: string[]) => {
      counting.restart();
      await world.write(gauges(...names), { method }, ports);
      const { writes, readRequests } = counting.counts;
      return [writes, readRequests];
    };
    expect(await requestsOf("POST", "a")).toEqual([2, 1]);
    expect(await requestsOf("PUT", "a", "b")).toEqual([1, 0]);
    // The group. `open` is remembered.
    expect(await requestsOf("POST", "a")).toEqual([1, 1]);
    expect(await requestsOf("POST", "a", "b")).toEqual([1, 1]);
    expect(await requestsOf("POST", "a", "b")).toEqual([1, 0]);
  });
});

describe("untyped samples on the long way", () => {
  const untyped = (name: string, value: number) => sampleFamily("untyped", name, [sample(value)]);

  it("get the type of an entry beside typed ones, and it is remembered for the next push", async () => {
    const world = await createWorld(counter("c"));
    const counting = countRequests(world.inner);
    world.store = counting;
    const ports = world.createFunction();
    const key = keyOf("other");
    const families = () => [untyped("c", 2), gauge("g", 1)];
    await world.write(families(), { key }, ports);
    expect(await world.held(key)).toEqual({ c: ["counter", 2], g: ["gauge", 1] });
    counting.restart();
    await world.write(families(), { key }, ports);
    expect(counting.counts).toEqual({ writes: 1, readRequests: 0, readItems: 0 });
  });
});

describe("a closed store", () => {
  const createPorts = (world: StoreWorld, lost?: Disturbance) => {
    world.store = disturb(world.inner, () => lost);
    const asked = { times: 0 };
    const ports = world.createFunction();
    return {
      asked,
      ports: {
        ...ports,
        store: world.store,
        openIfNew: async () => {
          asked.times += 1;
          return true;
        },
      },
    };
  };

  it("is asked to open once, and the push is tried once more", async () => {
    const world = new StoreWorld();
    const { ports, asked } = createPorts(world);
    const outcome = await world.write(gauges("a"), {}, ports);
    expect(outcome).toEqual({ kind: "unavailable", reason: "closed" });
    expect(asked.times).toBe(1);
  });

  // As a store has groups that it has taken over before it is open.
  it("takes a push with the series that its group has, and no other", async () => {
    const world = await new StoreWorld().open();
    await world.write(gauges("a"));
    const open = await world.item(OPEN_KEY);
    await world.put({ ...(open as OpenItem), table: "" }, OPEN_KEY);
    expect((await world.write(gauges("a"))).kind).toBe("stored");
    expect(await world.write(gauges("a", "b"))).toEqual({ kind: "unavailable", reason: "closed" });
  });

  it.each<[string, (world: StoreWorld) => Promise<unknown>, Disturbance, Record<string, string>]>([
    ["the push is stored", (world) => world.open(), undefined, {}],
    ["a label is opening", (world) => world.open([], ["instance"]), undefined, { instance: "x" }],
    ["the store does not answer", (world) => world.open(), "lost", {}],
  ])("is not asked to open when %s", async (_, prepare, disturbance, labels) => {
    const world = new StoreWorld();
    await prepare(world);
    const { ports, asked } = createPorts(world, disturbance);
    await world.write(gauges("a"), { key: keyOf("backup", labels) }, ports);
    expect(asked.times).toBe(0);
  });

  it("is not confused with a bug, which is thrown", async () => {
    const world = await createWorld();
    world.store = disturb(world.inner, () => () => {
      throw new TypeError("a bug");
    });
    await expect(world.write(gauges("a"))).rejects.toThrow("a bug");
  });
});
