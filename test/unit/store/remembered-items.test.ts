import { beforeEach, describe, expect, it } from "@jest/globals";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import { nameKey, OPEN_KEY } from "../../../lambda/store/contracts/contract-key.ts";
import { RememberedItems, rememberedForMs } from "../../../lambda/store/contracts/remembered-items.ts";
import type { StorePorts } from "../../../lambda/store/group-push.ts";
import { NO_HOLDING } from "../../../lambda/store/items.ts";
import { AWS_PUSH_TIMES } from "../../../lambda/store/run-times.ts";
import { counter, gauge } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { countRequests } from "../../support/store/counting-store.ts";
import { disturb } from "../../support/store/disturbed-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const FOR_MS = rememberedForMs(AWS_PUSH_TIMES);
const STORED = { item: { kind: "dirty", atMs: 1 }, version: "1" } as const;

describe("an item that a process remembers", () => {
  let nowMs: number;
  let upMs: number;
  let memory: RememberedItems;

  beforeEach(() => {
    nowMs = 1_000_000;
    upMs = 500;
    memory = new RememberedItems({ now: () => nowMs, stopwatch: () => upMs, forMs: 5_000 });
    memory.keep(new Map([["dirty", STORED]]), memory.start());
  });

  it("is returned with the time when its request began", () => {
    nowMs += 4_999;
    upMs += 4_999;
    expect(memory.take("dirty")).toMatchObject({ stored: STORED, sinceMs: 1_000_000 });
    expect(memory.take("other")).toBeUndefined();
  });

  it.each([
    ["by the clock, even if the process was frozen", 5_000, 0],
    ["by the stopwatch, even if the clock was set back", 0, 5_000],
    ["when the clock is before the read", -1, 10],
  ])("expires %s", (_, clockMs, stopwatchMs) => {
    nowMs += clockMs;
    upMs += stopwatchMs;
    expect(memory.take("dirty")).toBeUndefined();
  });

  it("replaces an earlier read", () => {
    nowMs += 1_000;
    memory.keep(new Map([["dirty", { ...STORED, version: "2" }]]), memory.start());
    expect(memory.take("dirty")).toMatchObject({ stored: { version: "2" }, sinceMs: 1_001_000 });
  });

  it("is one of at most 1,000; the oldest and all expired ones go first", () => {
    const many = (prefix: string, count: number) =>
      new Map(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, STORED] as const));
    memory.keep(many("a", 1_000), memory.start());
    expect(memory.take("dirty")).toBeUndefined();
    expect(memory.take("a0")).toBeDefined();
    upMs += 5_000;
    memory.keep(many("b", 1), memory.start());
    upMs -= 5_000;
    expect(memory.take("a999")).toBeUndefined();
  });

  it("is not among the oldest after it was read again", () => {
    const others = Array.from({ length: 999 }, (_, index) => [`a${index}`, STORED] as const);
    memory.keep(new Map(others), memory.start());
    memory.keep(new Map([["dirty", STORED]]), memory.start());
    memory.keep(new Map([["b", STORED]]), memory.start());
    expect([memory.take("a0"), memory.take("dirty")]).toEqual([
      undefined,
      { stored: STORED, sinceMs: 1_000_000, startedAtMs: 500 },
    ]);
  });

  it("is usable for half of the time that a push may rest on a read", () => {
    expect(rememberedForMs({ actMs: 10_000 })).toBe(5_000);
  });

  it("is absent after it was forgotten", () => {
    memory.forget(["dirty"]);
    expect(memory.take("dirty")).toBeUndefined();
  });
});

