import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { type OidcIssuer, startOidcIssuer } from "../support/oidc-issuer.ts";
import {
  findProgram,
  findPushgateway,
  type RunningProgram,
  startPushgateway,
} from "../support/real-components.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";
import { readTemplate, runJob } from "./gitlab-runner.ts";

const TEMPLATE = readTemplate("collect-metrics");
const AUDIENCE = "https://push.example.com";
const ROOT = join(import.meta.dirname, "../..");
const JUNIT =
  '<testsuite name="s"><testcase name="a"/><testcase name="b"><failure message="no"/></testcase></testsuite>';
const NEEDED = { url: "https://x", audience: AUDIENCE, image: "registry.example.com/pushgateway-proxy" };

describe("templates/collect-metrics.yml", () => {
  it("is a header and a configuration that uses every declared input", () => {
    expect(TEMPLATE.documents).toBe(2);
    expect([...TEMPLATE.usedInputs].sort()).toEqual(Object.keys(TEMPLATE.spec).sort());
  });

  it("creates one job, which runs after failed ones, too", () =>
    expect(TEMPLATE.include(NEEDED)).toMatchObject({
      "collect-metrics": {
        stage: ".post",
        rules: [{ when: "always" }],
        id_tokens: { PUSHGATEWAY_PROXY_TOKEN: { aud: AUDIENCE } },
      },
    }));
});

const toConfig = (issuer: string): string => `
issuers:
  - id: gitlab
    issuer: ${issuer}
    audience: ${AUDIENCE}
    grants:
      - when: { project_id: "4711", ref_protected: "true" }
        methods: [PUT]
        job: ci
        grouping: { project: "{project_path}", branch: "*", "task?": "*" }
        metrics: ["cicd_*"]
      - when: { project_id: "4711", pipeline_source: merge_request_event }
        methods: [PUT]
        job: ci
        grouping: { project: "{project_path}", branch: "{ref}", "task?": "*" }
        metrics: ["cicd_*"]
        dryRunOnly: true
    reads:
      - when: { project_id: "4711", pipeline_source: merge_request_event }
        job: ci
        grouping: { project: "{project_path}", branch: "{target_ref}", "task?": "*" }
`;

const CLAIMS = { project_id: "4711", project_path: "group/app", ref_protected: "true" } as const;

const COMPONENTS = { pushgateway: findPushgateway(), dash: findProgram("dash") };

