import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { BytesSI, PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { graph, type Row, stat, table, toPrometheusDashboard } from "./panels.ts";

/** Only runs for default branches, since those of pull requests come and go. */
const DEFAULT = 'job=~"$job",branch_class="default"';

/** GitHub has `repository`, GitLab `project`. The jobs of `collect: run` have `job_name`, others `task`. */
const WHERE = "{{repository}}{{project}} {{pipeline}} {{task}}{{job_name}}";

const NOT_SUCCESSFUL = 'result=~"failure|error|timeout"';

const now: Row = {
  title: "Now",
  panels: [
    stat(
      { title: "Broken jobs", what: "Jobs whose last run on a default branch failed.", unit: Short },
      `count(cicd_pipeline_task_run_result{${DEFAULT},${NOT_SUCCESSFUL}} == 1) or vector(0)`,
    ),
    stat(
      {
        title: "Failed tests",
        what: "Failures and errors of the last runs on default branches.",
        unit: Short,
      },
      `sum(cicd_test_failures{${DEFAULT}}) + sum(cicd_test_errors{${DEFAULT}})`,
    ),
    stat(
      { title: "Flaky tests", what: "Tests that failed and passed within the last runs.", unit: Short },
      `sum(cicd_test_flaky{${DEFAULT}})`,
    ),
    stat(
      { title: "Longest job", what: "What nobody can be faster than.", unit: Seconds },
      `max(cicd_pipeline_task_run_duration_seconds{${DEFAULT},state="executing"})`,
    ),
  ],
};

const durations: Row = {
  title: "Durations",
  panels: [
    graph(
      { title: "Jobs", what: "How long each job took in its last run.", unit: Seconds },
      {
        expr: `cicd_pipeline_task_run_duration_seconds{${DEFAULT},state="executing"}`,
        legend: WHERE,
      },
    ),
    graph(
      { title: "Queue", what: "How long each job waited for a runner.", unit: Seconds },
      { expr: `cicd_pipeline_task_run_duration_seconds{${DEFAULT},state="pending"}`, legend: WHERE },
    ),
    graph(
      { title: "Runs", what: "Whole runs, where their last job pushes (collect: run).", unit: Seconds },
      {
        expr: `cicd_pipeline_run_duration_seconds{${DEFAULT},state="executing"}`,
        legend: "{{repository}}{{project}} {{pipeline}}",
      },
    ),
    graph(
      { title: "Steps", what: "The twenty steps that take the longest.", unit: Seconds },
      { expr: `topk(20, cicd_pipeline_step_duration_seconds{${DEFAULT}})`, legend: `${WHERE} {{step}}` },
    ),
  ],
};

const tests: Row = {
  title: "Tests",
  panels: [
    graph(
      { title: "Failures and errors", what: "Of each push.", unit: Short },
      { expr: `cicd_test_failures{${DEFAULT}} + cicd_test_errors{${DEFAULT}}`, legend: WHERE },
    ),
    graph(
      { title: "Flaky", what: "Tests that failed and passed within a run.", unit: Short },
      { expr: `cicd_test_flaky{${DEFAULT}}`, legend: WHERE },
    ),
    graph(
      { title: "Cases", what: "A fall means that tests are not run any more.", unit: Short },
      { expr: `cicd_test_cases{${DEFAULT}}`, legend: WHERE },
    ),
    graph(
      { title: "Time of all cases", what: "Longer than the job where tests run in parallel.", unit: Seconds },
      { expr: `cicd_test_duration_seconds{${DEFAULT}}`, legend: WHERE },
    ),
  ],
};

const sizes: Row = {
  title: "Sizes",
  panels: [
    graph(
      { title: "Files", what: "Of each pattern.", unit: BytesSI },
      { expr: `cicd_artifact_size_bytes{${DEFAULT}}`, legend: "{{repository}}{{project}} {{artifact}}" },
    ),
    graph(
      { title: "Files with gzip", what: "Of each pattern, each file compressed.", unit: BytesSI },
      { expr: `cicd_artifact_gzip_size_bytes{${DEFAULT}}`, legend: "{{repository}}{{project}} {{artifact}}" },
    ),
  ],
};

const week: Row = {
  title: "Last week",
  panels: [
    table(
      {
        title: "Jobs of the last week",
        what: "The share of the time during which the last run of the job had failed, and how long it usually takes.",
      },
      [
        { name: "broken", unit: PercentUnit, expr: 'ci:task_broken:ratio1w{job=~"$job"}' },
        { name: "usual duration", unit: Seconds, expr: 'ci:task_duration_seconds:median1w{job=~"$job"}' },
      ],
    ),
  ],
};

/** The measurements of CI: durations, results, tests and sizes. */
export const ciMetrics = (): Dashboard =>
  toPrometheusDashboard(
    {
      uid: "pushgateway-proxy-ci",
      title: "CI",
      description:
        "Durations, results, tests and sizes of builds on default branches. The last week needs dashboards/rules.yaml.",
    },
    { label: "job", metric: '{__name__=~"cicd_.+"}' },
    [now, durations, tests, sizes, week],
  );
