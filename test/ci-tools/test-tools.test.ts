import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createNodeFiles } from "../../ci/node-files.ts";
import { type GithubJobsApi, startGithubJobsApi } from "../pipelines/github-jobs.ts";
import { JOB_TOKEN, runStep } from "../pipelines/github-runner.ts";
import { type GithubSystem, startGithubSystem } from "../pipelines/github-system.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { waitForSeries } from "../support/prometheus-query.ts";
import {
  findPrometheus2,
  findPushgateway,
  type RunningProgram,
  startPrometheus,
} from "../support/real-components.ts";
import { findMissing, readToolOutput, runTestTool } from "./test-tool.ts";
import { TEST_TOOLS } from "./tools.ts";

const toConfig = (issuer: string): string => `
issuers:
  - id: github
    issuer: ${issuer}
    audience: metrics.example
    grants:
      - when: { repository_id: "123", event_name: push }
        methods: [PUT]
        job: ci
        grouping: { repository: "{repository}", branch: "*", pipeline: "*", task: "*" }
        metrics: ["cicd_*"]
`;

const missing = TEST_TOOLS.flatMap(findMissing);
const COMPONENTS = {
  pushgateway: findPushgateway(),
  prometheus: findPrometheus2(),
  ...Object.fromEntries(missing.map((name) => [name, undefined])),
};

describeWithReal(
  "the JUnit files of real test tools, pushed by the Action and read in Prometheus",
  COMPONENTS,
  () => {
    let system: GithubSystem;
    let api: GithubJobsApi;
    let prometheus: RunningProgram;

    beforeAll(async () => {
      system = await startGithubSystem(toConfig);
      system.endpoint.setClaims({ repository: "octo/app", repository_id: "123", event_name: "push" });
      api = await startGithubJobsApi(JOB_TOKEN, {
        repository: "octo/app",
        startedAt: "2026-11-28T10:00:00Z",
      });
      prometheus = await startPrometheus({
        binary: findPrometheus2()!,
        target: new URL(system.pushgateway.url).host,
      });
    }, 120_000);

    afterAll(async () => {
      await prometheus?.stop();
      await system?.stop();
      await api?.close();
    });

    it.each(TEST_TOOLS.map((tool) => [tool.id, tool] as const))(
      "%s: every count equals the tool's own",
      async (id, tool) => {
        const workspace = await runTestTool(tool);
        const counts = tool.readCounts(readToolOutput(workspace));
        expect(counts.cases).toBeGreaterThan(2);
        expect(counts.failures).toBeGreaterThan(0);

        const step = await runStep({
          workspace,
          with: { url: `${system.proxy.url}/prod`, audience: "metrics.example", junit: tool.junit },
          event: { repository: { default_branch: "main" } },
          env: { ...system.endpoint.env, ...api.env, GITHUB_JOB: id },
        });
        expect(step).toMatchObject({ exitCode: 0, outputs: { status: "pushed", families: "6" } });
        expect(step.visibleLog).not.toContain("::warning");

        const series = await waitForSeries(prometheus.url, `{__name__=~"cicd_test_.+",task="${id}"}`, 6);
        const values = [...series].map(([name, value]) => [name.replace(/\{.*$/, ""), value] as const);
        expect(Object.fromEntries(values)).toEqual({
          cicd_test_cases: counts.cases,
          cicd_test_failures: counts.failures,
          cicd_test_errors: counts.errors,
          cicd_test_skipped: counts.skipped,
          cicd_test_flaky: counts.flaky,
          cicd_test_duration_seconds: expect.closeTo(addTimes(workspace, tool.junit), 5),
        });
      },
      15 * 60_000,
    );
  },
);

/** The times of the test cases in the tool's files, read with a regular expression instead of the code under test. */
const addTimes = (workspace: string, pattern: string): number =>
  createNodeFiles(workspace)
    .find(pattern)
    .flatMap((file) => [
      ...readFileSync(join(workspace, file), "utf8").matchAll(/<testcase\b[^>]*\stime="([\d.]+)"/g),
    ])
    .reduce((sum, [, time]) => sum + Number(time), 0);
