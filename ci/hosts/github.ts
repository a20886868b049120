import { isTrustedUrl } from "../../lambda/config/trusted-url.ts";
import { type Fields, isRecord, readJson, toRecord } from "../../lambda/model/fields.ts";
import { quote } from "../../lambda/model/issue.ts";
import { count } from "../../lambda/model/printable.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import { toBoundedLabel, toShortLabel } from "../bounded-label.ts";
import { classifyRef } from "../branch-class.ts";
import type { CiRun, Measured } from "../ci-run.ts";
import { measure } from "../metric-catalogue.ts";
import type { CiMetric } from "../metrics.ts";
import type { CollectPorts } from "../ports.ts";
import { readEvent } from "./github-event.ts";
import {
  fetchJob,
  fetchJobs,
  fetchRunStart,
  type GithubApi,
  type GithubJob,
  toResult,
} from "./github-jobs.ts";
import { measureResult, measureTimes, type RunResult, toSeconds, withJobName } from "./run-metrics.ts";

/** What the runner passes to an action beside its environment. */
export interface GithubContext {
  /** `toJSON` of the contexts `job` and `matrix`, as `{"job": …, "matrix": …}`. */
  readonly contexts: string;
  /** The token of the job. */
  readonly token: string;
}

/** The run of a workflow of GitHub Actions. */
export const createGithubRun = (context: GithubContext, ports: CollectPorts): CiRun => {
  const { env } = ports;
  const contexts = toRecord(readJson(context.contexts));
  const job = toRecord(contexts["job"]);
  const labels = {
    task: toTask(env["GITHUB_JOB"] ?? "", contexts["matrix"]),
    hasMatrix: "matrix" in contexts,
  };
  const source = { job, ...labels, api: findApi(context.token, env), ports };
  return {
    repository: { label: "repository", value: env["GITHUB_REPOSITORY"] ?? "" },
    branch: env["GITHUB_HEAD_REF"] || (env["GITHUB_REF_NAME"] ?? ""),
    branchClass: classifyRef({
      name: env["GITHUB_REF_NAME"] ?? "",
      isTag: env["GITHUB_REF_TYPE"] === "tag",
      isProposal: (env["GITHUB_EVENT_NAME"] ?? "").startsWith("pull_request"),
      defaultBranch: findDefaultBranch(readEvent(ports), env),
    }),
    pipeline: toShortLabel(env["GITHUB_WORKFLOW"] ?? "") || undefined,
    task: labels.task,
    measure: (scope) => (scope === "job" ? measureJob(source) : measureRun(source)),
  };
};

/** The event of a schedule has no repository (github.com/docker/metadata-action/issues/184), and always runs on the default branch. */
const findDefaultBranch = (event: Fields, env: CollectPorts["env"]): string | undefined => {
  const branch = toRecord(event["repository"])["default_branch"];
  if (typeof branch === "string") {
    return branch;
  }
  return env["GITHUB_EVENT_NAME"] === "schedule" ? env["GITHUB_REF_NAME"] : undefined;
};

/** GitHub's default names for the jobs of a matrix: `test (ubuntu-24.04, 24)`. */
const toTask = (job: string, matrix: unknown): string => {
  const values = listScalars(matrix);
  return toBoundedLabel(values.length === 0 ? job : `${job} (${values.join(", ")})`);
};

const listScalars = (value: unknown): readonly string[] => {
  if (Array.isArray(value) || isRecord(value)) {
    return Object.values(value).flatMap(listScalars);
  }
  return value === null || value === undefined ? [] : [String(value)];
};

interface Source {
  /** The context `job`. */
  readonly job: Fields;
  readonly task: string;
  /** Whether `task` has the values of the matrix. The command line does not know them. */
  readonly hasMatrix: boolean;
  readonly api: Result<GithubApi, string>;
  readonly ports: CollectPorts;
}

