import { isTrustedUrl } from "../../lambda/config/trusted-url.ts";
import { type Fields, isRecord } from "../../lambda/model/fields.ts";
import { err, type Result } from "../../lambda/model/result.ts";
import { toBoundedLabel } from "../bounded-label.ts";
import { classifyRef } from "../branch-class.ts";
import type { CiRun, Measured } from "../ci-run.ts";
import { measure } from "../metric-catalogue.ts";
import type { CiMetric } from "../metrics.ts";
import type { CollectPorts } from "../ports.ts";
import { askApi } from "./ask-api.ts";
import { measureResult, measureTimes, parseTime, type RunResult } from "./run-metrics.ts";

/**
 * A job of GitLab. Its variables tell when it and its pipeline were started. Its own token may read how long it waited
 * and the kind of its runner (`GET /job`), but not other jobs of the pipeline.
 */
export const createGitlabRun = (ports: CollectPorts): CiRun => {
  const { env } = ports;
  const name = env["CI_COMMIT_REF_NAME"] ?? "";
  return {
    repository: { label: "project", value: env["CI_PROJECT_PATH"] ?? "" },
    branch: name,
    branchClass: classifyRef({
      name,
      isTag: env["CI_COMMIT_TAG"] !== undefined,
      isProposal: env["CI_MERGE_REQUEST_IID"] !== undefined,
      defaultBranch: env["CI_DEFAULT_BRANCH"],
    }),
    // The name of a GitLab pipeline may be any text, and a project has one pipeline.
    pipeline: undefined,
    task: toBoundedLabel(env["CI_JOB_NAME"] ?? ""),
    measure: (scope) => (scope === "job" ? measureJob(ports) : Promise.resolve(measureRun(ports))),
  };
};

/** From the creation of the pipeline until now, since no variable tells how long its first job waited. */
const measureRun = ({ env, now }: CollectPorts): Measured => {
  const startedMs = parseTime(env["CI_PIPELINE_CREATED_AT"]);
  const times = { createdMs: undefined, startedMs, endedMs: now() };
  return {
    metrics: measureTimes("cicd_pipeline_run_duration_seconds", times),
    warnings: startedMs === undefined ? [explainMissing("CI_PIPELINE_CREATED_AT")] : [],
  };
};

const explainMissing = (variable: string): string =>
  `collect: times are not known: ${variable} is not a time; a container that is started by hand needs \`--env ${variable}\``;

const measureJob = async (ports: CollectPorts): Promise<Measured> => {
  const { env, now } = ports;
  const result = RESULTS.get(env["CI_JOB_STATUS"]);
  const answer = await askForJob(ports);
  const startedMs = parseTime(env["CI_JOB_STARTED_AT"]);
  const createdMs = answer.ok ? findQueuedSince(startedMs, answer.value["queued_duration"]) : undefined;
  return {
    metrics: [
      ...measureTimes("cicd_pipeline_task_run_duration_seconds", { createdMs, startedMs, endedMs: now() }),
      ...(result === undefined ? [] : measureResult("cicd_pipeline_task_run_result", result)),
      measureWorker(env, answer.ok ? answer.value["runner"] : undefined),
    ],
    warnings: [
      ...(startedMs === undefined ? [explainMissing("CI_JOB_STARTED_AT")] : []),
      ...(answer.ok ? [] : [answer.error]),
    ],
  };
};

const askForJob = async (ports: CollectPorts): Promise<Result<Fields, string>> => {
  const { CI_API_V4_URL: base = "", CI_JOB_TOKEN: token = "" } = ports.env;
  if (!isTrustedUrl(base) || token === "") {
    return err(
      "collect: the time in the queue is not known: CI_API_V4_URL is not an https address, or CI_JOB_TOKEN is empty",
    );
  }
  const answer = await askApi(`${base}/job`, { "JOB-TOKEN": token, Accept: "application/json" }, ports);
  return answer.ok
    ? answer
    : err(
        `collect: the time in the queue is not known: GitLab's API ${answer.error} to GET /job; it needs GitLab 14 or later, and a runner that can connect to it`,
      );
};

const findQueuedSince = (startedMs: number | undefined, queuedSeconds: unknown): number | undefined =>
  startedMs === undefined || typeof queuedSeconds !== "number"
    ? undefined
    : startedMs - queuedSeconds * 1_000;

/** Known only in `after_script`. While the script runs, it is `running`. */
const RESULTS: ReadonlyMap<string | undefined, RunResult> = new Map([
  ["success", "success"],
  ["failed", "failure"],
  ["canceled", "cancellation"],
]);

const measureWorker = (env: CollectPorts["env"], runner: unknown): CiMetric => {
  const [os = "", arch = ""] = (env["CI_RUNNER_EXECUTABLE_ARCH"] ?? "").split("/");
  const type = isRecord(runner) ? String(runner["runner_type"] ?? "") : "";
  return measure("cicd_worker_info", 1, { arch, os, type });
};
