import { describe, expect, it } from "@jest/globals";
import {
  findItem,
  nameKey,
  OPEN_KEY,
  placementKey,
} from "../../../../lambda/store/contracts/contract-key.ts";
import { GONE_FOR_MS } from "../../../../lambda/store/groups/gone.ts";
import { toPartName } from "../../../../lambda/store/limits/counter-parts.ts";
import { withRemoteWrite } from "../../../../lambda/store/run-times.ts";
import { createExpiry } from "../../../../lambda/sweep/garbage/expire.ts";
import { counter, gauge, sample, sampleFamily } from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";
import { disturb, intercept } from "../../../support/store/disturbed-store.ts";
import { createMemoryStore } from "../../../support/store/memory-store.ts";
import { RunWorld } from "../../../support/store/run-world.ts";
import { StoreWorld } from "../../../support/store/store-world.ts";

const A = keyOf("a");
const B = keyOf("b");

const createWorld = async (labels: readonly string[] = ["instance"]): Promise<RunWorld> =>
  new RunWorld(await new StoreWorld().open(labels), labels);

describe("a run repairs the Pushgateway", () => {
  it("relays a group whose relay was lost, and then has nothing more to do", async () => {
    const world = await createWorld();
    const stored = await world.push([gauge("m")], { key: A, relay: "lost" });
    const report = await world.run();
    expect(report).toMatchObject({
      outcome: "whole",
      repairs: { missing: 1 },
      lag: { groups: 1, oldestMs: 100_000 },
    });
    expect(world.pushgateway.groups.get(A.path)?.markerMs).toBe(stored.kind === "stored" && stored.atMs);
    expect(await world.run()).toMatchObject({
      repairs: { missing: 0, older: 0, leftOver: 0 },
      lag: { groups: 0 },
    });
  });

  it("replaces an older version", async () => {
    const world = await createWorld();
    await world.push([gauge("m", 1)], { key: A });
    await world.push([gauge("m", 2)], { key: A, relay: "lost" });
    expect(await world.run()).toMatchObject({ repairs: { older: 1 } });
    expect(world.pushgateway.groups.get(A.path)?.families[0]?.metrics[0]).toMatchObject({ value: 2 });
  });

  it("deletes a group whose DELETE was lost", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    await world.delete(A, "lost");
    expect(await world.run()).toMatchObject({ repairs: { leftOver: 1 } });
    expect(world.pushgateway.groups.size).toBe(0);
  });

  it("fills a Pushgateway that restarted empty, and reports the restart", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    await world.push([gauge("m")], { key: B });
    await world.run();
    world.pushgateway.restart();
    expect(await world.run()).toMatchObject({ isRestarted: true, repairs: { missing: 2 } });
    expect(world.pushgateway.groups.size).toBe(2);
  });

  it("skips groups that were pushed since it began, since their own relays may be in flight", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, relay: "lost" });
    const { readStart } = world.pushgateway;
    world.pushgateway.readStart = async () => {
      await world.push([gauge("m")], { key: B, relay: "lost" });
      return readStart.call(world.pushgateway);
    };
    expect(await world.run()).toMatchObject({ repairs: { missing: 1 } });
    expect([...world.pushgateway.groups.keys()]).toEqual([A.path]);
  });

  it("does not touch a group when the Pushgateway has a later version", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    const held = world.pushgateway.groups.get(A.path)!;
    world.pushgateway.groups.set(A.path, { ...held, markerMs: held.markerMs! + 1 });
    world.pushgateway.groups.set(B.path, held);
    const report = await world.run();
    expect([...report.storeBehind].sort()).toEqual([A.path, B.path].sort());
    expect(report.repairs).toEqual({ missing: 0, older: 0, leftOver: 0, failed: 0 });
    expect(world.pushgateway.groups.size).toBe(2);
  });

  /** A newer push is stored and relayed while a relay of the run is in flight. */
  const overtake = (world: RunWorld, method: "write" | "remove", value: number): void => {
    const { pushgateway } = world;
    const relay = pushgateway[method].bind(pushgateway) as (group: never) => Promise<never>;
    let isFirst = true;
    pushgateway[method] = async (group: never) => {
      if (isFirst) {
        isFirst = false;
        await world.push([gauge("m", value)], { key: A });
      }
      return relay(group);
    };
  };
  const shownValue = ({ pushgateway }: RunWorld) => pushgateway.groups.get(A.path)?.families[0]?.metrics[0];

  it("does not delete a push that overtakes the run's DELETE", async () => {
    const world = await createWorld();
    await world.push([gauge("m", 1)], { key: A });
    await world.delete(A, "lost");
    overtake(world, "remove", 2);
    expect(await world.run()).toMatchObject({ outcome: "whole", repairs: { leftOver: 1 } });
    expect(shownValue(world)).toMatchObject({ value: 2 });
  });

  it("does not delete a push that overtakes the DELETE of its expiry", async () => {
    const world = await createWorld();
    world.settings = { ...world.settings, expiry: createExpiry([{ job: "a", afterSeconds: 50 }]) };
    await world.push([gauge("m", 1)], { key: A });
    overtake(world, "remove", 2);
    expect(await world.run()).toMatchObject({ outcome: "whole", expired: [A.path] });
    expect(shownValue(world)).toMatchObject({ value: 2 });
  });

  it("does not replace a push that overtakes it with an older version", async () => {
    const world = await createWorld();
    await world.push([gauge("m", 1)], { key: A, relay: "lost" });
    overtake(world, "write", 2);
    expect(await world.run()).toMatchObject({ outcome: "whole" });
    expect(shownValue(world)).toMatchObject({ value: 2 });
  });

  it("leaves a group that is pushed continuously to its pushes", async () => {
    const world = await createWorld();
    await world.push([gauge("m", 0)], { key: A, relay: "lost" });
    const { pushgateway } = world;
    const relay = pushgateway.write.bind(pushgateway);
    let relays = 0;
    pushgateway.write = async (group) => {
      relays += 1;
      await world.push([gauge("m", relays)], { key: A, relay: "lost" });
      return relay(group);
    };
    expect(await world.run()).toMatchObject({ outcome: "whole" });
    expect(relays).toBe(3);
  });

  it("is partial when the Pushgateway does not answer the DELETE of an expiry", async () => {
    const world = await createWorld();
    world.settings = { ...world.settings, expiry: createExpiry([{ job: "a", afterSeconds: 50 }]) };
    await world.push([gauge("m", 1)], { key: A });
    world.pushgateway.remove = async () => ({ kind: "unanswered", reason: "timed-out" });
    expect(await world.run()).toMatchObject({ outcome: "partial", expired: [A.path] });
  });

  it("is partial when the Pushgateway stops answering, and tries again", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, relay: "lost" });
    const { write } = world.pushgateway;
    world.pushgateway.write = async () => ({ kind: "unanswered", reason: "timed-out" });
    expect(await world.run()).toMatchObject({ outcome: "partial", repairs: { missing: 1, failed: 1 } });
    expect(await world.world.item("run")).toBeUndefined();
    world.pushgateway.write = write;
    expect(await world.run()).toMatchObject({ outcome: "whole" });
    expect(await world.world.item("run")).toMatchObject({ kind: "run", pushgatewayStart: "start 1" });
  });

  it("reports a group that the Pushgateway refuses, and continues", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, relay: "lost" });
    await world.push([gauge("m")], { key: B, relay: "lost" });
    world.pushgateway.refused.add(A.path);
    expect(await world.run()).toMatchObject({ outcome: "whole", refused: [A.path] });
    expect([...world.pushgateway.groups.keys()]).toEqual([B.path]);
  });

  it("ends when the Pushgateway cannot be read", async () => {
    const world = await createWorld();
    world.pushgateway.isOut = true;
    expect(await world.run()).toMatchObject({
      outcome: "pushgateway-unread",
      outage: "it does not answer",
      groups: 0,
    });
  });
});

