import { describe, expect, it } from "@jest/globals";
import type { CiRun, Scope } from "../../../ci/ci-run.ts";
import { toGroupLabels, toRunLabels } from "../../../ci/ci-run.ts";
import { createGithubRun, type GithubContext } from "../../../ci/hosts/github.ts";
import type { ApiAnswer, ApiRequest } from "../../../ci/ports.ts";
import { createFilesInMemory } from "../../support/ci/files-in-memory.ts";

const ENV = {
  GITHUB_API_URL: "https://api.github.com",
  GITHUB_REPOSITORY: "octo/app",
  GITHUB_RUN_ID: "19283746501",
  GITHUB_RUN_ATTEMPT: "2",
  GITHUB_REF_NAME: "main",
  GITHUB_REF_TYPE: "branch",
  GITHUB_EVENT_NAME: "push",
  GITHUB_WORKFLOW: "build",
  GITHUB_JOB: "test",
  RUNNER_NAME: "GitHub Actions 7",
  RUNNER_OS: "Linux",
  RUNNER_ARCH: "X64",
  RUNNER_ENVIRONMENT: "github-hosted",
  GITHUB_EVENT_PATH: "event.json",
};
const EVENT = '{"repository": {"default_branch": "main"}}';
const CONTEXT: GithubContext = {
  contexts: '{"job": {"status": "success", "check_run_id": 12}, "matrix": null}',
  token: "ghs_secret",
};
const at = (time: string): string => `2026-11-28T${time}Z`;
const LINT = {
  id: 11,
  name: "lint",
  runner_name: "GitHub Actions 3",
  conclusion: "failure",
  created_at: at("10:00:01"),
  started_at: at("10:00:05"),
  completed_at: at("10:00:35"),
};
const TEST = {
  id: 12,
  name: "test",
  runner_name: "GitHub Actions 7",
  conclusion: null,
  created_at: at("10:00:01"),
  started_at: at("10:00:11"),
  completed_at: null,
  steps: [
    { name: "Set up job", conclusion: "success", started_at: at("10:00:11"), completed_at: at("10:00:13") },
    { name: "Run npm test", conclusion: "failure", started_at: at("10:00:13"), completed_at: at("10:00:43") },
    { name: "Run npm test", conclusion: "success", started_at: at("10:00:43"), completed_at: at("10:00:48") },
    { name: "Skipped", conclusion: "skipped", started_at: at("10:00:48"), completed_at: at("10:00:48") },
    { name: "Run this", conclusion: null, started_at: at("10:00:48"), completed_at: null },
  ],
};
const RUN = { run_started_at: at("10:00:00") };

type Answers = (path: string) => object | number | undefined;
const answerSuccessfully: Answers = (path) =>
  path.endsWith("/attempts/2") ? RUN : { total_count: 2, jobs: [LINT, TEST] };

const createRun = (
  answers: Answers = answerSuccessfully,
  env: Readonly<Record<string, string>> = {},
  context: Partial<GithubContext> = {},
  event = EVENT,
): { readonly run: CiRun; readonly requests: readonly ApiRequest[] } => {
  const requests: ApiRequest[] = [];
  const run = createGithubRun(
    { ...CONTEXT, ...context },
    {
      env: { ...ENV, ...env },
      files: createFilesInMemory({ "event.json": event }),
      now: () => Date.parse(at("10:01:11")),
      send: (request): Promise<ApiAnswer> => {
        requests.push(request);
        const answer = answers(request.url.replace("https://api.github.com", ""));
        if (answer === undefined) {
          return Promise.reject(new Error("no answer in time"));
        }
        return Promise.resolve(
          typeof answer === "number"
            ? { status: answer, body: "{}" }
            : { status: 200, body: JSON.stringify(answer) },
        );
      },
    },
  );
  return { run, requests };
};

