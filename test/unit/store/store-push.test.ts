import { describe, expect, it } from "@jest/globals";
import { DEFAULT_LIMITS } from "../../../lambda/model/client.ts";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import type { AuthorizedDelete, PermittedPush } from "../../../lambda/model/stages.ts";
import { createStorePorts } from "../../../lambda/store/store-ports.ts";
import { checkPush, storeDelete, storePush } from "../../../lambda/store/store-push.ts";
import { gauge } from "../../support/expositions.ts";
import { createClient, createExposition } from "../../support/granted-pushes.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { createProxyConfig } from "../../support/proxy-config.ts";
import { disturb } from "../../support/store/disturbed-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const KEY = keyOf("backup", { instance: "one" });

const pushOf = (
  families: readonly MetricFamily[],
  { method = "PUT", limits = DEFAULT_LIMITS }: { method?: string; limits?: typeof DEFAULT_LIMITS } = {},
): PermittedPush => {
  const client = createClient({ limits });
  const { grants } = client;
  return {
    client,
    grants,
    request: { key: KEY, method },
    exposition: createExposition(families),
  } as unknown as PermittedPush;
};

const namesIn = async (world: StoreWorld): Promise<readonly string[]> =>
  Object.keys((await world.held(KEY)) ?? {});

describe("the stage store", () => {
  it("stores a push for its client, and passes on the stored group", async () => {
    const world = await new StoreWorld().open();
    const push = pushOf([gauge("b"), gauge("a", 1, { instance: "two" })]);
    const stored = await storePush(push, world.createFunction());
    const item = await world.inner.groups.read(KEY.path);
    expect(item).toMatchObject({ state: "live", id: "id1", owner: "desktop-app", series: 2 });
    expect(stored).toEqual({
      ok: true,
      value: {
        kind: "stored",
        path: KEY.path,
        content: item?.state === "live" && item.content,
        atMs: world.nowMs,
        restsOnMs: world.nowMs,
      },
    });
    // The label of the key is not stored, and families are sorted.
    expect(await namesIn(world)).toEqual(["a", "b"]);
  });

  it("keeps the families that a POST does not contain, and no others", async () => {
    const world = await new StoreWorld().open();
    await storePush(pushOf([gauge("a"), gauge("b")]), world.createFunction());
    await storePush(pushOf([gauge("c")], { method: "POST" }), world.createFunction());
    expect(await namesIn(world)).toEqual(["a", "b", "c"]);
    await storePush(pushOf([gauge("c")], { method: "PUT" }), world.createFunction());
    expect(await namesIn(world)).toEqual(["c"]);
  });

  it("refuses what exceeds the client's limits, also as a dry run", async () => {
    const world = await new StoreWorld().open();
    const push = pushOf([gauge("a"), gauge("b")], { limits: { ...DEFAULT_LIMITS, totalSeries: 1 } });
    const refused = { ok: false, error: { code: "quota-exceeded" } };
    expect(await checkPush(push, world.createFunction())).toMatchObject(refused);
    expect(await storePush(push, world.createFunction())).toMatchObject(refused);
    expect(await namesIn(world)).toEqual([]);
  });

  it("stores nothing as a dry run", async () => {
    const world = await new StoreWorld().open();
    expect(await checkPush(pushOf([gauge("a")]), world.createFunction())).toEqual({
      ok: true,
      value: undefined,
    });
    expect(await world.inner.groups.read(KEY.path)).toBeUndefined();
  });

  it("deletes a group, and returns what the deletion rests on", async () => {
    const world = await new StoreWorld().open();
    await storePush(pushOf([gauge("a")]), world.createFunction());
    world.nowMs += 1;
    const deletion = { request: { key: KEY } } as unknown as AuthorizedDelete;
    expect(await storeDelete(deletion, world.createFunction())).toEqual({
      ok: true,
      value: { kind: "buried", restsOnMs: world.nowMs },
    });
    expect(await world.inner.groups.read(KEY.path)).toMatchObject({ state: "deleted", id: "id2" });
  });

  it("refuses a DELETE while the store does not answer", async () => {
    const world = await new StoreWorld().open();
    world.store = disturb(world.inner, () => "lost");
    const deletion = { request: { key: KEY } } as unknown as AuthorizedDelete;
    expect(await storeDelete(deletion, world.createFunction())).toMatchObject({
      ok: false,
      error: { code: "store-unavailable", retryAfterSeconds: 10 },
    });
  });
});

describe("the store as a process uses it", () => {
  const createPorts = (world: StoreWorld) => {
    const { store, now, random, backOff, times } = world.createFunction();
    const isDestinationEmpty = async () => true;
    const surroundings = { store, now, stopwatch: now, random, backOff, times, isDestinationEmpty };
    return createStorePorts(createProxyConfig(), surroundings);
  };

  it("opens a new store", async () => {
    const world = new StoreWorld();
    expect(await storePush(pushOf([gauge("a")]), createPorts(world))).toMatchObject({ ok: true });
  });

  it("knows the limits of each client and of all together, and the labels that keys can have", () => {
    const ports = createPorts(new StoreWorld());
    const { groups, totalSeries, totalBytes, totalNames } = DEFAULT_LIMITS;
    const allowed = { groups, series: totalSeries, bytes: totalBytes, names: totalNames };
    expect(ports.allowedOf("desktop-app")).toEqual(allowed);
    expect(ports.allowedOf("ci?ref=main")).toEqual(allowed);
    expect(ports.allowedOf("gone")).toBeUndefined();
    expect(ports.maxima.series).toBe(createProxyConfig().store.maxSeries);
    expect([...ports.hints.trackedLabels].sort()).toEqual(["branch", "instance"]);
    expect(ports.createId()).not.toBe(ports.createId());
  });
});