describe("a push", () => {
  let world: StoreWorld;
  let ports: StorePorts;
  let store: ReturnType<typeof countRequests>;

  beforeEach(async () => {
    world = await new StoreWorld().open();
    store = countRequests(world.inner);
    world.store = store;
    ports = world.createFunction();
    // Nine keys exceed the list of values, so the first push of another key writes no entry.
    for (let host = 0; host < 9; host++) {
      await push(String(host));
    }
    store.restart();
  });

  const push = (instance: string, family = gauge("m")) =>
    world.write([family], { key: keyOf("app", { instance }) }, ports);

  it("reads nothing that the process has just read", async () => {
    world.nowMs += FOR_MS;
    await push("a");
    // `open`, the name, the placement, and the counter of the owner.
    expect(store.restart()).toMatchObject({ writes: 4, readItems: 4 });
    expect(await push("b")).toMatchObject({ kind: "stored" });
    expect(store.restart()).toMatchObject({ writes: 4, readItems: 0 });
    world.nowMs += FOR_MS;
    await push("c");
    expect(store.restart()).toMatchObject({ readItems: 4 });
  });

  it("is refused only after everything was read again", async () => {
    await push("a");
    const { contracts } = world.inner;
    const { version } = (await contracts.read([nameKey("m")])).get(nameKey("m"))!;
    await contracts.remove(nameKey("m"), version);
    // A sweep has released the name.
    expect(await push("b", counter("m"))).toMatchObject({ kind: "stored" });
  });

  it("writes an entry only in its current version", async () => {
    await push("a");
    const { contracts } = world.inner;
    const { item, version } = (await contracts.read([nameKey("m")])).get(nameKey("m"))!;
    if (item.kind !== "name") {
      throw new TypeError("the item is no name");
    }
    const idle = { runs: 1, atMs: 0, pushgatewayStart: "" };
    const entries = new Map([...item.entries].map(([name, entry]) => [name, { ...entry, idle }]));
    await contracts.write({ ...item, entries }, version);
    store.restart();
    world.nowMs += FOR_MS;
    await push("b");
    const after = await world.item(nameKey("m"));
    expect(after?.kind === "name" && after.entries.get("m")?.idle).toBeUndefined();
    expect(store.restart().writes).toBe(4 + 1);
    // Its own write is read again.
    await push("c");
    expect(store.restart()).toMatchObject({ writes: 4, readItems: 1 });
  });

  it("does not try to write an entry that another process has written since", async () => {
    await push("a", gauge("h_count"));
    // Its own write is read again.
    await push("b", gauge("h_count"));
    await world.write([gauge("h_sum")]);
    // One item has all three names.
    expect(await push("c", gauge("h_bucket"))).toMatchObject({ kind: "stored" });
    expect(world.waits).toEqual([]);
  });

  it("counts C from the oldest read that it rests on", async () => {
    world.nowMs += FOR_MS;
    await push("a");
    world.nowMs += FOR_MS - 2_000;
    const slow = disturb(store, (request, nth) =>
      request === "contracts.add" && nth === 1
        ? async () => {
            world.nowMs += AWS_PUSH_TIMES.actMs - FOR_MS + 1_000;
          }
        : undefined,
    );
    world.store = slow;
    store.restart();
    expect(await push("b")).toMatchObject({ kind: "stored" });
    // The group, `open` and the entries were read again, since the group could not be written in time. The booking
    // stays.
    expect(store.restart()).toMatchObject({ writes: 4, readItems: 4 });
    expect(await world.holding("app")).toMatchObject({ groups: 11 });
  });

  it("exceeds a limit only by the current counter", async () => {
    const limited = (instance: string) =>
      world.write(
        [gauge("m")],
        {
          key: keyOf("app", { instance }),
          allowed: { groups: 10, series: 100, bytes: 1_000_000, names: 10 },
        },
        ports,
      );
    await limited("a");
    expect(await limited("b")).toMatchObject({ kind: "over-limit", held: 10 });
    world.nowMs += FOR_MS;
    await limited("b");
    store.restart();
    expect(await limited("b")).toMatchObject({ kind: "over-limit", held: 10 });
    // The blind write, then the parts of the counter. The first part is remembered as full.
    expect(store.restart()).toMatchObject({ writes: 1, readRequests: 1 });
    await world.inner.contracts.add({ to: { owner: "app", part: 0 }, add: { ...NO_HOLDING, groups: -1 } });
    expect(await limited("b")).toMatchObject({ kind: "stored" });
  });

  it("does not exceed a limit of names because of a name that another process has created since", async () => {
    const limited = (instance: string, families: readonly MetricFamily[], by: StorePorts) =>
      world.write(
        families,
        {
          key: keyOf("app", { instance }),
          owner: "other",
          allowed: { groups: 10, series: 100, bytes: 1_000_000, names: 1 },
        },
        by,
      );
    world.nowMs += FOR_MS;
    await limited("a", [gauge("x")], ports);
    const both = [gauge("x"), gauge("x_sum")];
    await world.write(both, { key: keyOf("app", { instance: "b" }) });
    // The process remembers the item of `x`. Meanwhile the item also has `x_sum`.
    await limited("c", [gauge("x")], ports);
    expect(await limited("d", both, ports)).toMatchObject({ kind: "stored" });
  });

  it("finds a store closed only after it has read `open` again", async () => {
    await push("a");
    const { contracts, groups } = world.inner;
    const open = (await contracts.read([OPEN_KEY])).get(OPEN_KEY)!;
    await contracts.remove(OPEN_KEY, open.version);
    world.nowMs += FOR_MS;
    expect(await push("b")).toEqual({ kind: "unavailable", reason: "closed" });
    await world.open();
    expect(await push("b")).toMatchObject({ kind: "stored" });
    expect(groups.table).toBe("groups");
  });
});
