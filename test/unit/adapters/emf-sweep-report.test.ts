import { describe, expect, it } from "@jest/globals";
import { createEmfWriter } from "../../../lambda/adapters/emf-document.ts";
import { createEmfSweepReport } from "../../../lambda/adapters/emf-sweep-report.ts";
import type { SweepReport } from "../../../lambda/sweep/sweep.ts";

const FINDING: SweepReport["findings"][number] = JSON.parse('{"kind":"two-types","name":"a"}');

const REPORT: SweepReport = JSON.parse(
  JSON.stringify({
    outcome: "swept",
    tookMs: 12.5,
    health: { kind: "unsound" },
    groups: 3,
    series: 40,
    expired: [{ job: "ci" }, { job: "ci" }],
    findings: Array.from({ length: 30 }, () => FINDING),
    healed: [],
    topJobs: [{ job: "ci", series: 40 }],
  }),
);

const write = (report: SweepReport): Record<string, unknown> => {
  const lines: string[] = [];
  createEmfSweepReport(
    createEmfWriter({ environment: "production", write: (line) => lines.push(line), now: Date.now }),
  )(report);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "");
};

describe("the sweep's report", () => {
  it("is one line with a metric for each number, by the environment alone", () => {
    const line = write(REPORT);
    expect(line).toMatchObject({
      message: "sweep",
      environment: "production",
      _aws: { CloudWatchMetrics: [{ Namespace: "PushgatewayProxy", Dimensions: [["environment"]] }] },
      groups: 3,
      series: 40,
      expiredGroups: 2,
      foundInconsistencies: 30,
      unsoundScrapes: 1,
      failedSweeps: 0,
      tookMs: 12.5,
      topJobs: [{ job: "ci", series: 40 }],
    });
  });

  it("lists the first findings and counts them all", () => {
    expect(write(REPORT)["findings"]).toHaveLength(20);
  });

  it("counts a sweep that could not read the Pushgateway", () => {
    expect(write({ ...REPORT, outcome: "unread" })).toMatchObject({ failedSweeps: 1 });
  });
});