describe("a run whose page is invalid", () => {
  /** A counter where the store has a gauge, under the same marker, as after a POST past the proxy. */
  const withChanged = async (): Promise<RunWorld> => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A });
    await world.push([gauge("m")], { key: B });
    const { markerMs } = world.pushgateway.groups.get(A.path)!;
    world.pushgateway.groups.set(A.path, { families: [counter("m")], markerMs });
    return world;
  };

  it("relays all groups again if none is foreign, and finds it valid then", async () => {
    const world = await withChanged();
    expect(await world.run()).toMatchObject({ relayedAgain: 2, health: { kind: "valid" } });
    expect(await world.run()).toMatchObject({ relayedAgain: 0, health: { kind: "valid" } });
  });

  it("changes nothing in a dry run", async () => {
    const world = await withChanged();
    expect(await world.run("dry-run")).toMatchObject({ health: { kind: "invalid" } });
    expect(world.pushgateway.groups.get(A.path)?.families).toEqual([counter("m")]);
  });

  it("relays nothing again if a foreign group can be the reason", async () => {
    const world = await withChanged();
    const foreign = { families: [counter("m")], markerMs: undefined };
    world.pushgateway.groups.set(keyOf("foreign").path, foreign);
    expect(await world.run()).toMatchObject({ relayedAgain: 0, health: { kind: "invalid" } });
  });
});

