import { describe, expect, it } from "@jest/globals";
import { createEmfRemoteWriteReport } from "../../../lambda/adapters/cloudwatch/emf-remote-write-report.ts";
import type { RemoteWriteReport } from "../../../lambda/destinations/remote-write/report.ts";
import { NOTHING_DONE, runRemoteWrite } from "../../../lambda/destinations/remote-write/run.ts";
import { REMOTE_WRITE_TIMES } from "../../../lambda/destinations/remote-write/times.ts";
import { writeGroup } from "../../../lambda/store/groups/write-group.ts";
import type { Usage } from "../../../scripts/cost-usage.ts";
import { estimateCost, PRICES, SECONDS_PER_MONTH } from "../../../scripts/estimate-cost.ts";
import { DEPLOYED_FOR_REMOTE_WRITE, estimateSamples } from "../../../scripts/estimate-remote-write.ts";
import { runInProcess } from "../../support/cli.ts";
import { sample, sampleFamily } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { createRemoteWriteConfig } from "../../support/proxy-config.ts";
import { ModelReceiver } from "../../support/remote-write/model-receiver.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const GROUPS = 20;
const SERIES = 2;
const MINUTES = 60;
const MINUTE = 60_000;

/** Simulates runs over one hour. Groups are pushed at different times of an interval. */
const countSamples = async (everyMinutes: number): Promise<number> => {
  const world = await new StoreWorld(createMemoryStore("groups", "kept")).open();
  const receiver = new ModelReceiver();
  const startMs = world.nowMs;
  const push = async (group: number, atMs: number): Promise<void> => {
    const values = Array.from({ length: SERIES }, (_, a) => sample(atMs, { a: `${a}` }));
    const key = keyOf("batch", { instance: `host-${group}` });
    const request = world.push([sampleFamily("gauge", "m", values)], { key });
    world.nowMs = atMs;
    await writeGroup(request, world.createFunction());
  };
  const times = Array.from({ length: GROUPS }, (_, group) => ((group + 0.5) / GROUPS) * everyMinutes);
  for (const [group] of times.entries()) {
    await push(group, startMs + group);
  }
  let samples = 0;
  for (let minute = 0; minute < MINUTES + 10; minute++) {
    for (const [group, at] of times.entries()) {
      for (let due = at; due < minute; due += everyMinutes) {
        if (due >= minute - 1) {
          await push(group, startMs + due * MINUTE);
        }
      }
    }
    world.nowMs = startMs + minute * MINUTE;
    const report = await runRemoteWrite(
      createRemoteWriteConfig(),
      0,
      {
        store: world.inner,
        receiver: { renewCredential: async () => {}, send: async ({ body }) => receiver.store(body) },
        now: () => world.nowMs,
        sleep: async () => {},
        random: () => 0,
        createId: () => world.createId(),
      },
      REMOTE_WRITE_TIMES,
    );
    // The first runs send everything.
    samples += minute < 10 ? 0 : report.samples;
  }
  return samples;
};

const usageOf = (everyMinutes: number): Usage => ({
  pushes: (GROUPS * SECONDS_PER_MONTH) / (everyMinutes * 60),
  groups: GROUPS,
  series: SERIES,
  newGroups: 0,
  clients: 1,
  issuers: 0,
});

describe("the samples of remote write", () => {
  it.each([1, 5, 15, 600])(
    "are as many as simulated runs send, with a push every %d minutes",
    async (everyMinutes) => {
      const { samplesPerMonth, activeSeries } = estimateSamples(usageOf(everyMinutes));
      const estimated = (samplesPerMonth * MINUTES * 60) / SECONDS_PER_MONTH;
      const counted = await countSamples(everyMinutes);
      expect(activeSeries).toBe(GROUPS * (SERIES + 2));
      expect(Math.abs(estimated / counted - 1)).toBeLessThan(0.06);
    },
  );

  it("have only their receiver's price", async () => {
    const { stdout } = await runInProcess(["cost", "--groups", "100", "--interval", "15m", "--remote-write"]);
    expect(stdout).toMatch(
      /^remote write: [\d,]+ samples a month of 5,200 active series; .* --sample-price$/m,
    );
    expect(stdout).not.toContain("samples at the receiver");
    const priced = JSON.parse(
      (await runInProcess(["cost", "--groups", "100", "--sample-price", "2", "--json"])).stdout,
    ) as { samplesPerMonth: number; lines: readonly { item: string; usd: number }[] };
    expect(priced.lines.find(({ item }) => item === "samples at the receiver")?.usd).toBeCloseTo(
      (priced.samplesPerMonth / 10e6) * 2,
    );
  });
});

it("remote write is on the bill when it is configured", () => {
  const items = (usage: Usage) => estimateCost(usage, PRICES).map(({ item }) => item);
  expect(items(usageOf(5)).filter((item) => item.includes("remote write"))).toEqual([]);
  expect(
    items({ ...usageOf(5), remoteWrite: {} }).filter((item) => item.includes("remote write")),
  ).toHaveLength(4);
});

it("the metrics of a destination equal those that its function writes", () => {
  const metrics = new Set<string>();
  const report: RemoteWriteReport = {
    ...NOTHING_DONE,
    destination: "amp",
    shard: 0,
    outcome: "complete",
    lagMs: 0,
  };
  createEmfRemoteWriteReport(({ metrics: written }) => {
    for (const name of Object.keys(written)) {
      metrics.add(name);
    }
  })(report);
  expect(metrics.size).toBe(DEPLOYED_FOR_REMOTE_WRITE.metrics);
});
