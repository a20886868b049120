import { type Fields, toRecords } from "../../lambda/model/fields.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import type { CollectPorts } from "../ports.ts";
import { askApi } from "./ask-api.ts";
import { parseTime, type RunResult, type Times } from "./run-metrics.ts";

/** A job in GitHub's API ("List jobs for a workflow run attempt"), with the measured fields. */
export interface GithubJob extends Times {
  readonly id: number;
  readonly name: string;
  readonly runnerName: string;
  /** Undefined while it runs. */
  readonly result: RunResult | undefined;
  readonly steps: readonly GithubStep[];
}

export interface GithubStep {
  readonly name: string;
  readonly startedMs: number;
  readonly endedMs: number;
}

export interface GithubApi {
  /** The address of the repository's jobs. */
  readonly jobsUrl: string;
  /** The address of the run's attempt. */
  readonly attemptUrl: string;
  readonly token: string;
}

/** A page has at most a hundred jobs. More jobs than these have more series than a push may have. */
const MAX_PAGES = 50;

/**
 * All jobs of this attempt of the run. After a re-run of failed jobs the other jobs are those of an earlier attempt, with
 * their times (github.com/tenstorrent/tt-metal/pull/12010).
 */
export const fetchJobs = async (
  api: GithubApi,
  ports: CollectPorts,
): Promise<Result<readonly GithubJob[], string>> => {
  const jobs: GithubJob[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await askGithub(`${api.attemptUrl}/jobs?per_page=100&page=${page}`, api, ports);
    if (!answer.ok) {
      return answer;
    }
    const found = toRecords(answer.value["jobs"]);
    jobs.push(...found.map(toJob));
    if (found.length < 100) {
      return ok(jobs);
    }
  }
  return err(`lists more than ${jobs.length} jobs`);
};

/** One job. Its id is that of its check run. */
export const fetchJob = async (
  id: number,
  api: GithubApi,
  ports: CollectPorts,
): Promise<Result<GithubJob, string>> => {
  const answer = await askGithub(`${api.jobsUrl}/${id}`, api, ports);
  return answer.ok ? ok(toJob(answer.value)) : answer;
};

/** When this attempt of the run was started, whether or not a runner was free. */
export const fetchRunStart = async (
  api: GithubApi,
  ports: CollectPorts,
): Promise<Result<number | undefined, string>> => {
  const answer = await askGithub(api.attemptUrl, api, ports);
  return answer.ok ? ok(parseTime(answer.value["run_started_at"])) : answer;
};

const askGithub = (url: string, { token }: GithubApi, ports: CollectPorts) =>
  askApi(url, toGithubHeaders(token), ports);

/** The headers of a request to GitHub's API. */
export const toGithubHeaders = (token: string): Readonly<Record<string, string>> => ({
  Authorization: `Bearer ${token}`,
  Accept: "application/vnd.github+json",
  "X-GitHub-Api-Version": "2022-11-28",
  "User-Agent": "pushgateway-proxy",
});

const toJob = (job: Fields): GithubJob => ({
  id: Number(job["id"]),
  name: String(job["name"] ?? ""),
  runnerName: String(job["runner_name"] ?? ""),
  createdMs: parseTime(job["created_at"]),
  startedMs: hasStarted(job) ? parseTime(job["started_at"]) : undefined,
  endedMs: parseTime(job["completed_at"]),
  result: toResult(job["conclusion"]),
  steps: toRecords(job["steps"]).flatMap(toStep),
});

/**
 * Jobs that no runner has begun have a time in `started_at`, too: when they were queued or skipped
 * (github.com/actions/runner/issues/1881). They have no runner.
 */
const hasStarted = ({ status, conclusion, runner_name: runner }: Fields): boolean =>
  !NOT_STARTED.has(status) && conclusion !== "skipped" && runner !== null && runner !== "";

const NOT_STARTED: ReadonlySet<unknown> = new Set(["queued", "waiting", "pending", "requested"]);

/** The duration of a step that ran to its end. A skipped step took no time. */
const toStep = (step: Fields): readonly GithubStep[] => {
  const [startedMs, endedMs] = [parseTime(step["started_at"]), parseTime(step["completed_at"])];
  return startedMs === undefined || endedMs === undefined || step["conclusion"] === "skipped"
    ? []
    : [{ name: String(step["name"] ?? ""), startedMs, endedMs }];
};

const CONCLUSIONS: ReadonlyMap<unknown, RunResult> = new Map([
  ["success", "success"],
  ["neutral", "success"],
  ["failure", "failure"],
  ["cancelled", "cancellation"],
  ["skipped", "skip"],
  ["timed_out", "timeout"],
  ["action_required", "error"],
  ["startup_failure", "error"],
  ["stale", "error"],
]);

/** GitHub's conclusion, or the status of a running job, in OpenTelemetry's words. */
export const toResult = (conclusion: unknown): RunResult | undefined => CONCLUSIONS.get(conclusion);