/** The token is sent only to GitHub, and never unencrypted. */
const findApi = (token: string, env: CollectPorts["env"]): Result<GithubApi, string> => {
  const base = env["GITHUB_API_URL"] ?? "";
  const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt = "1" } = env;
  if (token === "" || !isTrustedUrl(base) || repository === undefined || run === undefined) {
    return err(
      "collect: times are not known: there is no token (the input token, or GITHUB_TOKEN for the command line), or GITHUB_API_URL is not an https address",
    );
  }
  const actionsUrl = `${base}/repos/${repository}/actions`;
  return ok({
    jobsUrl: `${actionsUrl}/jobs`,
    attemptUrl: `${actionsUrl}/runs/${run}/attempts/${attempt}`,
    token,
  });
};

const measureJob = async (source: Source): Promise<Measured> => {
  const { job, ports } = source;
  const result = toResult(job["status"]);
  const known = [
    ...(result === undefined ? [] : measureResult("cicd_pipeline_task_run_result", result)),
    measureWorker(ports.env),
  ];
  const own = await readOwnJob(source);
  if (!own.ok) {
    return { metrics: known, warnings: [own.error] };
  }
  const times = { ...own.value, endedMs: ports.now() };
  return {
    metrics: [
      ...measureTimes("cicd_pipeline_task_run_duration_seconds", times),
      ...known,
      ...measureSteps(own.value),
    ],
    warnings: [],
    twin: await findTwin(own.value, source),
  };
};

/** With the id, one request is enough. All jobs of a repository together may send a thousand an hour. */
const readOwnJob = async (source: Source): Promise<Result<GithubJob, string>> => {
  const { job, api, ports } = source;
  const id = job["check_run_id"];
  if (api.ok && typeof id === "number") {
    const own = await fetchJob(id, api.value, ports);
    return own.ok ? own : err(explainApi(own.error));
  }
  const jobs = await listJobs(source);
  if (!jobs.ok) {
    return jobs;
  }
  const own = findOwnJob(jobs.value, source);
  return own === undefined
    ? err(
        `collect: GitHub's answer does not have this job among its ${jobs.value.length}: a later version of the runner helps, which says its id`,
      )
    : ok(own);
};

/**
 * Another job of the run whose group has the same default labels: of a reusable workflow that is called twice, of a matrix
 * whose values are not known or are masked. Only then the name of this job is longer than its task, so that others need no
 * further request.
 */
const findTwin = async (own: GithubJob, source: Source): Promise<string | undefined> => {
  const { task, hasMatrix } = source;
  const isTask = ({ name }: GithubJob): boolean => {
    const called = name.split(CALL).at(-1)!;
    return toBoundedLabel(hasMatrix ? called : called.replace(/ \(.*\)$/, "")) === task;
  };
  if (own.name === task || !isTask(own)) {
    return undefined;
  }
  const jobs = await listJobs(source);
  const twin = jobs.ok && jobs.value.find((job) => job.id !== own.id && job.result !== "skip" && isTask(job));
  return twin ? twin.name : undefined;
};

/** Between the job that calls a reusable workflow and a job of that. */
const CALL = " / ";

const measureRun = async (source: Source): Promise<Measured> => {
  const { api, ports } = source;
  const jobs = await listJobs(source);
  if (!jobs.ok || !api.ok) {
    return { metrics: [], warnings: jobs.ok ? [] : [jobs.error] };
  }
  const start = await fetchRunStart(api.value, ports);
  const createdMs = start.ok ? start.value : undefined;
  const own = findOwnJob(jobs.value, source);
  const others = jobs.value.filter((job) => job !== own && job.result !== undefined);
  const isEarlier = ({ endedMs = Number.POSITIVE_INFINITY }: GithubJob) => endedMs < (createdMs ?? 0);
  const startedMs = findEarliest(jobs.value.filter((job) => !isEarlier(job)).map((job) => job.startedMs));
  return {
    metrics: [
      ...measureTimes("cicd_pipeline_run_duration_seconds", { createdMs, startedMs, endedMs: ports.now() }),
      ...measureResult("cicd_pipeline_run_result", findWorst(others)?.result ?? "skip"),
      // A job of an earlier attempt was created again after it had ended.
      ...measureEndedJobs(others.map((job) => (isEarlier(job) ? { ...job, createdMs: undefined } : job))),
    ],
    warnings: [...(start.ok ? [] : [explainApi(start.error)]), ...warnOfRunning(jobs.value, own)],
  };
};

