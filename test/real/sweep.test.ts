import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createSweepPorts } from "../../lambda/adapters/sweep-ports.ts";
import { createSweepHandler, NOT_DUE, type SweepHandlerSettings } from "../../lambda/handlers/sweep.ts";
import { nameKey } from "../../lambda/store/contracts/contract-key.ts";
import { NO_HOLDING } from "../../lambda/store/items.ts";
import { AWS_TIMES } from "../../lambda/store/run-times.ts";
import type { Store } from "../../lambda/store/store.ts";
import { createExpiry } from "../../lambda/sweep/garbage/expire.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { gauge } from "../support/expositions.ts";
import { keyOf } from "../support/grouping-key.ts";
import {
  findFreePort,
  findPushgateway,
  type RunningProgram,
  startPushgateway,
} from "../support/real-components.ts";
import { createLiveGroup } from "../support/store/live-group.ts";
import { openStore } from "../support/store/open-store.ts";

const LABELS = new Set(["instance"]);
const HOUR_MS = 3_600_000;

describeWithReal("the sweep of a real Pushgateway", { pushgateway: findPushgateway() }, () => {
  let pushgateway: RunningProgram;
  let store: Store;
  let reports: RunReport[];
  let nowMs: number;

  beforeEach(async () => {
    reports = [];
    nowMs = Date.now();
    pushgateway = await startPushgateway({ check: "off" });
    store = await openStore(LABELS);
  });

  afterEach(() => pushgateway.stop());

  const createHandler = (settings: Partial<SweepHandlerSettings> = {}) =>
    createSweepHandler(
      {
        ...createSweepPorts(pushgateway.url, store),
        now: () => nowMs,
        report: (report) => reports.push(report),
        deleted: () => {},
      },
      {
        times: AWS_TIMES,
        runEveryMs: 270_000,
        trackedLabels: LABELS,
        expiry: createExpiry([]),
        heal: "off",
        limits: { allowed: new Map(), maxima: NO_HOLDING },
        ownGroup: "off",
        ...settings,
      },
    );

  /** A run. After it the Pushgateway has applied all requests. */
  const runWith = async (settings: Partial<SweepHandlerSettings> = {}): Promise<RunReport> => {
    nowMs += 100_000;
    const report = (await createHandler(settings)({ command: "sweep" })) as RunReport;
    await sleep(100);
    return report;
  };

  const ask = (command: object) => createHandler()(command);

  /** Pushes past the proxy, and waits until a read sees it. */
  const put = async (path: string, payload: string): Promise<void> => {
    await fetch(`${pushgateway.url}/metrics/job/${path}`, { method: "PUT", body: payload });
    await sleep(100);
  };

  /** By a push whose relay was lost. */
  const storeGroup = async (job: string, name = "m", atMs = nowMs): Promise<void> => {
    const key = keyOf(job);
    const families = [gauge(name)];
    await store.groups.write(createLiveGroup({ key, families, atMs }, store.groups.table, LABELS), undefined);
    const { base, entries } = {
      base: name,
      entries: new Map([[name, { family: name, type: "gauge", first: undefined, idle: undefined } as const]]),
    };
    const found = (await store.contracts.read([nameKey(name)])).get(nameKey(name));
    if (found === undefined) {
      await store.contracts.write({ kind: "name", base, entries }, undefined);
    }
  };

  const scrape = async () => {
    const response = await fetch(`${pushgateway.url}/metrics`);
    return [response.status, await response.text()] as const;
  };

  it("delivers what is stored, and reports that the page is valid and which jobs are large", async () => {
    await storeGroup("small");
    await storeGroup("other", "n");
    expect(await runWith()).toMatchObject({
      outcome: "whole",
      groups: 2,
      series: 2,
      repairs: { missing: 2 },
      topJobs: { length: 2 },
    });
    expect((await scrape())[1]).toMatch(/^m\{instance="",job="small"\} 1$/m);
    expect(await runWith()).toMatchObject({
      repairs: { missing: 0, older: 0, leftOver: 0 },
      health: { kind: "valid" },
    });
    expect(reports).toHaveLength(2);
  });

  it("fills a restarted Pushgateway with the next tick, and not before", async () => {
    await storeGroup("a");
    await runWith();
    expect(await ask({})).toEqual(NOT_DUE);
    await pushgateway.stop("SIGKILL");
    expect(await ask({})).toEqual(NOT_DUE);
    pushgateway = await startPushgateway({ check: "off", port: await findFreePort() });
    expect(await ask({})).toMatchObject({ outcome: "whole", isRestarted: true, repairs: { missing: 1 } });
    await sleep(100);
    expect((await scrape())[1]).toContain('job="a"');
    expect(await ask({})).toEqual(NOT_DUE);
  });

  it("expires groups by their job's rule, and lists them in a dry run", async () => {
    await storeGroup("ci-1", "m", nowMs - HOUR_MS);
    await storeGroup("ci-keep", "m", nowMs - HOUR_MS);
    await storeGroup("other", "m", nowMs - HOUR_MS);
    await runWith();
    const expiry = createExpiry([
      { job: "ci-*", afterSeconds: 600 },
      { job: "ci-keep*", afterSeconds: 36_000 },
    ]);
    const stale = ["/metrics/job@base64/Y2ktMQ"];
    expect(await createHandler({ expiry })({ command: "sweep", dryRun: true })).toMatchObject({
      expired: stale,
    });
    expect(await ask({ command: "groups-list" })).toMatchObject({ total: 3 });
    expect(await runWith({ expiry })).toMatchObject({ expired: stale });
    expect(await ask({ command: "groups-list" })).toMatchObject({ total: 2 });
    expect((await scrape())[1]).not.toContain('job="ci-1"');
  });

  const BROKEN: readonly (readonly [string, string, string])[] = [
    ["two types of one name", "b", "# TYPE m counter\nm 1\n"],
    ["the same series from two groups", "b/x/y", 'm{job="a"} 1\n# TYPE n gauge\nn{x="z"} 1\n'],
    ["a label with an empty value in a key", "a/instance/", "# TYPE m gauge\nm 1\n"],
    ["a suffix of a histogram", "b", "# TYPE m_bucket gauge\nm_bucket 1\n# TYPE m histogram\nm_sum 1\n"],
  ];

  it.each(BROKEN)(
    "finds groups that were pushed past the proxy with %s, and deletes them",
    async (_, path, body) => {
      await storeGroup("a");
      await runWith();
      await put(path, body);
      const seen = await runWith();
      expect(seen.foreign).toHaveLength(1);
      expect(seen).toMatchObject({ healed: [] });
      expect(await runWith({ heal: "on" })).toMatchObject({ healed: seen.foreign });
      expect(await runWith()).toMatchObject({ foreign: [], health: { kind: "valid" } });
      expect((await scrape())[1]).toMatch(/^m\{instance="",job="a"\} 1$/m);
    },
  );

  it("repairs a page that a grouping key breaks which is not UTF-8, by the bytes of that key", async () => {
    await storeGroup("fine");
    await runWith();
    await put("a/x@base64/_3ciXHg", "m 1\n");
    await fetch(`${pushgateway.url}/metrics/job@base64/YWL_/y/%C3%A9`, { method: "PUT", body: "m 1\n" });
    await sleep(100);
    expect((await scrape())[0]).toBe(500);
    const culprits = ["/metrics/job@base64/YQ/x@base64/_3ciXHg", "/metrics/job@base64/YWL_/y@base64/w6k"];
    const { health, foreign, healed } = await runWith();
    expect(health).toMatchObject({ kind: "invalid" });
    expect(health.kind === "invalid" && [...health.unreadable].sort()).toEqual(culprits);
    expect({ foreign, healed }).toEqual({ foreign: [], healed: [] });
    const healing = await runWith({ heal: "on" });
    expect([...healing.healed].sort()).toEqual(culprits);
    expect((await scrape())[0]).toBe(200);
    expect(await ask({ command: "groups-list" })).toMatchObject({ total: 1 });
  });

  it("recognises a page for which Prometheus would drop the target", async () => {
    await fetch(`${pushgateway.url}/metrics/job/a`, {
      method: "PUT",
      body: Buffer.from("# HELP m \xff\nm 1\n", "latin1"),
    });
    await sleep(100);
    expect(await runWith()).toMatchObject({ health: { kind: "invalid" } });
  });

  it("deletes a group by any form of its path, reports its content, and that it is gone", async () => {
    await storeGroup("a");
    await runWith();
    const remove = (path: string) => ask({ command: "groups-delete", path });
    const path = "/metrics/job@base64/YQ";
    expect(await remove("/metrics/job/a/x/y")).toEqual({
      reason: "absent",
      error: expect.stringContaining("there is no group"),
    });
    expect(await remove("/metrics/job/a")).toEqual({
      deleted: { path, series: 1 },
      atPushgateway: "deleted",
    });
    await sleep(100);
    expect(await store.groups.read(path)).toMatchObject({ state: "deleted" });
    expect(await remove(path)).toMatchObject({ reason: "absent" });
    expect(await ask({ command: "groups-list" })).toEqual({ groups: [], total: 0, unreadable: [] });
  });

  it("deletes a group by its exact path, and one that cannot be listed", async () => {
    await storeGroup("a");
    await runWith();
    await put("a/instance/", "m 1\n");
    await put("a/x@base64/_3ciXHg", "m 1\n");
    for (const [path, series] of [
      ["/metrics/job@base64/YQ/instance@base64/=", 1],
      ["/metrics/job@base64/YQ/x@base64/_3ciXHg", undefined],
    ] as const) {
      expect(await ask({ command: "groups-delete", path })).toEqual({
        deleted: { path, series },
        atPushgateway: "deleted",
      });
    }
    await sleep(100);
    expect(await ask({ command: "groups-list" })).toMatchObject({
      groups: [{ path: "/metrics/job@base64/YQ", relayed: "relayed" }],
      total: 1,
    });
    expect(await ask({ command: "groups-delete", path: "metrics/job/a" })).toMatchObject({
      reason: "invalid",
    });
  });

  it("reports that the Pushgateway cannot be read, and does what the store allows", async () => {
    await storeGroup("a");
    await pushgateway.stop("SIGKILL");
    expect(await runWith()).toMatchObject({ outcome: "pushgateway-unread", health: { kind: "unread" } });
    expect(await ask({ command: "groups-list" })).toMatchObject({ groups: [{ relayed: "unknown" }] });
    expect(await ask({ command: "groups-delete", path: "/metrics/job/b" })).toMatchObject({
      reason: "unavailable",
    });
    expect(await ask({ command: "groups-delete", path: "/metrics/job/a" })).toMatchObject({
      deleted: { series: 1 },
      atPushgateway: "later",
    });
    expect(await ask({ command: "none" })).toMatchObject({ reason: "invalid" });
  });
});
