import { describe, expect, it } from "@jest/globals";
import { toGroupLabels } from "../../../ci/ci-run.ts";
import { createGitlabRun } from "../../../ci/hosts/gitlab.ts";
import type { ApiAnswer, ApiRequest } from "../../../ci/ports.ts";
import { createFilesInMemory } from "../../support/ci/files-in-memory.ts";

const ENV = {
  CI_API_V4_URL: "https://gitlab.example.com/api/v4",
  CI_JOB_TOKEN: "job-token",
  CI_JOB_NAME: "test: [node, 24]",
  CI_JOB_STARTED_AT: "2026-11-28T10:00:10Z",
  CI_JOB_STATUS: "failed",
  CI_PIPELINE_CREATED_AT: "2026-11-28T10:00:00Z",
  CI_PROJECT_PATH: "group/app",
  CI_COMMIT_REF_NAME: "main",
  CI_DEFAULT_BRANCH: "main",
  CI_RUNNER_EXECUTABLE_ARCH: "linux/amd64",
};
const JOB = { queued_duration: 4.5, runner: { runner_type: "instance_type" } };

const createRun = (env: Readonly<Record<string, string>> = {}, answer: Partial<ApiAnswer> = {}) => {
  const requests: ApiRequest[] = [];
  const run = createGitlabRun({
    env: { ...ENV, ...env },
    files: createFilesInMemory({}),
    now: () => Date.parse("2026-11-28T10:00:40Z"),
    send: (request) => {
      requests.push(request);
      return Promise.resolve({ status: 200, body: JSON.stringify(JOB), ...answer });
    },
  });
  return { run, requests };
};

const toValues = (
  metrics: readonly { readonly name: string; readonly labels: object; readonly value: number }[],
) =>
  metrics
    .filter(({ name, value }) => !name.endsWith("_result") || value === 1)
    .map(({ name, labels, value }) => `${name}${JSON.stringify(labels)} ${value}`);

describe("a job of GitLab", () => {
  it("has its times, its result and its runner", async () => {
    const { run, requests } = createRun();
    const { metrics, warnings } = await run.measure("job");
    expect(toValues(metrics)).toEqual([
      'cicd_pipeline_task_run_duration_seconds{"state":"pending"} 4.5',
      'cicd_pipeline_task_run_duration_seconds{"state":"executing"} 30',
      'cicd_pipeline_task_run_result{"result":"failure"} 1',
      'cicd_worker_info{"arch":"amd64","os":"linux","type":"instance_type"} 1',
    ]);
    expect(warnings).toEqual([]);
    expect(requests).toEqual([
      expect.objectContaining({
        url: "https://gitlab.example.com/api/v4/job",
        headers: { "JOB-TOKEN": "job-token", Accept: "application/json" },
      }),
    ]);
  });

  it.each([
    ["success", "success"],
    ["failed", "failure"],
    ["canceled", "cancellation"],
  ])("has GitLab's status %s as %s", async (status, result) => {
    const { metrics } = await createRun({ CI_JOB_STATUS: status }).run.measure("job");
    expect(toValues(metrics)).toContain(`cicd_pipeline_task_run_result{"result":"${result}"} 1`);
  });

  it("has no time in the queue, and no warning, if GitLab does not say it", async () => {
    const { run } = createRun({}, { body: JSON.stringify({ ...JOB, queued_duration: null }) });
    const { metrics, warnings } = await run.measure("job");
    expect(toValues(metrics)).not.toContainEqual(expect.stringContaining('"pending"'));
    expect(toValues(metrics)).toContain('cicd_pipeline_task_run_duration_seconds{"state":"executing"} 30');
    expect(warnings).toEqual([]);
  });

  it("has no result while its script runs", async () => {
    const { metrics } = await createRun({ CI_JOB_STATUS: "running" }).run.measure("job");
    expect(metrics.map(({ name }) => name)).not.toContain("cicd_pipeline_task_run_result");
  });

  it("has the values of its variables when the API does not answer", async () => {
    const { metrics, warnings } = await createRun({}, { status: 404 }).run.measure("job");
    expect(toValues(metrics)).toContain('cicd_pipeline_task_run_duration_seconds{"state":"executing"} 30');
    expect(warnings).toEqual([
      "collect: the time in the queue is not known: GitLab's API answered 404 to GET /job; it needs GitLab 14 or later, and a runner that can connect to it",
    ]);
  });

  it.each([
    ["no JSON", "<html>"],
    ["no object", "[]"],
  ])("ignores an answer that is %s", async (_, body) =>
    expect((await createRun({}, { body }).run.measure("job")).warnings).toEqual([
      expect.stringContaining("answered something that is not"),
    ]),
  );

  it("does not send its token over an unencrypted connection", async () => {
    const { run, requests } = createRun({ CI_API_V4_URL: "http://gitlab.example.com/api/v4" });
    expect((await run.measure("job")).warnings).toEqual([expect.stringContaining("is not an https address")]);
    expect(requests).toEqual([]);
  });
});

describe("a pipeline of GitLab", () => {
  it("has the time since its creation", async () => {
    const { run, requests } = createRun();
    expect(toValues((await run.measure("run")).metrics)).toEqual([
      'cicd_pipeline_run_duration_seconds{"state":"executing"} 40',
    ]);
    expect(requests).toEqual([]);
  });

  it.each([
    ["the default branch", {}, "default"],
    ["a tag", { CI_COMMIT_TAG: "v1" }, "release"],
    ["a merge request", { CI_MERGE_REQUEST_IID: "3" }, "other"],
  ])("has a branch class: %s", (_, env: Readonly<Record<string, string>>, branchClass) =>
    expect(createRun(env).run.branchClass).toBe(branchClass),
  );

  it("has the project and the branch in its key", () =>
    expect(toGroupLabels(createRun().run, "run")).toEqual({ project: "group/app", branch: "main" }));

  it("has the job in the key of a job", () =>
    expect(toGroupLabels(createRun().run, "job")).toMatchObject({ task: "test: [node, 24]" }));

  it.each(["job", "run"] as const)(
    "has a warning if the variables of the times of a %s are missing",
    async (scope) => {
      const { run } = createRun({ CI_JOB_STARTED_AT: "", CI_PIPELINE_CREATED_AT: "" });
      const { metrics, warnings } = await run.measure(scope);
      expect(toValues(metrics).filter((value) => value.includes("duration"))).toEqual([]);
      expect(warnings).toEqual([
        expect.stringMatching(/^collect: times are not known: CI_\w+_AT is not a time/),
      ]);
    },
  );
});
