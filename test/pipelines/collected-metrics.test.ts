import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { asText } from "../support/ci/as-text.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findPushgateway } from "../support/real-components.ts";
import { type GithubJobsApi, startGithubJobsApi } from "./github-jobs.ts";
import { JOB_TOKEN, runStep, type Step, type StepResult } from "./github-runner.ts";

import { type GithubSystem, startGithubSystem } from "./github-system.ts";

const toConfig = (issuer: string): string => `
issuers:
  - id: github
    issuer: ${issuer}
    audience: metrics.example
    grants:
      - when: { repository_id: "123", event_name: push }
        methods: [PUT, POST, DELETE]
        job: ci
        grouping: { repository: "{repository}", branch: "*", pipeline: "*", "task?": "*" }
        metrics: ["cicd_*", "build_*"]
`;

const CLAIMS = { repository: "octo/app", repository_id: "123", ref: "refs/heads/main", event_name: "push" };

const before = (seconds: number, nowMs: number = Date.now()): string =>
  new Date(nowMs - seconds * 1_000).toISOString();

/** The job of the test. It was queued for ten seconds and started a minute ago. */
const ownJob = () => {
  const nowMs = Date.now();
  return {
    id: 12,
    name: "test",
    runner_name: "GitHub Actions 7",
    conclusion: null,
    created_at: before(70, nowMs),
    started_at: before(60, nowMs),
    completed_at: null,
    steps: [
      {
        name: "Run make",
        conclusion: "success",
        started_at: before(60, nowMs),
        completed_at: before(18, nowMs),
      },
    ],
  };
};

const LOADED_MS = Date.now();

const LINT = {
  id: 11,
  name: "lint",
  conclusion: "failure",
  created_at: before(300, LOADED_MS),
  started_at: before(296, LOADED_MS),
  completed_at: before(266, LOADED_MS),
};

const CONTEXTS = { job: { status: "success", check_run_id: 12 }, matrix: null };

const JUNIT =
  '<testsuites><testsuite name="s"><testcase name="a" time="0.5"/><testcase name="b"><failure message="no"/></testcase></testsuite></testsuites>';

