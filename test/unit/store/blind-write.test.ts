import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { MetricFamily, SampleType } from "../../../lambda/model/exposition.ts";
import type { GroupPush, StorePorts } from "../../../lambda/store/group-push.ts";
import { writeBlindly } from "../../../lambda/store/groups/blind-write.ts";
import { MAX_STORED_BYTES } from "../../../lambda/store/store.ts";
import { sample, sampleFamily } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { type Disturbance, disturb } from "../../support/store/disturbed-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const family = (type: SampleType, name: string, ...values: number[]): MetricFamily =>
  sampleFamily(
    type,
    name,
    values.map((value, index) => sample(value, { n: `${index}` })),
  );

/** A world whose group holds these families. It counts the tries to overwrite the group. */
const createWorld = async (...held: readonly MetricFamily[]) => {
  const world = await new StoreWorld().open();
  if (held.length > 0) {
    await world.write(held);
  }
  const counts = { overwrites: 0 };
  const watch = (disturbance: (nth: number) => Disturbance): void => {
    counts.overwrites = 0;
    world.store = disturb(world.inner, (request, nth) => {
      if (request !== "groups.overwrite") {
        return undefined;
      }
      counts.overwrites += 1;
      return disturbance(nth);
    });
  };
  watch(() => undefined);
  return { world, counts, watch };
};

const PATH = keyOf("backup").path;

/** A rival writes the group with a later time. */
const raceWith =
  (world: StoreWorld, aheadMs: number, changes: { fingerprint?: string; countedBytes?: number }) =>
  async (): Promise<void> => {
    const current = await world.inner.groups.read(PATH);
    if (current?.state === "live") {
      const atMs = world.nowMs + aheadMs;
      await world.inner.groups.write({ ...current, ...changes, atMs, id: `rival at ${atMs}` }, current);
    }
  };

