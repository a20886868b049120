import { describe, expect, it } from "@jest/globals";
import type { CiRun, Scope } from "../../../ci/ci-run.ts";
import { toGroupLabels } from "../../../ci/ci-run.ts";
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
const answerWith =
  (...jobs: readonly object[]): Answers =>
  (path) => {
    if (path.endsWith("/attempts/2")) {
      return RUN;
    }
    const page = Number(/&page=(\d+)$/.exec(path)?.[1]);
    return path.endsWith("/jobs/12")
      ? TEST
      : { total_count: jobs.length, jobs: jobs.slice((page - 1) * 100, page * 100) };
  };
const answerSuccessfully = answerWith(LINT, TEST);

const TOO_MANY = '{"message": "You have exceeded a secondary rate limit."}';

const manyJobs = (length: number) =>
  Array.from({ length }, (_, n) => ({ ...LINT, id: n + 1_000, name: `lint ${n}` }));

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
          return Promise.reject(new Error("ECONNREFUSED"));
        }
        return Promise.resolve(
          typeof answer === "number"
            ? { status: answer, body: answer === 429 ? TOO_MANY : "{}" }
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
    expect(requests.map(({ url }) => url)).toEqual(["https://api.github.com/repos/octo/app/actions/jobs/12"]);
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

  it("is searched on further pages when the runner does not give its id", async () => {
    const { run, requests } = createRun(
      answerWith(...manyJobs(100), TEST),
      {},
      { contexts: '{"job": {"status": "success"}}' },
    );
    expect((await measure("job", run)).values.length).toBe(6);
    expect(requests.length).toBe(2);
  });

  it("lists at most fifty steps", async () => {
    const steps = Array.from({ length: 60 }, (_, n) => ({ ...TEST.steps[0], name: `step ${n}` }));
    const { metrics } = await measure("job", createRun(() => ({ ...TEST, steps })).run);
    expect(metrics.filter(({ name }) => name.includes("step")).length).toBe(50);
  });

  it.each([
    [301, "answered 301; the repository was renamed or moved: start a new run"],
    [401, "answered 401; the input token (GITHUB_TOKEN for the command line) is not valid"],
    [403, "answered 403; add `actions: read` to the job's permissions"],
    [404, "answered 404; add `actions: read` to the job's permissions"],
    [500, "answered 500; githubstatus.com says whether it has an outage"],
    [undefined, "gave no answer (ECONNREFUSED); check that this runner can connect to GITHUB_API_URL"],
    [
      429,
      "answered 429, too many requests; run the job again in an hour, or give another token as the input token",
    ],
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
    const contexts = '{"job": {"status": "success"}}';
    const { warnings } = await measure("job", createRun(() => answer, {}, { contexts }).run);
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

describe("another job with the same default labels", () => {
  const findTwin = async (
    names: readonly string[],
    context: string,
    others: object = {},
  ): Promise<{ readonly twin: string | undefined; readonly lists: number }> => {
    const [own, ...rest] = names.map((name, index) => ({ ...TEST, id: 12 + index, name }));
    const jobs = [...rest.map((job) => ({ ...job, runner_name: "other", ...others })), own!];
    const answers: Answers = (path) => (path.endsWith("/jobs/12") ? own : answerWith(...jobs)(path));
    const { run, requests } = createRun(answers, {}, { contexts: context });
    const { twin } = await run.measure("job");
    return { twin, lists: requests.filter(({ url }) => url.includes("page=")).length };
  };
  const ACTION = '{"job": {"check_run_id": 12}, "matrix": null}';
  const MATRIX = '{"job": {"check_run_id": 12}, "matrix": {"commit": "123456"}}';

  it.each([
    ["a reusable workflow that is called twice", ["a / test", "b / test"], ACTION, "b / test"],
    ["a reusable workflow that is called once", ["a / test", "b / lint", "test 2"], ACTION, undefined],
    ["a matrix whose values are masked", ["test (123456)", "test (123457)"], MATRIX, "test (123457)"],
    ["a matrix in a reusable workflow", ["a / test (x)", "b / test (y)"], ACTION, undefined],
    ["a matrix that the command line does not know", ["test (x)", "test (y)"], "", "test (y)"],
    ["jobs whose custom names end alike", ["lint / format", "check / format"], ACTION, undefined],
  ])("is found in %s", async (_, names, context, twin) =>
    expect(await findTwin(names, context)).toMatchObject({ twin }),
  );

  it("is not one that was skipped, which pushes nothing", async () =>
    expect(await findTwin(["a / test", "b / test"], ACTION, { conclusion: "skipped" })).toMatchObject({
      twin: undefined,
    }));

  it("takes no further request if the job's name is its task", async () =>
    expect(await findTwin(["test", "b / test"], ACTION)).toEqual({ twin: undefined, lists: 0 }));
});

describe("a run of a workflow", () => {
  it("has its times, the result of its worst job, and each job that ended", async () => {
    const { values, warnings } = await measure("run", createRun().run);
    expect(values).toEqual([
      'cicd_pipeline_run_duration_seconds{"state":"pending"} 5',
      'cicd_pipeline_run_duration_seconds{"state":"executing"} 66',
      'cicd_pipeline_run_result{"result":"failure"} 1',
      'cicd_pipeline_task_run_duration_seconds{"job_name":"lint","state":"pending"} 4',
      'cicd_pipeline_task_run_duration_seconds{"job_name":"lint","state":"executing"} 30',
      'cicd_pipeline_task_run_result{"job_name":"lint","result":"failure"} 1',
    ]);
    expect(warnings).toEqual([]);
  });

  it("repeats no series when two jobs differ only in masked text", async () => {
    const jobs = [
      { ...LINT, name: "build 1a2b3c4d" },
      { ...LINT, id: 13, name: "build 5e6f7a8b", conclusion: "success" },
      TEST,
    ];
    const { metrics, values } = await measure("run", createRun(answerWith(...jobs)).run);
    const series = metrics.map(({ name, labels }) => name + JSON.stringify(labels));
    expect(new Set(series).size).toBe(series.length);
    // The failure of one of them is not lost.
    expect(values).toContain('cicd_pipeline_task_run_result{"job_name":"build *","result":"failure"} 1');
  });

  it.each([
    ["success", "success"],
    ["neutral", "success"],
    ["failure", "failure"],
    ["cancelled", "cancellation"],
    ["skipped", "skip"],
    ["timed_out", "timeout"],
    ["action_required", "error"],
    ["startup_failure", "error"],
    ["stale", "error"],
  ])("has GitHub's conclusion %s as %s", async (conclusion, result) => {
    const { values } = await measure("run", createRun(answerWith({ ...LINT, conclusion }, TEST)).run);
    expect(values).toContain(`cicd_pipeline_run_result{"result":"${result}"} 1`);
  });

  it("has the result of its worst job, from a skipped one to one that failed", async () => {
    const conclusions = ["skipped", "success", "cancelled", "timed_out", "stale", "failure"];
    const results = ["skip", "success", "cancellation", "timeout", "error", "failure"];
    for (const [index, result] of results.entries()) {
      const jobs = conclusions.slice(0, index + 1).map((conclusion, id) => ({ ...LINT, id, conclusion }));
      const { values } = await measure("run", createRun(answerWith(...jobs, TEST)).run);
      expect(values).toContain(`cicd_pipeline_run_result{"result":"${result}"} 1`);
    }
  });

  it("has its jobs without its times when GitHub does not say when it was started", async () => {
    const answers: Answers = (path) => (path.endsWith("/attempts/2") ? 500 : answerSuccessfully(path));
    const { values, warnings } = await measure("run", createRun(answers).run);
    expect(values).toContain('cicd_pipeline_run_duration_seconds{"state":"executing"} 66');
    expect(warnings).toEqual([expect.stringContaining("GitHub's API answered 500")]);
  });

  it("measures no time for a skipped job", async () => {
    const { values } = await measure(
      "run",
      createRun(answerWith({ ...LINT, conclusion: "skipped" }, TEST)).run,
    );
    expect(values.filter((value) => value.includes("lint"))).toEqual([
      'cicd_pipeline_task_run_result{"job_name":"lint","result":"skip"} 1',
    ]);
  });
});

describe("a run of many jobs", () => {
  it.each([99, 100, 101, 501, 1_000])("has all of its jobs: %d", async (length) => {
    const { metrics, warnings } = await measure("run", createRun(answerWith(...manyJobs(length), TEST)).run);
    expect(metrics.filter(({ labels }) => labels["job_name"] !== undefined).length).toBe(length * 8);
    expect(warnings).toEqual([]);
  });

  it("has a warning if the pages never end", async () => {
    const { run } = createRun((path) => (path.endsWith("/attempts/2") ? RUN : { jobs: manyJobs(100) }));
    expect(await measure("run", run)).toMatchObject({
      metrics: [],
      warnings: [
        "collect: times are not known: GitHub's API lists more than 5000 jobs; measure the jobs themselves with `collect: job`",
      ],
    });
  });
});

describe("a run whose other jobs have not all ended", () => {
  const warningsOf = async (context: Partial<GithubContext>, ...jobs: readonly object[]) =>
    (await measure("run", createRun(answerWith(...jobs), { RUNNER_NAME: "x" }, context).run)).warnings;
  const running = { ...LINT, status: "in_progress", conclusion: null, completed_at: null };

  it("has a warning, because they cannot be measured", async () =>
    expect(await warningsOf({}, running, { ...running, id: 14, name: "b" }, TEST)).toEqual([
      'collect: 2 other jobs had not ended and cannot be measured, such as "lint": list every job in `needs` of this one',
    ]));

  it("has none for queued jobs, and none if its own job is not known", async () => {
    expect(await warningsOf({}, { ...running, status: "queued" }, TEST)).toEqual([]);
    expect(await warningsOf({ contexts: "" }, TEST)).toEqual([]);
  });
});

describe("the start of a run", () => {
  const timesOf = async (...jobs: readonly object[]) => {
    const { values } = await measure("run", createRun(answerWith(...jobs)).run);
    return values.filter((value) => value.includes("duration"));
  };
  /** The own job, which started 11 seconds after the run, and 60 seconds before the push. */
  const ofTest = [
    'cicd_pipeline_run_duration_seconds{"state":"pending"} 11',
    'cicd_pipeline_run_duration_seconds{"state":"executing"} 60',
  ];

  it.each<[string, object]>([
    ["was skipped", { conclusion: "skipped" }],
    ["is queued", { status: "queued", conclusion: null, completed_at: null }],
    ["is pending", { status: "pending", conclusion: null, completed_at: null }],
    ["is requested", { status: "requested", conclusion: null, completed_at: null }],
    ["has no runner's name", { conclusion: "cancelled", runner_name: "" }],
    ["waits for an approval", { status: "waiting", conclusion: null, completed_at: null, runner_name: null }],
    ["was cancelled in the queue", { conclusion: "cancelled", runner_name: null }],
    ["has no times", { created_at: null, started_at: null, completed_at: null }],
  ])("is not that of a job that %s", async (_, changes) =>
    expect(await timesOf({ ...LINT, ...changes }, TEST)).toEqual(ofTest),
  );

  it("is not that of a job of an earlier attempt, which has no time in the queue", async () => {
    const earlier = { started_at: "2026-11-27T10:00:00Z", completed_at: "2026-11-27T10:00:30Z" };
    expect(await timesOf({ ...LINT, ...earlier }, TEST)).toEqual([
      ...ofTest,
      'cicd_pipeline_task_run_duration_seconds{"job_name":"lint","state":"executing"} 30',
    ]);
  });

  it("is never after its end, although clocks differ", async () =>
    expect(await timesOf({ ...LINT, completed_at: at("10:00:02") }, TEST)).toContain(
      'cicd_pipeline_task_run_duration_seconds{"job_name":"lint","state":"executing"} 0',
    ));
});

describe("labels of a run of GitHub Actions", () => {
  it("have the class of the default branch in a nightly run, whose event has no repository", () => {
    const ofEvent = (name: string) =>
      createRun(answerSuccessfully, { GITHUB_EVENT_NAME: name, GITHUB_REF_NAME: "trunk" }, {}, "{}").run;
    expect(ofEvent("schedule").branchClass).toBe("default");
    expect(ofEvent("push").branchClass).toBe("other");
  });

  it.each([
    ["a push to the default branch", {}, "default"],
    ["a tag", { GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: "v1" }, "release"],
    ["a pull request that is run on its base", { GITHUB_EVENT_NAME: "pull_request_target" }, "other"],
  ])("have the class of the branch: %s", (_, env: Readonly<Record<string, string>>, branchClass) =>
    expect(createRun(answerSuccessfully, env).run.branchClass).toBe(branchClass),
  );

  it("have no job for the whole run", () =>
    expect(toGroupLabels(createRun().run, "run")).toEqual({
      repository: "octo/app",
      branch: "main",
      pipeline: "build",
    }));

  it("have the workflow's name on one line, without control characters, and cut", () => {
    const { run } = createRun(answerSuccessfully, { GITHUB_WORKFLOW: `a\t\u0007 🎉${"é".repeat(300)}` });
    expect(run.pipeline).toBe(`a 🎉${"é".repeat(77)}`);
  });

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
