import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { nameKey } from "../../../../lambda/store/contracts/contract-key.ts";
import { decodeContent } from "../../../../lambda/store/groups/content.ts";
import type { Holding } from "../../../../lambda/store/items.ts";
import { toStandingLimits } from "../../../../lambda/store/limits/standing-limits.ts";
import { createExpiry } from "../../../../lambda/sweep/garbage/expire.ts";
import { OWN_METRICS } from "../../../../lambda/sweep/own-metrics/catalogue.ts";
import { OWN_KEY } from "../../../../lambda/sweep/own-metrics/write-own-group.ts";
import { run } from "../../../../lambda/sweep/run/run.ts";
import { gauge } from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";
import { createProxyConfig } from "../../../support/proxy-config.ts";
import { countRequests } from "../../../support/store/counting-store.ts";
import { createLease } from "../../../support/store/lease.ts";
import { createMemoryStore } from "../../../support/store/memory-store.ts";
import { RunWorld } from "../../../support/store/run-world.ts";
import { StoreWorld } from "../../../support/store/store-world.ts";

const ALLOWED: Holding = { groups: 4, series: 10, bytes: 1_024_000, names: 5 };
const MAXIMA: Holding = { groups: 100, series: 100, bytes: 10_240_000, names: 100 };

const createWorld = async (labels: readonly string[] = ["instance"]) => {
  const runs = new RunWorld(await new StoreWorld().open(labels), labels);
  const limits = {
    allowed: new Map([
      ["ci", ALLOWED],
      ["github", { ...ALLOWED, groups: 2 }],
    ]),
    maxima: MAXIMA,
  };
  runs.settings = { ...runs.settings, limits, ownGroup: "on" };
  return runs;
};

/** The stored series of the proxy's own group, from `name{labels}` to value. */
const readOwn = async ({ world }: RunWorld): Promise<Readonly<Record<string, number>>> => {
  const item = await world.inner.groups.read(OWN_KEY.path);
  const families = item?.state === "live" ? decodeContent(item.content) : [];
  return Object.fromEntries(
    families.flatMap(({ name, metrics }) =>
      metrics.map((metric) => {
        const { names, values } = metric.labels;
        const labels = names.map((label, index) => `${label}=${values[index]}`).join(",");
        return [labels === "" ? name : `${name}{${labels}}`, "value" in metric ? metric.value : Number.NaN];
      }),
    ),
  );
};