describe("the blind write", () => {
  it("returns the group that blocks it, and the time of the read, after one try", async () => {
    const { world, counts } = await createWorld(family("gauge", "a", 1));
    const push = world.push([family("gauge", "b", 1)]);
    const outcome = await writeBlindly(push, world.createFunction());
    const current = await world.inner.groups.read(PATH);
    expect(outcome).toEqual({ kind: "refused", current, sinceMs: world.nowMs });
    expect(counts.overwrites).toBe(1);
  });

  it("returns that there is no group", async () => {
    const { world, counts } = await createWorld();
    const outcome = await writeBlindly(world.push([family("untyped", "a", 1)]), world.createFunction());
    expect(outcome).toEqual({ kind: "refused", current: undefined, sinceMs: world.nowMs });
    expect(counts.overwrites).toBe(1);
  });

  it("returns that the group is too large", async () => {
    const withHelp = (help: string) => sampleFamily("gauge", "a", [sample(1)], help);
    const { world, counts } = await createWorld(withHelp("x".repeat(600_000)));
    // Random bytes cannot be compressed. They count as many bytes as the group before.
    const push = world.push([withHelp(randomBytes(450_000).toString("base64"))]);
    const outcome = await writeBlindly(push, world.createFunction());
    expect(outcome).toEqual({ kind: "too-large", storedBytes: expect.any(Number) });
    expect(outcome.kind === "too-large" && outcome.storedBytes).toBeGreaterThan(MAX_STORED_BYTES);
    expect(counts.overwrites).toBe(1);
  });

  it("is tried twice when there is no answer", async () => {
    const { world, counts, watch } = await createWorld(family("gauge", "a", 1));
    watch(() => "lost");
    expect(await writeBlindly(world.push([family("gauge", "a", 2)]), world.createFunction())).toEqual({
      kind: "unavailable",
      reason: "unanswered",
    });
    expect(counts.overwrites).toBe(2);
  });

  describe("when the stored group has a later time", () => {
    it("is tried again three times, each time with a time after the group's", async () => {
      const { world, counts, watch } = await createWorld(family("gauge", "a", 1));
      const rivals: number[] = [];
      watch((nth) => async () => {
        await raceWith(world, nth * 10, {})();
        rivals.push(world.nowMs + nth * 10);
      });
      const outcome = await writeBlindly(world.push([family("gauge", "a", 2)]), world.createFunction());
      expect(outcome).toMatchObject({ kind: "refused", current: { atMs: rivals[3] } });
      expect(counts.overwrites).toBe(4);
    });

    it("uses its own time when that has passed the group's", async () => {
      const { world, watch } = await createWorld(family("gauge", "a", 1));
      const push = world.push([family("gauge", "a", 2)]);
      const startMs = world.nowMs;
      watch((nth) =>
        nth === 1
          ? async () => {
              await raceWith(world, 1, {})();
              world.nowMs += 500;
            }
          : undefined,
      );
      expect(await writeBlindly(push, world.createFunction())).toEqual({
        kind: "stored",
        path: PATH,
        content: expect.any(Uint8Array),
        atMs: startMs + 500,
        restsOnMs: startMs + 500,
      });
    });

    it.each([
      ["has other series", { fingerprint: "other" }],
      ["counts fewer bytes", { countedBytes: 1_023 }],
    ])("is not tried again if the group also %s", async (_, changes) => {
      const { world, counts } = await createWorld(family("gauge", "a", 1));
      await raceWith(world, 60_000, changes)();
      const outcome = await writeBlindly(world.push([family("gauge", "a", 2)]), world.createFunction());
      expect(outcome).toMatchObject({ kind: "refused", current: changes });
      expect(counts.overwrites).toBe(1);
    });

    it("is tried again if the group counts exactly as many bytes", async () => {
      const { world, counts } = await createWorld(family("gauge", "a", 1));
      await raceWith(world, 60_000, { countedBytes: 1_024 })();
      const outcome = await writeBlindly(world.push([family("gauge", "a", 2)]), world.createFunction());
      expect(outcome).toMatchObject({ kind: "stored", atMs: world.nowMs + 60_000 - 1_000 + 1 });
      expect(counts.overwrites).toBe(2);
    });

    it("is not tried again if the group was deleted", async () => {
      const { world, counts } = await createWorld(family("gauge", "a", 1));
      const current = await world.inner.groups.read(PATH);
      const atMs = world.nowMs + 60_000;
      await world.inner.groups.write(
        { state: "deleted", path: PATH, atMs, id: "d", idle: undefined },
        current,
      );
      const outcome = await writeBlindly(world.push([family("untyped", "a", 2)]), world.createFunction());
      expect(outcome).toMatchObject({ kind: "refused", current: { state: "deleted" } });
      expect(counts.overwrites).toBe(1);
    });
  });

  describe("of untyped samples", () => {
    const counter = family("counter", "c", 1);
    const untyped = (...values: number[]) => family("untyped", "c", ...values);
    const write = async (world: StoreWorld, ports: StorePorts, push: GroupPush) => {
      const outcome = await writeBlindly(push, ports);
      return [outcome.kind, await world.held()];
    };

    it("uses the types of the group, and remembers them", async () => {
      const { world, counts } = await createWorld(counter, family("gauge", "g", 1));
      const ports = world.createFunction();
      const push = () => world.push([untyped(2), family("untyped", "g", 2)]);
      expect(await write(world, ports, push())).toEqual(["stored", { c: ["counter", 2], g: ["gauge", 2] }]);
      expect(counts.overwrites).toBe(2);
      expect([ports.hints.adoptedType("c"), ports.hints.adoptedType("g")]).toEqual(["counter", "gauge"]);
      await write(world, ports, push());
      expect(counts.overwrites).toBe(3);
    });

    it("is not tried with the types of the group if another conflict remains", async () => {
      const { world, counts } = await createWorld(counter);
      const push = world.push([untyped(2), family("gauge", "new", 1)]);
      expect(await write(world, world.createFunction(), push)).toEqual(["refused", { c: ["counter", 1] }]);
      expect(counts.overwrites).toBe(1);
    });

    it("is not tried again if the types were right, but the group grew", async () => {
      const { world, counts } = await createWorld(counter);
      const ports = world.createFunction();
      ports.hints.learnAdopted("c", "counter");
      const grown = sampleFamily("untyped", "c", untyped(2).metrics as never, "x".repeat(5_000));
      expect(await write(world, ports, world.push([grown]))).toEqual(["refused", { c: ["counter", 1] }]);
      expect(counts.overwrites).toBe(1);
    });

    it("does not turn samples into a counter when one value cannot be a counter's", async () => {
      const { world, counts } = await createWorld(family("untyped", "c", 1, 2));
      const ports = world.createFunction();
      ports.hints.learnAdopted("c", "counter");
      expect(await write(world, ports, world.push([untyped(1, -1)]))).toEqual([
        "stored",
        { c: ["untyped", 1] },
      ]);
      expect(counts.overwrites).toBe(1);
    });

    it("may be negative as a gauge", async () => {
      const { world, counts } = await createWorld(family("gauge", "c", 1));
      const ports = world.createFunction();
      ports.hints.learnAdopted("c", "gauge");
      expect(await write(world, ports, world.push([untyped(-1)]))).toEqual(["stored", { c: ["gauge", -1] }]);
      expect(counts.overwrites).toBe(1);
    });

    it("corrects an outdated remembered type, and remembers no type when there is none", async () => {
      const { world } = await createWorld(untyped(1));
      const ports = world.createFunction();
      expect(await write(world, ports, world.push([untyped(2)]))).toEqual(["stored", { c: ["untyped", 2] }]);
      expect(ports.hints.adoptedType("c")).toBeUndefined();
      ports.hints.learnAdopted("c", "gauge");
      expect(await write(world, ports, world.push([untyped(3)]))).toEqual(["stored", { c: ["untyped", 3] }]);
    });

    it("remembers nothing about families that were pushed with a type or are stored without one", async () => {
      const { world } = await createWorld(counter, family("gauge", "g", 1), family("untyped", "u", 1));
      const ports = world.createFunction();
      const learned: unknown[] = [];
      ports.hints.learnAdopted = (...hint) => {
        learned.push(hint);
      };
      await write(world, ports, world.push([counter, family("untyped", "g", 2), family("untyped", "u", 2)]));
      expect(learned).toEqual([["g", "gauge"]]);
    });
  });
});