it("a run that the store cannot record is partial, and says why", async () => {
  const world = await createWorld();
  const cause = new Error("database or disk is full");
  world.world.store = {
    ...world.world.inner,
    contracts: { ...world.world.inner.contracts, write: async () => ({ kind: "unanswered", cause }) },
  };
  expect(await world.run()).toMatchObject({ outcome: "partial", outage: "database or disk is full" });
});

describe("a run reports groups that were pushed past the proxy", () => {
  const withForeign = async (groups: number, own = 1): Promise<RunWorld> => {
    const world = await createWorld();
    for (let index = 0; index < own; index++) {
      await world.push([gauge("m")], { key: index === 0 ? A : keyOf("a", { instance: `${index}` }) });
    }
    for (let index = 0; index < groups; index++) {
      world.pushgateway.groups.set(keyOf("foreign", { instance: `${index}` }).path, {
        families: [gauge("f")],
        markerMs: undefined,
      });
    }
    return world;
  };

  it("and keeps them", async () => {
    const world = await withForeign(1);
    const report = await world.run();
    expect(report).toMatchObject({ foreign: [keyOf("foreign", { instance: "0" }).path], healed: [] });
    expect(world.pushgateway.groups.size).toBe(2);
  });

  it("or deletes them if `heal` is set", async () => {
    const world = await withForeign(18);
    world.settings = { ...world.settings, heal: "on" };
    expect((await world.run()).healed).toHaveLength(18);
    expect([...world.pushgateway.groups.keys()]).toEqual([A.path]);
  });

  it("of twenty or more groups, too, if they are at most half of them", async () => {
    const world = await withForeign(11, 11);
    world.settings = { ...world.settings, heal: "on" };
    expect((await world.run()).healed).toHaveLength(11);
    expect(world.pushgateway.groups.size).toBe(11);
  });

  it("but not more than half of twenty or more groups, unless forced", async () => {
    const world = await withForeign(11, 10);
    world.settings = { ...world.settings, heal: "on" };
    expect(await world.run()).toMatchObject({ healed: [], isHealHeldBack: true });
    world.settings = { ...world.settings, heal: "force" };
    expect(await world.run()).toMatchObject({ isHealHeldBack: false });
    expect(world.pushgateway.groups.size).toBe(10);
  });
});