describe("the proxy's own group", () => {
  it("tells what clients have stored and may store, what was refused, and how the run went", async () => {
    const world = await createWorld();
    await world.push([gauge("m"), gauge("n")], { key: keyOf("a"), owner: "ci", relay: "lost" });
    await world.world.inner.contracts.addRefusals("ci", new Map([["contract-conflict", 7]]));
    await world.world.inner.contracts.addRefusals("gone", new Map([["contract-conflict", 9]]));
    expect(await world.run()).toMatchObject({ outcome: "whole", ownGroup: "relayed" });
    expect(await readOwn(world)).toEqual({
      "pushgateway_proxy_client_bytes{client=ci}": 1_024,
      "pushgateway_proxy_client_bytes{client=github}": 0,
      "pushgateway_proxy_client_groups{client=ci}": 1,
      "pushgateway_proxy_client_groups{client=github}": 0,
      "pushgateway_proxy_client_limit_used_ratio{client=ci,limit=bytes}": 0.001,
      "pushgateway_proxy_client_limit_used_ratio{client=ci,limit=groups}": 0.25,
      "pushgateway_proxy_client_limit_used_ratio{client=ci,limit=names}": 0.4,
      "pushgateway_proxy_client_limit_used_ratio{client=ci,limit=series}": 0.2,
      "pushgateway_proxy_client_limit_used_ratio{client=github,limit=bytes}": 0,
      "pushgateway_proxy_client_limit_used_ratio{client=github,limit=groups}": 0,
      "pushgateway_proxy_client_limit_used_ratio{client=github,limit=names}": 0,
      "pushgateway_proxy_client_limit_used_ratio{client=github,limit=series}": 0,
      "pushgateway_proxy_client_max_bytes{client=ci}": 1_024_000,
      "pushgateway_proxy_client_max_bytes{client=github}": 1_024_000,
      "pushgateway_proxy_client_max_groups{client=ci}": 4,
      "pushgateway_proxy_client_max_groups{client=github}": 2,
      "pushgateway_proxy_client_max_names{client=ci}": 5,
      "pushgateway_proxy_client_max_names{client=github}": 5,
      "pushgateway_proxy_client_max_series{client=ci}": 10,
      "pushgateway_proxy_client_max_series{client=github}": 10,
      "pushgateway_proxy_client_names{client=ci}": 2,
      "pushgateway_proxy_client_names{client=github}": 0,
      "pushgateway_proxy_client_series{client=ci}": 2,
      "pushgateway_proxy_client_series{client=github}": 0,
      pushgateway_proxy_last_sweep_duration_seconds: 0,
      pushgateway_proxy_last_sweep_timestamp_seconds: 1_764_300_101,
      pushgateway_proxy_last_whole_sweep_timestamp_seconds: 1_764_300_101,
      pushgateway_proxy_page_valid: 1,
      "pushgateway_proxy_refused_pushes_total{client=ci,code=contract-conflict}": 7,
      pushgateway_proxy_relay_lag_groups: 1,
      pushgateway_proxy_relay_lag_seconds: 100,
      "pushgateway_proxy_store_limit_used_ratio{limit=bytes}": 0.0001,
      "pushgateway_proxy_store_limit_used_ratio{limit=groups}": 0.01,
      "pushgateway_proxy_store_limit_used_ratio{limit=names}": 0.02,
      "pushgateway_proxy_store_limit_used_ratio{limit=series}": 0.02,
    });
  });

  it("adds up the subjects of an issuer, and compares the largest one with its limit", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: keyOf("a"), owner: "github?repository=a" });
    await world.push([gauge("m")], { key: keyOf("b"), owner: "github?repository=a" });
    await world.push([gauge("m")], { key: keyOf("c"), owner: "github?repository=c" });
    await world.run();
    expect(await readOwn(world)).toMatchObject({
      "pushgateway_proxy_client_groups{client=github}": 3,
      "pushgateway_proxy_client_limit_used_ratio{client=github,limit=groups}": 1,
    });
  });

  it("has no used part of a limit that is not set", async () => {
    const world = await createWorld();
    const { limits } = world.settings;
    const maxima = { ...limits.maxima, groups: toStandingLimits(createProxyConfig()).maxima.groups };
    world.settings = { ...world.settings, limits: { ...limits, maxima } };
    await world.run();
    const names = Object.keys(await readOwn(world)).filter((name) => name.includes("store_limit_used"));
    expect(names).toEqual(
      ["series", "bytes", "names"].map((limit) => `pushgateway_proxy_store_limit_used_ratio{limit=${limit}}`),
    );
  });

  it("does not count for any client, since no client can have its owner's name", async () => {
    const world = await createWorld();
    await world.runTimes(3);
    const owners: string[] = [];
    for await (const page of world.world.inner.contracts.scan()) {
      owners.push(
        ...page.flatMap((one) =>
          "item" in one && one.item.kind === "counter" && "owner" in one.item.of ? [one.item.of.owner] : [],
        ),
      );
    }
    expect(owners).toEqual(["(pushgateway-proxy)"]);
    expect(await readOwn(world)).toMatchObject({ "pushgateway_proxy_client_groups{client=ci}": 0 });
  });

  it("costs one write and one relay per run while its series stay the same", async () => {
    const store = countRequests(createMemoryStore());
    const runs = new RunWorld(await new StoreWorld(store).open());
    await runs.runTimes(2);
    store.restart();
    await runs.run();
    const without = store.restart();
    const limits = { allowed: new Map([["ci", ALLOWED]]), maxima: MAXIMA };
    runs.settings = { ...runs.settings, limits, ownGroup: "on" };
    await runs.runTimes(3);
    store.restart();
    await runs.run();
    const written = store.restart();
    // The relay of a sweep reads the group to see if a push has overtaken it.
    expect({
      writes: written.writes - without.writes,
      reads: written.readRequests - without.readRequests,
    }).toEqual({
      writes: 1,
      reads: 1,
    });
  });

  it("gets new series, and loses those of a removed client", async () => {
    const world = await createWorld();
    await world.run();
    await world.world.inner.contracts.addRefusals("ci", new Map([["payload-invalid", 1]]));
    expect(await world.run()).toMatchObject({ ownGroup: "relayed" });
    expect(await readOwn(world)).toHaveProperty(
      ["pushgateway_proxy_refused_pushes_total{client=ci,code=payload-invalid}"],
      1,
    );
    world.settings = { ...world.settings, limits: { allowed: new Map(), maxima: MAXIMA } };
    await world.run();
    expect(Object.keys(await readOwn(world)).filter((series) => series.includes("client"))).toEqual([]);
    await world.runTimes(5);
    const name = nameKey("pushgateway_proxy_client_groups");
    expect(await world.world.item(name)).toBeUndefined();
  });

  it("does not count as a pushed group in a run", async () => {
    const world = await createWorld();
    await world.push([gauge("m")], { key: keyOf("a") });
    await world.run();
    expect(await world.run()).toMatchObject({ groups: 1, series: 1, topJobs: [{ job: "a" }] });
  });

  it("is not deleted by an expiry rule for all jobs", async () => {
    const world = await createWorld();
    world.settings = { ...world.settings, expiry: createExpiry([{ job: "*", afterSeconds: 1 }]) };
    await world.push([gauge("m")], { key: keyOf("a") });
    await world.run();
    const report = await world.run();
    expect(report.expired).toEqual([]);
    expect(world.pushgateway.groups.has(OWN_KEY.path)).toBe(true);
  });

  it("is written even if one of its labels is tracked and has more values than bodies may list", async () => {
    const world = await createWorld(["client"]);
    const clients = Array.from({ length: 40 }, (_, index) => [`client-${index}`, ALLOWED] as const);
    world.settings = { ...world.settings, limits: { allowed: new Map(clients), maxima: MAXIMA } };
    await world.push([gauge("m")], { key: keyOf("a", { client: "client-1" }) });
    expect(await world.run()).toMatchObject({ ownGroup: "relayed" });
    expect(await world.run()).toMatchObject({ ownGroup: "relayed" });
  });

  it("is written even if the store is full", async () => {
    const world = await createWorld();
    world.world.maxima = { groups: 0, series: 0, bytes: 0, names: 0 };
    expect(await world.run()).toMatchObject({ ownGroup: "relayed" });
  });

  it("is written by the next run after an outage of the store, and repaired after an outage of the relay", async () => {
    const world = await createWorld();
    const { groups, contracts } = world.world.inner;
    world.world.store = {
      contracts,
      groups: { ...groups, overwrite: async () => ({ kind: "unanswered", cause: new Error("late") }) },
    };
    expect(await world.run()).toMatchObject({ outcome: "whole", ownGroup: "skipped" });
    world.world.store = world.world.inner;
    world.pushgateway.write = async () => ({ kind: "unanswered", reason: "timed-out" });
    expect(await world.run()).toMatchObject({ ownGroup: "stored" });
  });

  it("is written by each of two runs at the same time, such as a tick and an operator's", async () => {
    const world = await createWorld();
    const reports = await Promise.all([run(world.ports, world.settings, "apply"), world.run()]);
    expect(reports).toMatchObject([{ ownGroup: "relayed" }, { ownGroup: "relayed" }]);
  });

  it("is skipped if other runs write it again and again", async () => {
    const world = await createWorld();
    const { groups, contracts } = world.world.inner;
    world.world.store = {
      contracts,
      groups: { ...groups, write: async () => ({ kind: "refused", current: undefined }) },
    };
    expect(await world.run()).toMatchObject({ outcome: "whole", ownGroup: "skipped" });
  });

  it("is written if the store has lost the answer to its write, and refuses the repeated request", async () => {
    const world = await createWorld();
    const { groups, contracts } = world.world.inner;
    let writes = 0;
    const write: typeof groups.write = async (item, expected) => {
      writes += 1;
      await groups.write(item, expected);
      return { kind: "refused", current: item };
    };
    world.world.store = { contracts, groups: { ...groups, write } };
    expect(await world.run()).toMatchObject({ ownGroup: "relayed" });
    expect(writes).toBe(1);
  });

  it("is not written by a dry run", async () => {
    const world = await createWorld();
    await world.run("dry-run");
    expect(await readOwn(world)).toEqual({});
  });

  it("tells the lag of remote write, by the shard that is furthest behind", async () => {
    const world = await createWorld();
    const { nowMs, inner } = world.world;
    await inner.contracts.write(createLease({ shard: 0, fromMs: nowMs }), undefined);
    await inner.contracts.write(createLease({ shard: 1, fromMs: nowMs - 20_000 }), undefined);
    await world.run();
    expect(await readOwn(world)).toHaveProperty(
      ["pushgateway_proxy_remote_write_lag_seconds{destination=amp}"],
      120,
    );
  });

  it("tells when the Pushgateway says that it was started", async () => {
    const world = await createWorld();
    world.pushgateway.readStart = async () => "2026-11-28T10:00:00.123456789Z";
    await world.run();
    expect(await readOwn(world)).toHaveProperty(
      "pushgateway_proxy_pushgateway_start_timestamp_seconds",
      Date.UTC(2026, 10, 28, 10) / 1_000 + 0.123,
    );
  });

  it("has conventional names and help, and the documentation lists them", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../../docs/monitoring.md"), "utf8");
    for (const [name, { type, help }] of Object.entries(OWN_METRICS)) {
      expect(name.endsWith("_total")).toBe(type === "counter");
      expect(help).toMatch(/^[A-Z].*\.$/);
      expect(page).toContain(`\`${name}\``);
    }
  });
});
