import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createSweepPorts } from "../../lambda/adapters/sweep-ports.ts";
import { createMemoryStore } from "../../lambda/agree/memory-store.ts";
import { LOCAL_TIMES } from "../../lambda/agree/protocol-times.ts";
import { createSweepHandler } from "../../lambda/handlers/sweep.ts";
import type { SweepReport, SweepSettings } from "../../lambda/sweep/sweep.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findPushgateway, type RunningProgram, startPushgateway } from "../support/real-components.ts";

describeWithReal("the sweep of a real Pushgateway", { pushgateway: findPushgateway() }, () => {
  let pushgateway: RunningProgram;
  let reports: SweepReport[];

  beforeEach(async () => {
    reports = [];
    pushgateway = await startPushgateway({ check: "off" });
  });

  afterEach(() => pushgateway.stop());

  const createHandler = (settings: Partial<SweepSettings> = {}) =>
    createSweepHandler(
      { ...createSweepPorts(pushgateway.url, createMemoryStore()), report: (report) => reports.push(report) },
      { times: LOCAL_TIMES, trackedLabels: new Set(["instance"]), expiry: [], heal: false, ...settings },
    );

  /** Past the proxy, and so that what is read next has it. */
  const put = async (path: string, payload: string): Promise<void> => {
    await fetch(`${pushgateway.url}/metrics/job/${path}`, { method: "PUT", body: payload });
    await new Promise((resolve) => setTimeout(resolve, 100));
  };

  const scrape = async () => (await fetch(`${pushgateway.url}/metrics`)).status;

  it("says that a scrape is sound, and which jobs are large", async () => {
    await put("small", "a 1\n");
    await put("large", '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n');
    expect(await createHandler()({})).toMatchObject({
      outcome: "swept",
      groups: 2,
      series: 5,
      health: { kind: "sound" },
      findings: [],
      topJobs: [
        { job: "large", groups: 1, series: 4 },
        { job: "small", groups: 1, series: 1 },
      ],
    });
    expect(reports).toHaveLength(1);
  });

  it("deletes groups whose last push is older than their job's expiry, and lists them in a dry run", async () => {
    await put("ci-1", "a 1\n");
    await put("ci-keep", "a 1\n");
    await put("other", "a 1\n");
    const expiry = [
      { job: "ci-*", afterSeconds: 0 },
      { job: "ci-keep*", afterSeconds: 3_600 },
    ];
    const handler = createHandler({ expiry });
    const stale = ["/metrics/job@base64/Y2ktMQ"];
    expect(await handler({ command: "sweep", dryRun: true })).toMatchObject({ expired: stale });
    expect(await handler({ command: "groups-list" })).toMatchObject({ groups: { length: 3 } });
    expect(await handler({})).toMatchObject({ expired: stale, health: { kind: "sound" } });
    expect(await handler({ command: "groups-list" })).toMatchObject({ groups: { length: 2 } });
  });

  const BROKEN: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    [
      "two types of one name",
      [
        ["a", "# TYPE m counter\nm 1\n"],
        ["b", "# TYPE m gauge\nm 1\n"],
      ],
    ],
    [
      "the same series from two groups",
      [
        ["a/instance/i", "m 1\n"],
        ["a", 'm{instance="i"} 1\n'],
      ],
    ],
    [
      "a label with an empty value in a key",
      [
        ["a", "m 1\n"],
        ["a/instance/", "m 1\n"],
      ],
    ],
    [
      "a suffix of a histogram",
      [
        ["a", '# TYPE m histogram\nm_bucket{le="+Inf"} 1\nm_sum 1\nm_count 1\n'],
        ["b", "m_count 1\n"],
      ],
    ],
  ];

  it.each(BROKEN)("finds the groups that break the scrape by %s, and heals it", async (_, pushes) => {
    const [first, second] = pushes;
    await put(...first!);
    await createHandler()({});
    const watching = createHandler();
    await watching({});
    await put(...second!);
    expect(await scrape()).toBe(500);
    const seen = (await watching({})) as SweepReport;
    expect(seen).toMatchObject({ health: { kind: "unsound" }, healed: [] });
    expect(seen.culprits.length).toBeGreaterThanOrEqual(1);
    const healing = (await createHandler({ heal: true })({})) as SweepReport;
    expect(healing.healed.length).toBeGreaterThanOrEqual(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await scrape()).toBe(200);
  });

  it("heals a scrape that a grouping key breaks that is not UTF-8, by the bytes of that key", async () => {
    await put("fine", "m 1\n");
    const handler = createHandler();
    await handler({});
    await put("a/x@base64/_3ciXHg", "m 1\n");
    await fetch(`${pushgateway.url}/metrics/job@base64/YWL_/y/%C3%A9`, {
      method: "PUT",
      body: "m 1\n",
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await scrape()).toBe(500);
    const culprits = ["/metrics/job@base64/YQ/x@base64/_3ciXHg", "/metrics/job@base64/YWL_/y@base64/w6k"];
    const { culprits: seen, healed } = (await handler({})) as SweepReport;
    expect({ seen: [...seen].sort(), healed }).toEqual({ seen: culprits, healed: [] });
    const healing = (await createHandler({ heal: true })({})) as SweepReport;
    expect([...healing.healed].sort()).toEqual(culprits);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await scrape()).toBe(200);
    expect(await handler({ command: "groups-list" })).toMatchObject({ groups: { length: 1 } });
  });

  it("sees a page for which Prometheus would drop the target", async () => {
    await fetch(`${pushgateway.url}/metrics/job/a`, {
      method: "PUT",
      body: Buffer.from("# HELP m \xff\nm 1\n", "latin1"),
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await createHandler()({})).toMatchObject({ health: { kind: "unsound" } });
  });

  it("deletes a group by any form of its path, says what it held, and that it is not there any more", async () => {
    await put("a/x/y", "a 1\nb 1\n");
    const remove = async (path: string) => createHandler()({ command: "groups-delete", path });
    const absent = { reason: "absent", error: expect.stringContaining("there is no group") };
    expect(await remove("/metrics/job/a")).toEqual(absent);
    const path = "/metrics/job@base64/YQ/x@base64/eQ";
    expect(await remove("/metrics/job/a/x/y")).toEqual({ deleted: { path, series: 2 } });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await remove(path)).toEqual(absent);
    expect(await createHandler()({ command: "groups-list" })).toEqual({ groups: [], total: 0 });
  });

  it("deletes the very group of an exact path, and one that cannot be listed", async () => {
    await put("a", "m 1\n");
    await put("a/instance/", "m 1\n");
    await put("a/x@base64/_3ciXHg", "m 1\n");
    const remove = async (path: string) => createHandler()({ command: "groups-delete", path });
    for (const [path, series] of [
      ["/metrics/job@base64/YQ/instance@base64/=", 1],
      ["/metrics/job@base64/YQ/x@base64/_3ciXHg", undefined],
    ] as const) {
      expect(await remove(path)).toEqual({ deleted: { path, series } });
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await createHandler()({ command: "groups-list" })).toMatchObject({
      groups: [{ path: "/metrics/job@base64/YQ" }],
      total: 1,
    });
    expect(await remove("metrics/job/a")).toMatchObject({ reason: "invalid" });
  });

  it("says of a name that nobody claims that it is absent", async () => {
    for (const command of ["registry-show", "registry-release", "registry-reopen"]) {
      expect(await createHandler()({ command, name: "nobodys" })).toMatchObject({ reason: "absent" });
    }
  });

  it("says when the Pushgateway cannot be read", async () => {
    const handler = createHandler();
    await pushgateway.stop("SIGKILL");
    expect(await handler({})).toMatchObject({ outcome: "unread", health: { kind: "unread" } });
    for (const command of [
      { command: "groups-list" },
      { command: "groups-delete", path: "/metrics/job/a" },
    ]) {
      expect(await handler(command)).toMatchObject({ reason: "unavailable" });
    }
    expect(await handler({ command: "none" })).toMatchObject({ reason: "invalid" });
  });
});