describe("a run releases unused entries", () => {
  it("frees a name after four runs without a restart of the Pushgateway, and then the tombstone", async () => {
    const world = await createWorld();
    await world.push([counter("m")], { key: A });
    await world.delete(A);
    await world.runTimes(3);
    expect(await world.push([gauge("m")], { key: B, relay: "lost" })).toMatchObject({ kind: "conflict" });
    expect(await world.run()).toMatchObject({ releasedEntries: 1, removedTombstones: 1 });
    expect(await world.world.inner.groups.read(A.path)).toBeUndefined();
    expect(await world.push([gauge("m")], { key: B })).toMatchObject({ kind: "stored" });
  });

  it("counts from zero after a restart of the Pushgateway, which can restore old groups", async () => {
    const world = await createWorld();
    await world.push([counter("m")], { key: A });
    await world.delete(A);
    await world.runTimes(3);
    world.pushgateway.restart();
    expect(await world.runTimes(3)).toMatchObject({ releasedEntries: 0, removedTombstones: 0 });
    expect(await world.run()).toMatchObject({ releasedEntries: 1, removedTombstones: 1 });
  });

  it("does not count runs that follow too soon", async () => {
    const world = await createWorld();
    await world.push([counter("m")], { key: A });
    await world.delete(A);
    for (let ran = 0; ran < 20; ran++) {
      world.world.nowMs -= 100_000 - 4_000;
      await world.run();
    }
    expect(await world.world.item(nameKey("m"))).toMatchObject({ kind: "name" });
  });

  it("counts from zero if the count comes from a clock that was ahead", async () => {
    const world = await createWorld();
    await world.push([counter("m")], { key: A });
    await world.delete(A);
    world.world.nowMs += 86_400_000;
    await world.run();
    world.world.nowMs -= 86_400_000;
    await world.runTimes(3);
    expect(await world.world.item(nameKey("m"))).toBeDefined();
    await world.run();
    expect(await world.world.item(nameKey("m"))).toBeUndefined();
  });

  it("keeps a name that only the Pushgateway still exposes", async () => {
    const world = await createWorld();
    await world.push([counter("m")], { key: A });
    const held = world.pushgateway.groups.get(A.path)!;
    await world.delete(A);
    world.pushgateway.remove = async () => ({ kind: "unanswered", reason: "timed-out" });
    world.pushgateway.groups.set(A.path, held);
    expect(await world.runTimes(6)).toMatchObject({ releasedEntries: 0, removedTombstones: 0 });
  });

  it("resets the count of a name that is used again", async () => {
    const world = await createWorld();
    await world.push([counter("m")], { key: A });
    await world.delete(A);
    await world.runTimes(3);
    await world.push([counter("m")], { key: B });
    await world.runTimes(8);
    const item = await world.world.item(nameKey("m"));
    expect(item?.kind === "name" && item.entries.get("m")).toMatchObject({
      idle: undefined,
      type: "counter",
    });
  });

  it("frees label values, and the rest when no key has an unlisted value", async () => {
    const world = await createWorld();
    const keys = Array.from({ length: 9 }, (_, index) => keyOf("fleet", { instance: `${index}` }));
    for (const key of keys) {
      await world.push([gauge("m")], { key });
    }
    const before = await world.world.item(placementKey("fleet"));
    expect(before?.kind === "placement" && before.families.get("m")?.get("instance")).toMatchObject({
      rest: { side: "key" },
    });
    await world.delete(keys.at(-1)!);
    await world.runTimes(4);
    const after = await world.world.item(placementKey("fleet"));
    const placement = after?.kind === "placement" ? after.families.get("m")?.get("instance") : undefined;
    expect(placement).toMatchObject({ rest: undefined });
    expect(placement?.key.size).toBe(8);
  });
});

