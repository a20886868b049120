import type { CiMetric } from "./metrics.ts";

/** A metric of the catalogue, without its values. */
export interface CiMetricEntry {
  readonly help: string;
  readonly unit: CiMetric["unit"];
  /** Labels in addition to those of the run: `pipeline`, `task` and `branch_class`. */
  readonly labels: readonly string[];
  /** The option that collects it. */
  readonly from: "collect" | "junit" | "sizes";
}

/**
 * Every metric that can be collected. Names follow OpenTelemetry's conventions for CI/CD
 * (`cicd.pipeline.run.duration`), with underscores and units as in Prometheus. Names that OpenTelemetry does not have
 * also begin with `cicd_`.
 */
export const CI_METRICS = {
  cicd_pipeline_run_duration_seconds: {
    help: "Time of the pipeline run until this push, by state.",
    unit: "seconds",
    labels: ["state"],
    from: "collect",
  },
  cicd_pipeline_run_result: {
    help: "1 for the result of the pipeline run, 0 for the others.",
    unit: "count",
    labels: ["result"],
    from: "collect",
  },
  cicd_pipeline_task_run_duration_seconds: {
    help: "Time of a job of the pipeline, by state; the running job is measured until this push.",
    unit: "seconds",
    labels: ["state"],
    from: "collect",
  },
  cicd_pipeline_task_run_result: {
    help: "1 for the result of a job of the pipeline, 0 for the others.",
    unit: "count",
    labels: ["result"],
    from: "collect",
  },
  cicd_pipeline_step_duration_seconds: {
    help: "Time of a step of the job, of those that ended before this push.",
    unit: "seconds",
    labels: ["step"],
    from: "collect",
  },
  cicd_worker_info: {
    help: "The runner of the job: 1, with its kind and platform as labels.",
    unit: "count",
    labels: ["arch", "os", "type"],
    from: "collect",
  },
  cicd_test_cases: {
    help: "Test cases in the JUnit files.",
    unit: "count",
    labels: [],
    from: "junit",
  },
  cicd_test_failures: {
    help: "Test cases that failed.",
    unit: "count",
    labels: [],
    from: "junit",
  },
  cicd_test_errors: {
    help: "Test cases that ended with an error instead of a failed assertion.",
    unit: "count",
    labels: [],
    from: "junit",
  },
  cicd_test_skipped: {
    help: "Test cases that were skipped.",
    unit: "count",
    labels: [],
    from: "junit",
  },
  cicd_test_flaky: {
    help: "Tests that both failed and passed.",
    unit: "count",
    labels: [],
    from: "junit",
  },
  cicd_test_duration_seconds: {
    help: "Sum of the times of all test cases.",
    unit: "seconds",
    labels: [],
    from: "junit",
  },
  cicd_artifact_size_bytes: {
    help: "Size of all files of a pattern.",
    unit: "bytes",
    labels: ["artifact"],
    from: "sizes",
  },
  cicd_artifact_gzip_size_bytes: {
    help: "Size of all files of a pattern, each compressed with gzip.",
    unit: "bytes",
    labels: ["artifact"],
    from: "sizes",
  },
  cicd_artifact_files: {
    help: "Number of files of a pattern.",
    unit: "count",
    labels: ["artifact"],
    from: "sizes",
  },
} as const satisfies Readonly<Record<`cicd_${string}`, CiMetricEntry>>;

export type CiMetricName = keyof typeof CI_METRICS;

type LabelsOf<Name extends CiMetricName> = Readonly<
  Record<(typeof CI_METRICS)[Name]["labels"][number], string>
>;

/** A value of a metric of the catalogue, with exactly its labels. */
export const measure = <Name extends CiMetricName>(
  name: Name,
  value: number,
  labels: LabelsOf<Name>,
): CiMetric => {
  const { help, unit } = CI_METRICS[name];
  return { name, type: "gauge", help, unit, labels: sortLabels(labels), value };
};

/** The metric with further labels. An existing label gets the new value. */
export const addLabels = (metric: CiMetric, labels: Readonly<Record<string, string>>): CiMetric => ({
  ...metric,
  labels: sortLabels({ ...metric.labels, ...labels }),
});

const sortLabels = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
