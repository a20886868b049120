import { addLabels, measure } from "../metric-catalogue.ts";
import type { CiMetric } from "../metrics.ts";

/** The values of OpenTelemetry's `cicd.pipeline.result`. */
const RESULTS = ["success", "failure", "error", "timeout", "cancellation", "skip"] as const;
export type RunResult = (typeof RESULTS)[number];

/** When something was created, started and ended, in milliseconds since 1970; undefined if it is not known. */
export interface Times {
  readonly createdMs: number | undefined;
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
}

type DurationName = "cicd_pipeline_run_duration_seconds" | "cicd_pipeline_task_run_duration_seconds";
type ResultName = "cicd_pipeline_run_result" | "cicd_pipeline_task_run_result";

/** The time in the queue and the running time, as far as they are known. */
export const measureTimes = (
  name: DurationName,
  { createdMs, startedMs, endedMs }: Times,
): readonly CiMetric[] => [
  ...measureState(name, "pending", createdMs, startedMs),
  ...measureState(name, "executing", startedMs, endedMs),
];

const measureState = (
  name: DurationName,
  state: "pending" | "executing",
  fromMs: number | undefined,
  toMs: number | undefined,
): readonly CiMetric[] =>
  fromMs === undefined || toMs === undefined ? [] : [measure(name, toSeconds(fromMs, toMs), { state })];

/** A short time can be less than the difference of two machines' clocks. */
export const toSeconds = (fromMs: number, toMs: number): number => Math.max(0, toMs - fromMs) / 1_000;

/** One series for every result, so that a series does not end when the result changes. */
export const measureResult = (name: ResultName, found: RunResult): readonly CiMetric[] =>
  RESULTS.map((result) => measure(name, result === found ? 1 : 0, { result }));

/**
 * The label is not `task`, which is in the keys of groups: the proxy accepts only few values in bodies of a label that
 * keys can have, and a run can have a thousand jobs.
 */
export const withJobName = (metrics: readonly CiMetric[], jobName: string): readonly CiMetric[] =>
  metrics.map((metric) => addLabels(metric, { job_name: jobName }));

/** A time in the form of APIs and variables (RFC 3339); undefined for anything else. */
export const parseTime = (value: unknown): number | undefined => {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
};