describe("with remote write", () => {
  const createRemoteWorld = async (): Promise<RunWorld> => {
    const world = new RunWorld(await new StoreWorld(createMemoryStore("groups", "kept")).open());
    world.settings = { ...world.settings, times: withRemoteWrite(world.settings.times) };
    return world;
  };

  it("a name stays taken while a stale marker of its series can be sent, and the last run waits seven minutes", async () => {
    const world = await createRemoteWorld();
    await world.push([counter("m"), counter("n")], { key: A });
    await world.push([counter("n")], { key: A });
    const goneAtMs = world.world.nowMs;
    const isIdle = async () => {
      const item = await world.world.item(nameKey("m"));
      return item?.kind === "name" && item.entries.get("m")?.idle !== undefined;
    };
    while (world.world.nowMs + 100_000 < goneAtMs + GONE_FOR_MS) {
      await world.run();
      expect(await isIdle()).toBe(false);
    }
    await world.runTimes(3);
    expect(await isIdle()).toBe(true);
    const lastMarkMs = world.world.nowMs;
    while (world.world.nowMs + 100_000 < lastMarkMs + 7 * 60_000) {
      expect((await world.run()).releasedEntries).toBe(0);
    }
    expect((await world.run()).releasedEntries).toBe(1);
  });

  it("an expired group remembers its series", async () => {
    const world = await createRemoteWorld();
    world.settings = { ...world.settings, expiry: createExpiry([{ job: "*", afterSeconds: 60 }]) };
    await world.push([counter("m")], { key: A });
    expect(await world.run()).toMatchObject({ expired: [A.path] });
    expect(await world.world.inner.groups.read(A.path)).toMatchObject({
      state: "deleted",
      gone: [{ atMs: world.world.nowMs, series: 1 }],
    });
  });
});

describe("a run expires groups", () => {
  it("by the time of their last push, and deletes them at the Pushgateway", async () => {
    const world = await createWorld();
    world.settings = { ...world.settings, expiry: createExpiry([{ job: "a", afterSeconds: 150 }]) };
    await world.push([gauge("m")], { key: A });
    await world.push([gauge("m")], { key: B });
    expect(await world.run()).toMatchObject({ expired: [] });
    expect(await world.run()).toMatchObject({ expired: [A.path] });
    expect([...world.pushgateway.groups.keys()]).toEqual([B.path]);
    expect(await world.world.inner.groups.read(A.path)).toMatchObject({ state: "deleted" });
  });

  it("but never one that was pushed since the scan", async () => {
    const world = await createWorld();
    world.settings = { ...world.settings, expiry: createExpiry([{ job: "a", afterSeconds: 150 }]) };
    await world.push([gauge("m", 1)], { key: A });
    await world.run();
    const { inner } = world.world;
    const { write } = inner.groups;
    inner.groups.write = async (item, expected) => {
      inner.groups.write = write;
      await world.push([gauge("m", 2)], { key: A });
      return write(item, expected);
    };
    expect(await world.run()).toMatchObject({ expired: [] });
    expect(await world.world.held(A)).toEqual({ m: ["gauge", 2] });
  });
});

describe("a run corrects counters", () => {
  it("of owners and of the total, whatever they said", async () => {
    const world = await createWorld();
    await world.push([gauge("m"), counter("n")], { key: A, owner: "one" });
    await world.push([gauge("m")], { key: B, owner: "two" });
    const exact = {
      one: await world.world.holding("one"),
      two: await world.world.holding("two"),
      total: { groups: 2, series: 3, bytes: 2_048, names: 2 },
    };
    const add = { groups: 7, series: -3, bytes: 5_000, names: 4 };
    for (const to of [toPartName("one", 0), toPartName(undefined, 3), toPartName(undefined, 0)]) {
      await world.world.inner.contracts.add({ to, add });
    }
    await world.run();
    expect(await world.world.holding("one")).toEqual(exact.one);
    expect(await world.world.holding("two")).toEqual(exact.two);
    const shards = await world.world.inner.contracts.read(
      Array.from({ length: 16 }, (_, shard) => `total#${shard}`),
    );
    const total = { groups: 0, series: 0, bytes: 0, names: 0 };
    for (const { item } of shards.values()) {
      if (item.kind !== "counter") {
        continue;
      }
      for (const one of ["groups", "series", "bytes", "names"] as const) {
        total[one] += item[one];
      }
    }
    expect(total).toEqual(exact.total);
  });

  it("and deletes the counter of an owner that has nothing stored", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, owner: "one" });
    await world.delete(A);
    await world.runTimes(6);
    const kinds: string[] = [];
    for await (const page of world.world.inner.contracts.scan()) {
      kinds.push(...page.map((found) => ("item" in found ? found.item.kind : "unreadable")));
    }
    expect(kinds.sort()).toEqual(["open", "run"]);
  });
});

