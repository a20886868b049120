import { describe, expect, it } from "@jest/globals";
import { deleteGroup } from "../../../lambda/store/groups/delete-group.ts";
import { writeGroup } from "../../../lambda/store/groups/write-group.ts";
import { gauge } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { countRequests } from "../../support/store/counting-store.ts";
import { disturb } from "../../support/store/disturbed-store.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const KEY = keyOf("backup");
const FAMILIES = [gauge("a")];

const tombstone = (world: StoreWorld) => world.inner.groups.read(KEY.path);

describe("deleteGroup", () => {
  it("puts a tombstone over the group in one write", async () => {
    const world = await new StoreWorld().open();
    await world.write(FAMILIES);
    const counting = countRequests(world.inner);
    world.store = counting;
    world.nowMs += 1;
    const outcome = await deleteGroup(KEY, "d", world.createFunction());
    expect(outcome).toEqual({ kind: "buried", restsOnMs: world.nowMs });
    expect(counting.counts).toEqual({ writes: 1, readRequests: 0, readItems: 0 });
    expect(await tombstone(world)).toMatchObject({ state: "deleted", atMs: world.nowMs, id: "d" });
  });

  it("keeps a late push out, even if there was nothing to delete", async () => {
    const world = await new StoreWorld().open();
    const late = world.push(FAMILIES);
    let isLate = false;
    world.store = disturb(world.inner, (request) =>
      request === "groups.write" && !isLate
        ? async () => {
            isLate = true;
            world.nowMs += 1;
            await deleteGroup(KEY, "d", { ...world.createFunction(), store: world.inner });
          }
        : undefined,
    );
    const expected = await world.inner.groups.read(KEY.path);
    await writeGroup(late, {
      ...world.createFunction(),
      backOff: () => Promise.reject(new Error("again")),
    }).catch(() => undefined);
    expect(expected).toBeUndefined();
    expect(await tombstone(world)).toMatchObject({ state: "deleted", id: "d" });
  });

  it("deletes a group whose writer's clock was ahead, with a later time", async () => {
    const world = await new StoreWorld().open();
    await world.write(FAMILIES);
    const atMs = world.nowMs;
    world.nowMs -= 5_000;
    expect(await deleteGroup(KEY, "d", world.createFunction())).toMatchObject({ kind: "buried" });
    expect(await tombstone(world)).toMatchObject({ state: "deleted", atMs: atMs + 1 });
  });

  it("recognises its own tombstone after a lost answer", async () => {
    const world = await new StoreWorld().open();
    world.store = disturb(world.inner, (request, nth) =>
      request === "groups.bury" && nth === 1 ? "unheard" : undefined,
    );
    const { nowMs } = world;
    expect(await deleteGroup(KEY, "d", world.createFunction())).toEqual({ kind: "buried", restsOnMs: nowMs });
    expect(await tombstone(world)).toMatchObject({ atMs: nowMs });
  });

  it("waits while the store is not open, once the simple write was refused", async () => {
    const world = new StoreWorld();
    await world.inner.groups.write(
      { state: "deleted", path: KEY.path, atMs: world.nowMs + 1, id: "x", idle: undefined },
      undefined,
    );
    expect(await deleteGroup(KEY, "d", world.createFunction())).toEqual({
      kind: "unavailable",
      reason: "closed",
    });
  });

  it("is unavailable during an outage of the store", async () => {
    const world = await new StoreWorld().open();
    world.store = disturb(world.inner, () => "lost");
    expect(await deleteGroup(KEY, "d", world.createFunction())).toEqual({
      kind: "unavailable",
      reason: "unanswered",
    });
  });
});

describe("deleteGroup, when the simple write is not enough", () => {
  const rivalBefore = (world: StoreWorld, requests: readonly string[]): { readonly sent: string[] } => {
    const sent: string[] = [];
    world.store = disturb(world.inner, (request) => {
      sent.push(request);
      return requests.includes(request)
        ? async () => {
            const current = await world.inner.groups.read(KEY.path);
            const atMs = world.nowMs + sent.length;
            const rival = {
              state: "deleted",
              path: KEY.path,
              atMs,
              id: `rival${atMs}`,
              idle: undefined,
            } as const;
            await world.inner.groups.write(rival, current);
          }
        : undefined;
    });
    return { sent };
  };

  it("tries ten times, with a pause after each try that read the group", async () => {
    const world = await new StoreWorld().open();
    const { sent } = rivalBefore(world, ["groups.bury", "groups.write"]);
    expect(await deleteGroup(KEY, "d", world.createFunction())).toEqual({
      kind: "unavailable",
      reason: "contended",
    });
    expect(sent.filter((request) => request === "groups.bury")).toHaveLength(1);
    expect(sent.filter((request) => request === "groups.write")).toHaveLength(9);
    expect(world.waits).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("is not tried again once writes without an answer have taken four seconds, and is an outage", async () => {
    const world = await new StoreWorld().open();
    const unanswered = async () => {
      world.nowMs += 1_500;
      return { kind: "unanswered", cause: undefined } as const;
    };
    const { groups } = world.inner;
    world.store = { ...world.inner, groups: { ...groups, bury: unanswered, write: unanswered } };
    expect(await deleteGroup(KEY, "d", world.createFunction())).toEqual({
      kind: "unavailable",
      reason: "unanswered",
    });
    expect(world.waits).toEqual([1]);
  });

  it("rests on the successful try", async () => {
    const world = await new StoreWorld().open();
    world.store = disturb(world.inner, (request, nth) => {
      if (request === "groups.bury") {
        return "lost";
      }
      return request === "groups.read" || (request === "groups.write" && nth === 1)
        ? () => {
            world.nowMs += 100;
          }
        : undefined;
    });
    const startMs = world.nowMs;
    expect(await deleteGroup(KEY, "d", world.createFunction())).toEqual({
      kind: "buried",
      restsOnMs: startMs + 100,
    });
    expect(await tombstone(world)).toEqual({
      state: "deleted",
      path: KEY.path,
      atMs: startMs + 100,
      id: "d",
      idle: undefined,
    });
    expect(world.waits).toEqual([]);
  });

  it("remembers no deleted series when there was no group", async () => {
    const world = await new StoreWorld(createMemoryStore("groups", "kept")).open();
    world.store = disturb(world.inner, (request) => (request === "groups.bury" ? "lost" : undefined));
    await deleteGroup(KEY, "d", world.createFunction());
    expect(await tombstone(world)).toMatchObject({ id: "d" });
    expect((await tombstone(world))?.gone).toBeUndefined();
  });

  it("throws on a bug", async () => {
    const world = await new StoreWorld().open();
    world.store = disturb(world.inner, () => () => {
      throw new TypeError("a bug");
    });
    await expect(deleteGroup(KEY, "d", world.createFunction())).rejects.toThrow("a bug");
  });
});