/** Nothing if this job is not known, because then it is one of them. */
const warnOfRunning = (jobs: readonly GithubJob[], own: GithubJob | undefined): readonly string[] => {
  const running = jobs.filter(
    (job) => job !== own && job.result === undefined && job.startedMs !== undefined,
  );
  const [first] = running;
  return own === undefined || first === undefined
    ? []
    : [
        `collect: ${count(running.length, "other job")} had not ended and cannot be measured, such as ${quote(first.name)}: list every job in \`needs\` of this one`,
      ];
};

const listJobs = async ({ api, ports }: Source): Promise<Result<readonly GithubJob[], string>> => {
  if (!api.ok) {
    return api;
  }
  const jobs = await fetchJobs(api.value, ports);
  return jobs.ok ? jobs : err(explainApi(jobs.error));
};

const explainApi = (what: string): string => {
  const [, advice = "githubstatus.com says whether it has an outage"] =
    API_ADVICE.find(([pattern]) => pattern.test(what)) ?? [];
  return `collect: times are not known: GitHub's API ${what}; ${advice}`;
};

const API_ADVICE: readonly (readonly [RegExp, string])[] = [
  [/too many requests/, "run the job again in an hour, or give another token as the input token"],
  [/answered 401/, "the input token (GITHUB_TOKEN for the command line) is not valid"],
  [/answered 40[34]/, "add `actions: read` to the job's permissions"],
  [/answered 3/, "the repository was renamed or moved: start a new run"],
  [/no answer/, "check that this runner can connect to GITHUB_API_URL"],
  [/more than/, "measure the jobs themselves with `collect: job`"],
];

/** Found by its id, which newer runners give; else by its runner, which runs one job at a time. */
const findOwnJob = (jobs: readonly GithubJob[], { job, ports: { env } }: Source): GithubJob | undefined =>
  jobs.find(({ id }) => id === job["check_run_id"]) ??
  jobs.find(({ runnerName, result }) => result === undefined && runnerName === env["RUNNER_NAME"]);

/** More steps than a hand-written workflow has. */
const MAX_STEPS = 50;

/** Steps with the same name are merged, since a label set must not be repeated. */
const measureSteps = ({ steps }: GithubJob): readonly CiMetric[] => {
  const byName = Map.groupBy(steps, ({ name }) => toBoundedLabel(name));
  return [...byName].slice(0, MAX_STEPS).map(([step, runs]) => {
    const seconds = runs.reduce((sum, { startedMs, endedMs }) => sum + toSeconds(startedMs, endedMs), 0);
    return measure("cicd_pipeline_step_duration_seconds", seconds, { step });
  });
};

const measureWorker = (env: CollectPorts["env"]): CiMetric =>
  measure("cicd_worker_info", 1, {
    arch: (env["RUNNER_ARCH"] ?? "").toLowerCase(),
    os: (env["RUNNER_OS"] ?? "").toLowerCase(),
    type: env["RUNNER_ENVIRONMENT"] ?? "",
  });

/** The worst of several jobs whose names are the same after masking, so that no failure is lost. */
const measureEndedJobs = (jobs: readonly GithubJob[]): readonly CiMetric[] =>
  [...Map.groupBy(jobs, ({ name }) => toBoundedLabel(name))].flatMap(([name, same]) => {
    const job = findWorst(same)!;
    const times = measureTimes("cicd_pipeline_task_run_duration_seconds", job);
    return withJobName([...times, ...measureResult("cicd_pipeline_task_run_result", job.result!)], name);
  });

const findEarliest = (times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

const WORST_FIRST: readonly RunResult[] = ["failure", "error", "timeout", "cancellation", "success", "skip"];

/** The result of a run is that of its worst job. Undefined if there are no jobs. */
const findWorst = (jobs: readonly GithubJob[]): GithubJob | undefined =>
  WORST_FIRST.flatMap((result) => jobs.find((job) => job.result === result) ?? []).at(0);