describe("a dry run", () => {
  it("reports what a run would do, and changes nothing", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: A, relay: "lost" });
    const requests = world.pushgateway.requests.length;
    expect(await world.run("dry-run")).toMatchObject({ mode: "dry-run", repairs: { missing: 1 } });
    expect(world.pushgateway.requests).toHaveLength(requests);
    expect(await world.world.item("run")).toBeUndefined();
  });

  it("writes nothing of all that the run after it writes", async () => {
    const world = await createWorld();
    // An entry that nothing uses, a lost relay, a lost DELETE, a group that expires, and the proxy's own group.
    await world.push([gauge("m"), gauge("unused")], { key: A });
    await world.push([gauge("m")], { key: A, relay: "lost" });
    await world.push([gauge("m")], { key: B });
    await world.delete(B, "lost");
    await world.push([gauge("m")], { key: keyOf("old") });
    const expiry = createExpiry([{ job: "old", afterSeconds: 60 }]);
    world.settings = { ...world.settings, expiry, ownGroup: "on" };
    const written = { "dry-run": new Set<string>(), apply: new Set<string>() };
    for (let run = 0; run < 20; run++) {
      for (const mode of ["dry-run", "apply"] as const) {
        world.world.store = intercept(world.world.inner, (part, name, _, send) => {
          if (name !== "read" && name !== "isEmpty") {
            written[mode].add(`${part}.${name}`);
          }
          return send();
        });
        const requests = world.pushgateway.requests.length;
        await world.run(mode);
        if (world.pushgateway.requests.length > requests) {
          written[mode].add("relay");
        }
      }
    }
    expect([...written.apply].sort()).toEqual([
      "contracts.add",
      "contracts.remove",
      "contracts.write",
      "groups.mark",
      "groups.overwrite",
      "groups.remove",
      "groups.write",
      "relay",
    ]);
    expect([...written["dry-run"]]).toEqual([]);
  });
});

describe("a label that becomes tracked", () => {
  it("is opened to keys after four runs; meanwhile its values in bodies get entries", async () => {
    const world = await createWorld([]);
    const body = sampleFamily("gauge", "m", [sample(1, { region: "eu" })]);
    await world.push([body], { key: A });
    world.settings = { ...world.settings, trackedLabels: new Set(["region"]) };
    expect(await world.run()).toMatchObject({ openingLabels: ["region"] });
    const inRegion = { key: keyOf("a", { region: "eu" }), relay: "lost" } as const;
    expect(await world.push([gauge("m")], inRegion)).toMatchObject({
      kind: "unavailable",
      reason: "label-opening",
    });
    expect(await world.runTimes(2)).toMatchObject({ openingLabels: ["region"] });
    expect(await world.run()).toMatchObject({ openingLabels: [] });
    expect(await world.push([gauge("m")], inRegion)).toMatchObject({ kind: "conflict" });
    expect(await world.push([gauge("m")], { key: keyOf("a", { region: "us" }) })).toMatchObject({
      kind: "stored",
    });
  });
});