describeWithReal("what the GitHub Action collects", { pushgateway: findPushgateway() }, () => {
  let system: GithubSystem;
  let api: GithubJobsApi;

  beforeAll(async () => {
    system = await startGithubSystem(toConfig);
    api = await startGithubJobsApi(JOB_TOKEN, { repository: "octo/app", startedAt: before(500) });
  }, 120_000);

  afterAll(async () => {
    await system?.stop();
    await api?.close();
  });

  const run = async (
    job: string,
    inputs: Record<string, string>,
    more: Partial<Step> = {},
    others: readonly (typeof LINT)[] = [LINT],
  ): Promise<StepResult> => {
    system.endpoint.setClaims(CLAIMS);
    api.setJobs([...others, ownJob()]);
    const result = await runStep({
      with: { url: `${system.proxy.url}/prod`, audience: "metrics.example", ...inputs },
      event: { repository: { default_branch: "main" } },
      contexts: CONTEXTS,
      ...more,
      env: { ...system.endpoint.env, ...api.env, GITHUB_JOB: job, ...more.env },
    });
    const shown = result.log.replace(/^::add-mask::.*$/gm, "");
    for (const secret of [JOB_TOKEN, ...system.endpoint.tokens]) {
      expect(`${shown}${result.summary}${JSON.stringify(result.outputs)}`).not.toContain(secret);
    }
    return result;
  };

  /** The collected series of a job, without their common labels. `label` has its name. */
  const readSeries = async (
    task: string,
    label: "task" | "job_name" = "task",
  ): Promise<ReadonlyMap<string, number>> => {
    const page = await (await fetch(`${system.pushgateway.url}/metrics`)).text();
    const group = `branch="main",branch_class="default",instance="",job="ci",pipeline="build",repository="octo/app"`;
    const lines = page
      .split("\n")
      .filter((line) => line.startsWith("cicd_") && line.includes(`${label}="${task}"`));
    return new Map(
      lines.map((line) => {
        const [, name = "", labels = "", value = ""] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
        const pairs = labels.split(/,(?=\w+=")/);
        expect(group.split(",").filter((pair) => !pairs.includes(pair))).toEqual([]);
        const others = pairs.filter(
          (pair) => !group.split(",").includes(pair) && pair !== `${label}="${task}"`,
        );
        return [others.length === 0 ? name : `${name}{${others.join(",")}}`, Number(value)];
      }),
    );
  };

  it("are pushed with five lines of YAML, to a group with the run's labels", async () => {
    const content = "console.log(1);".repeat(50);
    const result = await run(
      "test",
      { collect: "job", junit: "**/junit.xml", sizes: "js=dist/**/*.js" },
      {
        files: {
          "reports/junit.xml": JUNIT,
          "dist/assets/main-4fa21c.js": content,
          "node_modules/a/junit.xml": JUNIT,
        },
      },
    );
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: "pushed", code: "" } });
    expect(result.visibleLog).not.toContain("::warning");
    const series = await readSeries("test");
    expect(Object.fromEntries(series)).toMatchObject({
      cicd_test_cases: 2,
      cicd_test_failures: 1,
      cicd_test_errors: 0,
      cicd_test_skipped: 0,
      cicd_test_flaky: 0,
      cicd_test_duration_seconds: 0.5,
      'cicd_artifact_size_bytes{artifact="js"}': content.length,
      'cicd_artifact_gzip_size_bytes{artifact="js"}': gzipSync(content).length,
      'cicd_artifact_files{artifact="js"}': 1,
      'cicd_pipeline_task_run_duration_seconds{state="pending"}': 10,
      'cicd_pipeline_step_duration_seconds{step="Run make"}': 42,
      'cicd_pipeline_task_run_result{result="success"}': 1,
      'cicd_pipeline_task_run_result{result="failure"}': 0,
      'cicd_worker_info{arch="x64",os="linux",type="github-hosted"}': 1,
    });
    const executing = series.get('cicd_pipeline_task_run_duration_seconds{state="executing"}') ?? 0;
    expect(executing).toBeGreaterThanOrEqual(60);
    expect(executing).toBeLessThan(75);
    expect(asText(result.summary)).toContain("cicd_test_failures");
  });

  it("are those of the whole run in its last job", async () => {
    const result = await run("report", { collect: "run" });
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: "pushed" } });
    expect(await readSeries("lint", "job_name")).toEqual(
      new Map([
        ['cicd_pipeline_task_run_duration_seconds{state="executing"}', 30],
        ['cicd_pipeline_task_run_duration_seconds{state="pending"}', 4],
        ...["cancellation", "error", "failure", "skip", "success", "timeout"].map(
          (name) => [`cicd_pipeline_task_run_result{result="${name}"}`, name === "failure" ? 1 : 0] as const,
        ),
      ]),
    );
    const page = await (await fetch(`${system.pushgateway.url}/metrics`)).text();
    expect(page).toMatch(/^cicd_pipeline_run_result\{.*result="failure".*\} 1$/m);
  });

  it("are those of all jobs, also of a thousand with hostile names, beside the groups of these jobs", async () => {
    const hostile = ["a / b", '"quoted" \\', "two\nlines", "🎉 ünï", "x".repeat(300), "{{ 1 }}"];
    const names = [...hostile, ...Array.from({ length: 1_000 }, (_, n) => `shard ${n}`)];
    const others = names.map((name, n) => ({ ...LINT, id: 100 + n, name }));
    // A group whose key has the same job as `task`.
    expect(await run("shard 7", { collect: "job" })).toMatchObject({ outputs: { status: "pushed" } });
    const result = await run("report", { collect: "run" }, {}, others);
    expect(result).toMatchObject({
      exitCode: 0,
      outputs: { status: "pushed", series: String(8 + 1_006 * 8) },
    });
    expect(result.visibleLog).not.toContain("::warning");
    const page = await (await fetch(`${system.pushgateway.url}/metrics`)).text();
    const found = [
      ...page.matchAll(
        /^cicd_pipeline_task_run_result\{.*job_name="((?:[^"\\]|\\.)*)".*result="failure"\} 1$/gm,
      ),
    ];
    const shown = names.map((name) => JSON.stringify(name.replace("\n", " ").slice(0, 80)).slice(1, -1));
    expect(new Set(found.map(([, name]) => name))).toEqual(new Set(shown));
  });

  it("cost one request to GitHub's API for a job, however many jobs the run has", async () => {
    const others = Array.from({ length: 300 }, (_, n) => ({ ...LINT, id: 100 + n }));
    const sent = api.countRequests();
    expect(await run("one-of-many", { collect: "job" }, {}, others)).toMatchObject({ exitCode: 0 });
    expect(api.countRequests() - sent).toBe(1);
  });

  it("are complete although GitHub's API fails for a moment", async () => {
    api.failNext(502, 429);
    const { visibleLog } = await run("momentary", { collect: "job" });
    expect(visibleLog).not.toContain("::warning");
    expect([...(await readSeries("momentary")).keys()]).toContain(
      'cicd_pipeline_task_run_duration_seconds{state="pending"}',
    );
  });

  it("are pushed in part when the job may not read its run", async () => {
    api.setPermission("missing");
    const result = await run(
      "forbidden",
      { collect: "job", junit: "junit.xml" },
      { files: { "junit.xml": JUNIT } },
    );
    api.setPermission("given");
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: "pushed" } });
    expect(result.visibleLog).toContain(
      "::warning title=not all metrics were collected::collect: times are not known: GitHub's API answered 403; add `actions: read` to the job's permissions",
    );
    expect((await readSeries("forbidden")).get("cicd_test_cases")).toBe(2);
  });

  it("come after given metrics, whose lines keep their numbers", async () => {
    const inputs = { file: "metrics.prom", junit: "junit.xml" };
    const files = { "metrics.prom": "# TYPE build_up gauge\nbuild_up 1", "junit.xml": JUNIT };
    expect(await run("both", inputs, { files })).toMatchObject({
      outputs: { status: "pushed", families: "7" },
    });
    const wrong = await run("both", inputs, {
      files: { ...files, "metrics.prom": "build_up 1\nbuild_seconds 1,5\n" },
    });
    expect(wrong.visibleLog).toMatch(/^::error title=value-invalid,file=metrics\.prom,line=2,col=15::/m);
  });

  it("leave out missing, malformed and foreign files with a warning, and the rest is pushed", async () => {
    const result = await run(
      "partly",
      { junit: "*.xml\nout/*.xml", sizes: "dist/*.js" },
      { files: { "a.xml": JUNIT, "b.xml": "<testsuite><testcase", "c.xml": "<coverage/>" } },
    );
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: "pushed" } });
    const warnings = result.visibleLog.split("\n").filter((line) => line.startsWith("::warning"));
    expect(warnings.map((line) => line.replace(/^.*?::.*?::/, "").slice(0, 60))).toEqual([
      expect.stringContaining('junit: no file matches "out/*.xml": let the tests write'),
      expect.stringContaining('junit: "b.xml" is left out: it is not well-formed XML'),
      expect.stringContaining('junit: "c.xml" is left out: its first element is "coverage"'),
      expect.stringContaining('sizes: no file matches "dist/*.js": build the files'),
    ]);
    expect((await readSeries("partly")).get("cicd_test_cases")).toBe(2);
  });

  it("fail the step only when there is nothing to push, and never with fail-on-error: false", async () => {
    const inputs = { junit: "**/junit.xml" };
    const failed = await run("nothing", inputs);
    expect(failed).toMatchObject({ exitCode: 1, outputs: { status: "failed", code: "nothing-collected" } });
    expect(failed.visibleLog).toContain("what to do: junit: no file matches");
    const warned = await run("nothing", { ...inputs, "fail-on-error": "false" });
    expect(warned).toMatchObject({ exitCode: 0, outputs: { code: "nothing-collected" } });
    expect(warned.visibleLog).not.toContain("::error");
  });

  it("do not let the name of a test, a file or a step become a command, a link or a label", async () => {
    const hostile =
      "::set-output name=a::b&#10;%0A::error::c&#27;[31m ##[error] &lt;img src=x&gt; [x](http://evil.test) @octo";
    const junit = `<testsuite name="${hostile}"><testcase name="${hostile}" time="3"><failure message="${hostile}">${hostile}</failure></testcase><testcase name="${hostile}"/></testsuite>`;
    const result = await run(
      "hostile",
      { collect: "job", junit: "*.xml" },
      { files: { "a.xml": junit, "::error::b %0A.xml": "<x", "c\u001b[31m.xml": "" } },
    );
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: "pushed" } });
    const commands = result.log.split("\n").filter((line) => /^\s*::|##\[/.test(line));
    for (const command of commands) {
      expect(command).toMatch(/^::(?:add-mask::|warning title=not all metrics were collected::junit: )/);
    }
    expect(result.log).not.toContain("\u001b");
    expect(result.summary).toContain("set");
    expect(result.summary).not.toMatch(/<img|\]\(http|@octo|::set-output|\u001b/);
    expect([...(await readSeries("hostile")).keys()].join()).not.toContain("evil");
    expect((await readSeries("hostile")).get("cicd_test_failures")).toBe(1);
  });

  it("take little longer for ten thousand tests than for ten", async () => {
    const toCases = (length: number) =>
      Array.from(
        { length },
        (_, n) =>
          `<testcase classname="pkg.Class${n % 100}" name="test ${n}" time="0.01">${n % 50 === 0 ? `<failure message="no">${"at a.b(C.java:1)\n".repeat(20)}</failure>` : ""}</testcase>`,
      );
    const measureStep = async (cases: number): Promise<number> => {
      const files = { "junit.xml": `<testsuite name="s">${toCases(cases).join("\n")}</testsuite>` };
      const started = performance.now();
      const result = await run("large", { collect: "job", junit: "junit.xml" }, { files });
      expect(result).toMatchObject({ exitCode: 0, outputs: { status: "pushed" } });
      return performance.now() - started;
    };
    const few: number[] = [];
    const many: number[] = [];
    // The best of three, since other programs use this machine, too.
    for (let tries = 1; tries <= 3; tries++) {
      few.push(await measureStep(10));
      many.push(await measureStep(10_000));
    }
    expect((await readSeries("large")).get("cicd_test_cases")).toBe(10_000);
    expect(Math.min(...many)).toBeLessThan(6 * Math.min(...few));
  });
});
