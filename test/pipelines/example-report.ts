/** The report in docs/ci.md. `node test/pipelines/example-report.ts FILE` draws it. */
import { argv } from "node:process";
import { judgeBudgets } from "../../ci/budgets/judge-budgets.ts";
import { parseBudgets } from "../../ci/budgets/parse-budgets.ts";
import type { Base } from "../../ci/compare/base.ts";
import type { MeasuredSeries } from "../../ci/compare/series.ts";
import { type CiReport, writeReport } from "../../ci/summary/report.ts";
import { drawAsImage } from "./draw-summary.ts";

const series = (name: string, value: number, labels: Record<string, string> = {}): MeasuredSeries => ({
  name,
  labels,
  value,
});

const NOW = [
  series("cicd_pipeline_run_duration_seconds", 252.4, { state: "executing" }),
  series("cicd_test_cases", 1_216),
  series("cicd_test_failures", 1),
  series("cicd_test_skipped", 2),
  series("cicd_artifact_size_bytes", 1_263_123, { artifact: "js" }),
  series("cicd_artifact_size_bytes", 41_200, { artifact: "css" }),
  series("coverage_ratio", 0.823),
];

const BASE: Base = {
  kind: "values",
  title: "main",
  series: [
    series("cicd_pipeline_run_duration_seconds", 201, { state: "executing" }),
    series("cicd_test_cases", 1_204),
    series("cicd_test_failures", 0),
    series("cicd_test_skipped", 2),
    series("cicd_artifact_size_bytes", 1_221_000, { artifact: "js" }),
    series("cicd_artifact_size_bytes", 41_900, { artifact: "css" }),
    series("coverage_ratio", 0.811),
  ],
};

const budgets = parseBudgets(`cicd_artifact_size_bytes{artifact="js"}: +2%
cicd_test_failures: 0
cicd_pipeline_run_duration_seconds: 10m`);

export const EXAMPLE: CiReport = {
  now: NOW,
  base: BASE,
  judgements: judgeBudgets(budgets.ok ? budgets.value : [], NOW, BASE),
  tests: {
    failedTests: [{ suite: "push", name: "refuses a bucket without le", message: "expected 3, got 4" }],
    flakyTests: [{ suite: "relay", name: "sends again after an outage" }],
    slowestTests: [{ suite: "store", name: "survives a restart", seconds: 12.3 }],
  },
  histories: [
    {
      name: "cicd_pipeline_run_duration_seconds",
      labels: { state: "executing" },
      values: [188, 190, 187, 201, 199, 220, 201, 252.4],
    },
  ],
};

const [, program, file] = argv;
if (program === import.meta.filename && file !== undefined) {
  drawAsImage(`### CI metrics\n\n${writeReport(EXAMPLE)}`, file, 960);
}