describeWithReal("the job of templates/collect-metrics.yml", COMPONENTS, () => {
  let issuer: OidcIssuer;
  let pushgateway: RunningProgram;
  let proxy: RunningProxy;
  let api: ReturnType<typeof createServer>;
  let apiUrl: string;

  beforeAll(async () => {
    issuer = await startOidcIssuer();
    pushgateway = await startPushgateway({ check: "off" });
    proxy = await startProxy(toConfig(issuer.url), ["--pushgateway", pushgateway.url]);
    // "Get job token's job" of GitLab's Jobs API.
    api = createServer((request, response) => {
      const isAllowed = request.url === "/api/v4/job" && request.headers["job-token"] === "job-token";
      response.writeHead(isAllowed ? 200 : 401, { "Content-Type": "application/json" });
      response.end(
        JSON.stringify(isAllowed ? { queued_duration: 7.5, runner: { runner_type: "group_type" } } : {}),
      );
    });
    apiUrl = (await listenOnLoopback(api)).url;
  }, 120_000);

  afterAll(async () => {
    api?.closeAllConnections();
    api?.close();
    await proxy?.stop();
    await pushgateway?.stop();
    await issuer?.close();
  });

  const run = async (
    inputs: Readonly<Record<string, string | boolean>>,
    variables: Readonly<Record<string, string>> = {},
    claims: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly exitCode: number; readonly log: string; readonly page: string }> => {
    const token = issuer.sign({ ...CLAIMS, ...claims, aud: AUDIENCE });
    const jobs = TEMPLATE.include({
      ...NEEDED,
      url: `${proxy.url}/prod`,
      command: `${process.execPath} ${join(ROOT, "cli/main.ts")}`,
      ...inputs,
    });
    const result = await runJob({
      shell: { command: ["dash"], path: process.env["PATH"] ?? "" },
      job: jobs["collect-metrics"]!,
      variables: {
        GITLAB_CI: "true",
        CI_API_V4_URL: `${apiUrl}/api/v4`,
        CI_JOB_TOKEN: "job-token",
        CI_JOB_NAME: "collect-metrics",
        CI_JOB_STARTED_AT: new Date(Date.now() - 5_000).toISOString(),
        CI_PIPELINE_CREATED_AT: new Date(Date.now() - 90_000).toISOString(),
        CI_PROJECT_PATH: "group/app",
        CI_COMMIT_REF_NAME: "main",
        CI_DEFAULT_BRANCH: "main",
        PUSHGATEWAY_PROXY_TOKEN: token,
        ...variables,
      },
      files: { "a/junit.xml": JUNIT, "dist/main.js": "abc", "dist/b.css": "a{}" },
    });
    expect(result.log).not.toContain(token);
    const page = await (await fetch(`${pushgateway.url}/metrics`)).text();
    return { ...result, page };
  };

  it("pushes the pipeline, its tests and its files", async () => {
    const { exitCode, log, page } = await run({ junit: "**/junit.xml", sizes: "js=dist/*.js dist/*.css" });
    expect([exitCode, log]).toEqual([
      0,
      'pushed 13 series to {job="ci", branch="main", project="group/app"}\n',
    ]);
    const group = 'branch="main",branch_class="default",instance="",job="ci",project="group/app"';
    expect(page).toContain(`cicd_test_cases{${group}} 2\n`);
    expect(page).toContain(`cicd_test_failures{${group}} 1\n`);
    expect(page).toContain(`cicd_artifact_size_bytes{artifact="js",${group}} 3\n`);
    expect(page).toContain(`cicd_artifact_files{artifact="dist/*.css",${group}} 1\n`);
    const [, seconds] = /^cicd_pipeline_run_duration_seconds\{.*state="executing"\} (\S+)$/m.exec(page) ?? [];
    expect(Number(seconds)).toBeGreaterThan(89);
  });

  it("measures its own job, as one of the pipeline's jobs", async () => {
    const { exitCode, page } = await run({ collect: "job" });
    expect(exitCode).toBe(0);
    expect(page).toMatch(
      /^cicd_pipeline_task_run_duration_seconds\{.*state="pending",task="collect-metrics"\} 7.5$/m,
    );
    expect(page).toMatch(/^cicd_worker_info\{.*type="group_type"\} 1$/m);
  });

  it("ends with a line with the fix when nothing can be collected or pushed", async () => {
    const nothing = await run({ collect: "none", junit: "none.xml" });
    expect(nothing.exitCode).not.toBe(0);
    expect(nothing.log).toContain('junit: no file matches "none.xml": let the tests write a JUnit file');
    const noToken = await run({}, { PUSHGATEWAY_PROXY_TOKEN: "" });
    expect([noToken.exitCode, noToken.log]).toEqual([
      1,
      "metrics were not pushed: this job has no OIDC token; it needs GitLab 15.7 and id_tokens\n",
    ]);
    const refused = await run({ job: "other" });
    expect(refused.exitCode).toBe(1);
    expect(refused.log).toContain("not pushed: group-not-granted");
  });

  it("compares a merge request with its target branch, and fails because of its budgets", async () => {
    await run({ collect: "none", junit: "a/junit.xml" });
    const inputs = {
      ...{ collect: "none", junit: "a/junit.xml", "dry-run": true, compare: "base" },
      sizes: "js=dist/*.js",
      budgets: 'cicd_test_failures:0 cicd_test_cases:-0% cicd_artifact_size_bytes{artifact="js"}:1kB',
    };
    const variables = { CI_COMMIT_REF_NAME: "feature", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" };
    const claims = {
      ref_protected: "false",
      pipeline_source: "merge_request_event",
      ref: "feature",
      target_ref: "main",
    };
    const { exitCode, log } = await run(inputs, variables, claims);
    expect(exitCode).toBe(1);
    expect(log).toContain("\n  same     6 metrics\n");
    expect(log).toContain("budget exceeded: cicd_test_failures is 1, over its budget of at most 0\n");
    expect(log).toContain("budget met: cicd_test_cases is 2");
    expect(log).toContain('budget met: cicd_artifact_size_bytes{artifact="js"} is 3 B');
    const elsewhere = await run(inputs, variables, { ...claims, target_ref: "release" });
    expect(elsewhere.log).toContain("not compared with main: this job may not read");
  });

  it("pushes nothing in a dry run", async () => {
    const { exitCode, log } = await run({ "dry-run": true, labels: "project=group/app branch=dry" });
    expect([exitCode, log]).toEqual([0, expect.stringContaining("nothing was pushed")]);
  });
});