describe("a store that is not open", () => {
  const isOpenFor = async (world: RunWorld): Promise<boolean> =>
    findItem(await world.world.inner.contracts.read([OPEN_KEY]), OPEN_KEY, "open")?.item.table ===
    world.world.inner.groups.table;

  it("is opened at once when it and the Pushgateway are empty", async () => {
    const world = new RunWorld();
    expect(await world.run()).toMatchObject({ outcome: "opening", opening: { isOpen: true } });
    expect(await world.push([gauge("m")], { key: keyOf("a", { instance: "x" }) })).toMatchObject({
      kind: "stored",
    });
  });

  it("takes over the Pushgateway's groups, and opens with the third run", async () => {
    const world = new RunWorld();
    world.pushgateway.groups.set(A.path, { families: [counter("m", 5)], markerMs: undefined });
    expect(await world.run()).toMatchObject({
      opening: { isOpen: false, runs: 1, neededRuns: 3, taken: [A.path] },
    });
    expect(await world.push([gauge("m")], { key: B, relay: "lost" })).toMatchObject({ kind: "unavailable" });
    expect(await world.run()).toMatchObject({ opening: { isOpen: false, runs: 2, taken: [] } });
    expect(await world.run()).toMatchObject({ opening: { isOpen: true } });
    expect(await isOpenFor(world)).toBe(true);
    expect(await world.world.held(A)).toEqual({ m: ["counter", 5] });
    expect(await world.push([gauge("m")], { key: B, relay: "lost" })).toMatchObject({ kind: "conflict" });
  });

  it("deletes groups that conflict with others, and counts from zero", async () => {
    const world = new RunWorld();
    world.pushgateway.groups.set(B.path, { families: [gauge("m")], markerMs: undefined });
    world.pushgateway.groups.set(A.path, { families: [counter("m")], markerMs: undefined });
    const [kept, lost] = [A.path, B.path].sort();
    expect(await world.run()).toMatchObject({ opening: { runs: 1, taken: [kept], misfits: [lost] } });
    expect([...world.pushgateway.groups.keys()]).toEqual([kept]);
    expect(await world.runTimes(2)).toMatchObject({ opening: { isOpen: true } });
  });

  it("deletes a group whose key is not UTF-8 by the bytes of the key, and takes over the others", async () => {
    const world = new RunWorld();
    const { groups, readPage } = world.pushgateway;
    const shown = keyOf("b", { x: "\uFFFD" }).path;
    const exact = "/metrics/job@base64/Yg/x@base64/_w";
    for (const path of [A.path, shown]) {
      groups.set(path, { families: [gauge("m")], markerMs: undefined });
    }
    const labels = String.raw`label:{name:"job" value:"b"} label:{name:"x" value:"\xff"}`;
    const errorText = `collected metric "push_time_seconds" { ${labels}} has a label whose value is not utf8`;
    Object.assign(world.pushgateway, {
      readPage: async () =>
        groups.has(shown) ? { status: 500, isUtf8: true, names: [], errorText } : readPage(),
      remove: async ({ path }: { readonly path: string }) => {
        groups.delete(path === exact ? shown : path);
        return { kind: "delivered" };
      },
    });
    expect(await world.run()).toMatchObject({ opening: { runs: 1, taken: [A.path], misfits: [exact] } });
    expect([...groups.keys()]).toEqual([A.path]);
    expect(await world.runTimes(2)).toMatchObject({ opening: { isOpen: true } });
  });

  it("counts from zero when the Pushgateway was restarted", async () => {
    const world = new RunWorld();
    world.pushgateway.groups.set(A.path, { families: [counter("m")], markerMs: undefined });
    await world.runTimes(2);
    world.pushgateway.restart(world.pushgateway.groups);
    expect(await world.run()).toMatchObject({ opening: { isOpen: false, runs: 1 } });
  });

  describe("opened by sweeps with different labels", () => {
    const inRegion = { key: keyOf("a", { region: "eu" }), relay: "lost" } as const;
    const inBody = {
      families: [sampleFamily("gauge", "m", [sample(1, { region: "eu" })])],
      markerMs: undefined,
    };
    const withLabels = (world: RunWorld, labels: readonly string[]): RunWorld => {
      world.settings = { ...world.settings, trackedLabels: new Set(labels) };
      return world;
    };

    it("keeps keys waiting for a label that earlier runs did not place", async () => {
      const world = new RunWorld(new StoreWorld(), []);
      world.pushgateway.groups.set(A.path, inBody);
      await world.run();
      world.pushgateway.restart();
      expect(await withLabels(world, ["region"]).runTimes(3)).toMatchObject({ opening: { isOpen: true } });
      expect(await world.push([gauge("m")], inRegion)).toMatchObject({ reason: "label-opening" });
      await world.runTimes(4);
      expect(await world.push([gauge("m")], inRegion)).toMatchObject({ kind: "conflict" });
    });

    it("places the groups of a run that ended before it was counted", async () => {
      const world = new RunWorld(new StoreWorld(), []);
      world.pushgateway.groups.set(A.path, inBody);
      const { world: stores } = world;
      stores.store = disturb(stores.inner, (request, nth) =>
        request === "contracts.write" && nth > 1 ? "lost" : undefined,
      );
      expect(await world.run()).toMatchObject({ opening: { taken: [A.path], runs: 0 } });
      stores.store = stores.inner;
      world.pushgateway.restart();
      expect(await withLabels(world, ["region"]).runTimes(3)).toMatchObject({ opening: { isOpen: true } });
      expect(await world.push([gauge("m")], inRegion)).toMatchObject({ kind: "conflict" });
    });

    it("places the groups of a run for everyone's labels", async () => {
      const world = withLabels(new RunWorld(new StoreWorld(), []), ["region"]);
      world.pushgateway.groups.set(B.path, { families: [gauge("other")], markerMs: undefined });
      await world.run();
      world.pushgateway.groups.set(A.path, inBody);
      expect(await withLabels(world, []).runTimes(2)).toMatchObject({ opening: { isOpen: true } });
      expect(await world.push([gauge("m")], inRegion)).toMatchObject({ kind: "conflict" });
    });
  });

  it("accepts bodies with many values of a tracked label", async () => {
    const world = new RunWorld();
    const rows = Array.from({ length: 20 }, (_, index) => sample(index, { instance: `${index}` }));
    world.pushgateway.groups.set(A.path, {
      families: [sampleFamily("gauge", "m", rows)],
      markerMs: undefined,
    });
    expect(await world.run()).toMatchObject({ opening: { taken: [A.path], misfits: [] } });
  });

  it("opens a restored table after a run finds the Pushgateway empty, some time after the first run", async () => {
    const world = new RunWorld(await new StoreWorld(createMemoryStore("groups-restored")).open());
    const item = await world.world.item(OPEN_KEY);
    await world.world.put({ ...item, table: "groups-before" } as never, OPEN_KEY);
    await world.world.inner.groups.write({ ...(await storedGroup()), id: "before the restore" }, undefined);
    world.pushgateway.groups.set(B.path, { families: [gauge("x")], markerMs: 5 });
    expect(await world.push([gauge("m")], { key: A, relay: "lost" })).toMatchObject({ reason: "closed" });
    expect(await world.runTimes(3)).toMatchObject({ opening: { isOpen: false } });
    world.pushgateway.restart();
    expect(await world.run()).toMatchObject({ opening: { isOpen: true } });
    expect(await world.run()).toMatchObject({ outcome: "whole", repairs: { missing: 1 } });
  });

  const storedGroup = async () => {
    const other = await createWorld();
    await other.push([gauge("m")], { key: A });
    const item = await other.world.inner.groups.read(A.path);
    if (item?.state !== "live") {
      throw new Error("the push was not stored");
    }
    return item;
  };
});