const measure = async (scope: Scope, run: CiRun) => {
  const { metrics, warnings } = await run.measure(scope);
  const values = metrics
    .filter(({ name, value }) => !name.endsWith("_result") || value === 1)
    .map(({ name, labels, value }) => `${name}${JSON.stringify(labels)} ${value}`);
  return { values, warnings, metrics };
};

describe("a job of GitHub Actions", () => {
  it("has its times, result, runner and steps", async () => {
    const { run, requests } = createRun();
    const { values, warnings } = await measure("job", run);
    expect(values).toEqual([
      'cicd_pipeline_task_run_duration_seconds{"state":"pending"} 10',
      'cicd_pipeline_task_run_duration_seconds{"state":"executing"} 60',
      'cicd_pipeline_task_run_result{"result":"success"} 1',
      'cicd_worker_info{"arch":"x64","os":"linux","type":"github-hosted"} 1',
      'cicd_pipeline_step_duration_seconds{"step":"Set up job"} 2',
      'cicd_pipeline_step_duration_seconds{"step":"Run npm test"} 35',
    ]);
    expect(warnings).toEqual([]);
    expect(requests.map(({ url }) => url)).toEqual([
      "https://api.github.com/repos/octo/app/actions/runs/19283746501/attempts/2/jobs?per_page=100&page=1",
    ]);
    expect(requests[0]?.headers["Authorization"]).toBe("Bearer ghs_secret");
  });

  it("has a series for every result; only the run's own result is 1", async () => {
    const { metrics } = await measure(
      "job",
      createRun(answerSuccessfully, {}, { contexts: '{"job": {"status": "cancelled", "check_run_id": 12}}' })
        .run,
    );
    const results = metrics.filter(({ name }) => name === "cicd_pipeline_task_run_result");
    expect(results.map(({ labels, value }) => [labels["result"], value])).toEqual([
      ["success", 0],
      ["failure", 0],
      ["error", 0],
      ["timeout", 0],
      ["cancellation", 1],
      ["skip", 0],
    ]);
  });

  it("is found by its runner when the runner does not give its id", async () => {
    const { run } = createRun(answerSuccessfully, {}, { contexts: '{"job": {"status": "success"}}' });
    expect((await measure("job", run)).values).toContain(
      'cicd_pipeline_task_run_duration_seconds{"state":"pending"} 10',
    );
  });

  it("is searched on further pages", async () => {
    const others = Array.from({ length: 100 }, (_, n) => ({ ...LINT, id: n + 1_000 }));
    const { run, requests } = createRun((path) => ({ jobs: path.endsWith("page=1") ? others : [TEST] }));
    expect((await measure("job", run)).values.length).toBe(6);
    expect(requests.length).toBe(2);
  });

  it("lists at most fifty steps", async () => {
    const steps = Array.from({ length: 60 }, (_, n) => ({ ...TEST.steps[0], name: `step ${n}` }));
    const { metrics } = await measure("job", createRun(() => ({ jobs: [{ ...TEST, steps }] })).run);
    expect(metrics.filter(({ name }) => name.includes("step")).length).toBe(50);
  });

  it.each([
    [403, "answered 403; add `actions: read` to the job's permissions"],
    [404, "answered 404; add `actions: read` to the job's permissions"],
    [500, "answered 500; githubstatus.com says whether it has an outage"],
    [undefined, "gave no answer; githubstatus.com says whether it has an outage"],
  ])("gives a fix when the API answers %p, and keeps what is known without the API", async (status, text) => {
    const { values, warnings } = await measure("job", createRun(() => status).run);
    expect(warnings).toEqual([`collect: times are not known: GitHub's API ${text}`]);
    expect(values).toEqual([
      'cicd_pipeline_task_run_result{"result":"success"} 1',
      'cicd_worker_info{"arch":"x64","os":"linux","type":"github-hosted"} 1',
    ]);
  });

  it.each([
    ["something other than jobs", { jobs: [1, null, "x"] }],
    ["no jobs", {}],
    ["jobs of other runs", { jobs: [{ ...TEST, id: 99, runner_name: "x" }] }],
  ])("warns that the job is not among %s", async (_, answer) => {
    const { warnings } = await measure("job", createRun(() => answer).run);
    expect(warnings).toEqual([expect.stringContaining("does not have this job")]);
  });

  it("does not send its token over an unencrypted connection", async () => {
    const { run, requests } = createRun(answerSuccessfully, { GITHUB_API_URL: "http://api.example.com" });
    expect((await measure("job", run)).warnings).toEqual([
      expect.stringContaining("is not an https address"),
    ]);
    expect(requests).toEqual([]);
  });
});

