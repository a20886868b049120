import { describe, expect, it } from "@jest/globals";
import { createEmfWriter } from "../../../lambda/adapters/cloudwatch/emf-document.ts";
import {
  createDeletionLog,
  createEmfSweepReport,
} from "../../../lambda/adapters/cloudwatch/emf-sweep-report.ts";
import { SWEEP_METRICS } from "../../../lambda/config/sweep-metrics.ts";
import { NOTHING_SWEPT, type RunReport } from "../../../lambda/sweep/run/run-report.ts";
import { createProxyConfig } from "../../support/proxy-config.ts";

const REPORT: RunReport = {
  ...NOTHING_SWEPT,
  mode: "apply",
  outcome: "whole",
  tookMs: 1_250,
  groups: 3,
  series: 40,
  lag: { groups: 2, oldestMs: 700_000 },
  repairs: { missing: 1, older: 2, leftOver: 3, failed: 0 },
  refused: ["/a"],
  isRestarted: true,
  expired: ["/b", "/c"],
  releasedEntries: 4,
  foreign: Array.from({ length: 30 }, (_, index) => `/foreign/${index}`),
  storeBehind: ["/d"],
  ahead: ["/e"],
  unreadable: [{ key: "/f", reason: "damaged" }],
  health: { kind: "invalid", reason: "500", unreadable: [] },
  topJobs: [{ job: "ci", groups: 1, series: 40 }],
};

const write = (report: RunReport, pushgateway = createProxyConfig().pushgateway): Record<string, unknown> => {
  const lines: string[] = [];
  createEmfSweepReport(
    createEmfWriter({ environment: "production", write: (line) => lines.push(line), now: Date.now }),
    { pushgateway },
  )(report);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "");
};

const metricsOf = (line: Record<string, unknown>): readonly string[] => {
  const { CloudWatchMetrics } = line["_aws"] as {
    readonly CloudWatchMetrics: readonly { readonly Metrics: readonly { readonly Name: string }[] }[];
  };
  return CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)).sort();
};

describe("the report of a sweep run", () => {
  it("is one line with a metric for each number; the environment is the only dimension", () => {
    expect(write(REPORT)).toMatchObject({
      message: "sweep",
      environment: "production",
      _aws: { CloudWatchMetrics: [{ Namespace: "PushgatewayProxy", Dimensions: [["environment"]] }] },
      groups: 3,
      series: 40,
      expiredGroups: 2,
      releasedEntries: 4,
      runSeconds: 1.25,
      laggingGroups: 2,
      lagSeconds: 700,
      repairedMissing: 1,
      repairedOlder: 2,
      repairedLeftOver: 3,
      pushgatewayRestarts: 1,
      invalidScrapes: 1,
      failedSweeps: 0,
      storeFailures: 0,
      storeBehindGroups: 1,
      foreignGroups: 30,
      unreadableItems: 1,
      refusedGroups: 1,
      aheadGroups: 1,
      topJobs: [{ job: "ci", groups: 1, series: 40 }],
    });
  });

  it("has only zeros for a run that found nothing", () => {
    const line = write({ ...NOTHING_SWEPT, mode: "apply", outcome: "whole", health: { kind: "valid" } });
    const values = Object.keys(SWEEP_METRICS).map((name) => line[name]);
    expect(values).toEqual(values.map(() => 0));
  });

  it("writes every described metric and no other", () => {
    expect(metricsOf(write(REPORT))).toEqual(Object.keys(SWEEP_METRICS).sort());
  });

  it("leaves out the Pushgateway's metrics where there is no Pushgateway", () =>
    expect(metricsOf(write(REPORT, "none"))).toEqual([
      "aheadGroups",
      "expiredGroups",
      "groups",
      "invalidScrapes",
      "releasedEntries",
      "runSeconds",
      "series",
      "storeFailures",
      "unreadableItems",
    ]));

  it("lists the first 20 groups", () => {
    const unreadable = REPORT.foreign;
    const line = write({ ...REPORT, health: { kind: "invalid", reason: "500", unreadable } });
    expect(line["foreign"]).toHaveLength(20);
    expect(line["health"]).toEqual({ kind: "invalid", reason: "500", unreadable: unreadable.slice(0, 20) });
  });

  it.each([
    ["pushgateway-unread", { failedSweeps: 1, storeFailures: 0 }],
    ["store-unread", { failedSweeps: 0, storeFailures: 1 }],
  ] as const)("leaves out the metrics of groups when the run ended as %s", (outcome, expected) => {
    const line = write({ ...NOTHING_SWEPT, mode: "apply", outcome });
    expect(line).toMatchObject(expected);
    expect(metricsOf(line)).toEqual(["failedSweeps", "runSeconds", "storeFailures"]);
  });

  it("counts a run that could read the store and not write it as a failure of the store", () => {
    expect(write({ ...REPORT, outcome: "partial" })).toMatchObject({ storeFailures: 0 });
    expect(write({ ...REPORT, outcome: "partial", outage: "denied" })).toMatchObject({ storeFailures: 1 });
  });

  it("leaves out the metrics of groups and the time while the store is being opened", () => {
    const line = write({ ...NOTHING_SWEPT, mode: "apply", outcome: "opening", groups: 4 });
    expect(metricsOf(line)).toEqual(["failedSweeps", "storeFailures", "unreadableItems"]);
  });
});

describe("the line of a group that an operator has deleted", () => {
  it("has its path, and no metrics", () => {
    const lines: string[] = [];
    const log = createDeletionLog(
      createEmfWriter({ environment: "test", write: (line) => lines.push(line), now: Date.now }),
    );
    log({ path: "/a", series: 3 });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { message: "deletedByOperator", path: "/a", series: 3, environment: "test" },
    ]);
  });
});