describe("a run of a workflow", () => {
  it("has its times, the result of its worst job, and each job that ended", async () => {
    const { values, warnings } = await measure("run", createRun().run);
    expect(values).toEqual([
      'cicd_pipeline_run_duration_seconds{"state":"pending"} 5',
      'cicd_pipeline_run_duration_seconds{"state":"executing"} 66',
      'cicd_pipeline_run_result{"result":"failure"} 1',
      'cicd_pipeline_task_run_duration_seconds{"state":"pending","task":"lint"} 4',
      'cicd_pipeline_task_run_duration_seconds{"state":"executing","task":"lint"} 30',
      'cicd_pipeline_task_run_result{"result":"failure","task":"lint"} 1',
    ]);
    expect(warnings).toEqual([]);
  });

  it("repeats no series when two jobs differ only in masked text", async () => {
    const jobs = [
      { ...LINT, name: "build 1a2b3c4d" },
      { ...LINT, id: 13, name: "build 5e6f7a8b", conclusion: "success" },
      TEST,
    ];
    const { metrics } = await measure("run", createRun((path) => (path.endsWith("/2") ? RUN : { jobs })).run);
    const series = metrics.map(({ name, labels }) => name + JSON.stringify(labels));
    expect(new Set(series).size).toBe(series.length);
    expect(series.join("\n")).toContain('"task":"build *"');
  });

  it("measures no time for a skipped job", async () => {
    const { values } = await measure(
      "run",
      createRun(() => ({ jobs: [{ ...LINT, conclusion: "skipped" }, TEST] })).run,
    );
    expect(values.filter((value) => value.includes("lint"))).toEqual([
      'cicd_pipeline_task_run_result{"result":"skip","task":"lint"} 1',
    ]);
  });
});

describe("labels of a run of GitHub Actions", () => {
  it("are the workflow, the job and the class of the branch", () =>
    expect(toRunLabels(createRun().run, "job")).toEqual({
      branch_class: "default",
      pipeline: "build",
      task: "test",
    }));

  it("have no job for the whole run", () =>
    expect(toRunLabels(createRun().run, "run")).toEqual({ branch_class: "default", pipeline: "build" }));

  it("include the values of the matrix", () => {
    const contexts = '{"job": {}, "matrix": {"os": "ubuntu-24.04", "node": {"version": 24}}}';
    expect(createRun(answerSuccessfully, {}, { contexts }).run.task).toBe("test (ubuntu-24.04, 24)");
  });

  it("have the branch of a pull request in the key, which never counts as the default branch", () => {
    const { run } = createRun(answerSuccessfully, {
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_REF_NAME: "7/merge",
      GITHUB_HEAD_REF: "main",
    });
    expect(toGroupLabels(run, "job")).toEqual({
      repository: "octo/app",
      branch: "main",
      pipeline: "build",
      task: "test",
    });
    expect(run.branchClass).toBe("other");
  });

  it.each(["", "no JSON", "[]"])("do not need the runner's variables: %p", (text) => {
    const { run } = createRun(answerSuccessfully, {}, { contexts: text }, text);
    expect([run.task, run.branchClass]).toEqual(["test", "other"]);
  });
});
