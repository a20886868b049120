import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse, stringify } from "yaml";
import { describeConfigIssue } from "../../lambda/config/config-issue.ts";
import { loadProxyConfig } from "../../lambda/config/load.ts";
import { COMPILE_CACHE } from "../support/compile-cache.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { type OidcIssuer, startOidcIssuer } from "../support/oidc-issuer.ts";
import {
  findProgram,
  findPushgateway,
  type RunningProgram,
  startPushgateway,
} from "../support/real-components.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";
import { readConfigs, readGitlabPipelines, readGuide, readSnippets, readWorkflows } from "./ci-guide.ts";
import {
  readActionMetadata,
  runStep,
  type StepResult,
  startTokenEndpoint,
  type TokenEndpoint,
} from "./github-runner.ts";
import { readTemplate, runJob } from "./gitlab-runner.ts";

const run = promisify(execFile);

interface GithubStep {
  readonly id?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | boolean>>;
}

interface GitlabPipeline {
  readonly include: readonly [{ readonly inputs: Record<string, string> }];
  readonly build: {
    readonly script: readonly string[];
    readonly artifacts: { readonly paths: readonly string[] };
  };
}

interface AfterScriptJob {
  readonly id_tokens: Readonly<Record<string, { readonly aud: string }>>;
  readonly after_script: readonly string[];
}

const METRICS =
  "# HELP build_size_bytes Size of the artefact.\n# TYPE build_size_bytes gauge\nbuild_size_bytes 1234\n";

/** The audience that the guide gives its deployment. */
const AUDIENCE = "https://push.example.com";

/** The first line of a step's outputs. The guide's steps have one output. */
const readOutput = (text: string): readonly [string, string] => {
  const [name = "", value = ""] = text.trim().split("=");
  return [name, value];
};

describe("docs/ci.md", () => {
  it.each(readConfigs())("shows a proxy.yaml that loads (%#)", (text) => {
    const folder = mkdtempSync(join(tmpdir(), "guide-"));
    writeFileSync(join(folder, "proxy.yaml"), text);
    const config = loadProxyConfig(join(folder, "proxy.yaml"));
    rmSync(folder, { recursive: true });
    expect(config.ok ? [] : config.error.map(describeConfigIssue)).toEqual([]);
  });

  it("lists every input with its default", () => {
    const rows = Object.entries(readActionMetadata().inputs).map(([name, input]) => {
      const text = input.default === undefined ? "" : ` \`${input.default}\``;
      return `| \`${name}\` |${text} | `;
    });
    for (const row of rows) {
      expect(readGuide()).toContain(row);
    }
  });

  it("lists every output and every code of the action itself", () => {
    const source = readFileSync(join(import.meta.dirname, "../../action/reported-problem.ts"), "utf8");
    const codes = [...(/type OwnCode =(.*?);/s.exec(source)?.[1] ?? "").matchAll(/"([a-z-]+)"/g)];
    const names = [...codes.map(([, code]) => code), ...Object.keys(readActionMetadata().outputs)];
    expect(codes).toHaveLength(5);
    for (const name of names) {
      expect(readGuide()).toContain(`\`${name}\``);
    }
  });

  it("shows only what a test below runs or compares", () => {
    const shown = {
      workflows: readWorkflows(),
      pipelines: readGitlabPipelines(),
      configs: readConfigs(),
      // With the job that pushes in its after_script.
      yaml: readSnippets("yaml"),
      commands: readSnippets("sh"),
      outputs: readSnippets("text"),
    };
    expect(Object.values(shown).map(({ length }) => length)).toEqual([4, 3, 4, 12, 4, 3]);
  });
});

/** The files that the tests and the build of a pipeline leave. */
const ARTIFACTS = {
  "reports/junit.xml": '<testsuite name="s"><testcase name="a"/><testcase name="b"/></testsuite>',
  "dist/main.js": "a();",
};

const COMPONENTS = {
  pushgateway: findPushgateway(),
  curl: findProgram("curl"),
  bash: findProgram("bash"),
  dash: findProgram("dash"),
  busybox: findProgram("busybox"),
};

/** With -x the shell logs every command, as the step `sh` of Jenkins does. */
const SHELLS: readonly (readonly [string, ...string[]])[] = [
  ["bash", "-e"],
  ["dash", "-xe"],
  ["busybox", "ash", "-e"],
];

describeWithReal("what docs/ci.md shows", COMPONENTS, () => {
  let github: OidcIssuer;
  let gitlab: OidcIssuer;
  let endpoint: TokenEndpoint;
  let pushgateway: RunningProgram;
  let proxy: RunningProxy;
  let folder: string;

  /** The guide's configurations in one file, with issuers on this machine. */
  const toConfig = (): string => {
    const [onGithub, compared, onGitlab, withClient] = readConfigs().map((text) => parse(text));
    const { grants, ...issuer } = onGithub.issuers[0];
    const { grants: more, reads } = compared.issuers[0];
    const issuers = [
      { ...issuer, issuer: github.url, grants: [...grants, ...more], reads },
      { ...onGitlab.issuers[0], issuer: gitlab.url },
    ];
    return stringify({ issuers, clients: withClient.clients });
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "guide-"));
    mkdirSync(join(folder, "bin"));
    writeFileSync(
      join(folder, "bin/make"),
      `#!/bin/sh\n[ -z "$1" ] || printf '${METRICS.replaceAll("\n", "\\n")}' > "$1"\n`,
    );
    chmodSync(join(folder, "bin/make"), 0o755);
    const program = join(import.meta.dirname, "../../cli/main.ts");
    writeFileSync(
      join(folder, "bin/pushgateway-proxy"),
      `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
    );
    chmodSync(join(folder, "bin/pushgateway-proxy"), 0o755);
    [github, gitlab] = [await startOidcIssuer(), await startOidcIssuer()];
    endpoint = await startTokenEndpoint(github);
    pushgateway = await startPushgateway({ check: "off" });
    proxy = await startProxy(toConfig(), ["--pushgateway", pushgateway.url]);
  }, 120_000);

  afterAll(async () => {
    await proxy?.stop();
    await pushgateway?.stop();
    await endpoint?.close();
    await Promise.all([github?.close(), gitlab?.close()]);
    rmSync(folder, { recursive: true });
  });

  const exposed = async (): Promise<string> => (await fetch(`${pushgateway.url}/metrics`)).text();

  /** Runs a shell snippet with a `make` that creates what it is asked for. */
  const runShell = async (
    script: string,
    env: Readonly<Record<string, string>> = {},
    [shell, ...options]: (typeof SHELLS)[number] = ["bash", "-e"],
  ): Promise<string> => {
    const path = [join(folder, "bin"), process.env["PATH"]].join(delimiter);
    const { stdout, stderr } = await run(shell, [...options, "-c", script], {
      cwd: folder,
      env: { PATH: path, ...COMPILE_CACHE, ...env },
    });
    if (env["TOKEN"] !== undefined) {
      expect(stderr).not.toContain(env["TOKEN"]);
    }
    return stdout;
  };

  const contextOf = (event: string, outputs: Readonly<Record<string, string>>) => ({
    "github.repository": "octo-org/app",
    "github.ref_name": "main",
    "github.head_ref || github.ref_name": event === "push" ? "main" : "feature",
    "github.event_name != 'push'": String(event !== "push"),
    "vars.PROXY_URL": `${proxy.url}/prod`,
    ...outputs,
  });

  const runWorkflow = async (text: string, event: "push" | "pull_request"): Promise<StepResult> => {
    endpoint.setClaims({
      repository: "octo-org/app",
      repository_owner_id: "1342004",
      event_name: event,
      ...(event === "push"
        ? { ref: "refs/heads/main", base_ref: "", head_ref: "" }
        : { ref: "refs/pull/1/merge", base_ref: "main", head_ref: "feature" }),
    });
    const [job] = Object.values((parse(text) as { jobs: Record<string, { steps: GithubStep[] }> }).jobs);
    const outputs: Record<string, string> = {};
    for (const step of job?.steps ?? []) {
      if (step.run !== undefined) {
        const output = join(folder, "output");
        writeFileSync(output, "");
        await runShell(step.run, { GITHUB_OUTPUT: output });
        const [name, value] = readOutput(readFileSync(output, "utf8"));
        outputs[`steps.${step.id}.outputs.${name}`] = value;
      }
      if (step.uses?.includes("pushgateway-proxy")) {
        return pushStep(step, contextOf(event, outputs), event);
      }
    }
    throw new Error("no step of the workflow pushes");
  };

  const pushStep = (
    { with: inputs = {} }: GithubStep,
    context: Record<string, string>,
    event: "push" | "pull_request",
  ): Promise<StepResult> => {
    const evaluate = (_: string, expression: string): string => {
      const value = context[expression];
      if (value === undefined) {
        throw new Error(`the test does not know ${expression}`);
      }
      return value;
    };
    const filled = Object.entries(inputs).map(
      ([name, value]) => [name, String(value).replace(/\$\{\{ (.*?) \}\}/g, evaluate)] as const,
    );
    return runStep({
      with: Object.fromEntries(filled),
      files: { "metrics.prom": METRICS, ...ARTIFACTS },
      env: {
        ...endpoint.env,
        GITHUB_REPOSITORY: "octo-org/app",
        GITHUB_REF_NAME: "main",
        GITHUB_WORKFLOW: "measured",
        GITHUB_JOB: "test",
        GITHUB_BASE_REF: event === "push" ? "" : "main",
      },
    });
  };

  const workflowNamed = (name: string): string =>
    readWorkflows().find((text) => (parse(text) as { name: string }).name === name) ?? "";

  it("pushes the metrics that the action has collected", async () => {
    const result = await runWorkflow(workflowNamed("measured"), "push");
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: "pushed" } });
    const page = await exposed();
    expect(page).toMatch(/^cicd_test_cases\{branch="main",.*repository="octo-org\/app",task="test"\} 2$/m);
    expect(page).toMatch(/^cicd_artifact_size_bytes\{artifact="js",.*\} 4$/m);
  });

  /** The job of a guide's pipeline that includes collect-metrics. */
  const collectOnGitlab = (index: number, claims: Readonly<Record<string, string>>, branch: string) => {
    const { inputs } = (parse(readGitlabPipelines()[index] ?? "") as GitlabPipeline).include[0];
    const jobs = readTemplate("collect-metrics").include({
      ...inputs,
      url: `${proxy.url}/prod`,
      command: "pushgateway-proxy",
    });
    const path = [join(folder, "bin"), process.env["PATH"]].join(delimiter);
    const variables = {
      GITLAB_CI: "true",
      CI_PIPELINE_CREATED_AT: new Date().toISOString(),
      CI_PROJECT_PATH: "group/app",
      CI_COMMIT_REF_NAME: branch,
      CI_DEFAULT_BRANCH: "main",
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: branch === "main" ? "" : "main",
      PUSHGATEWAY_PROXY_TOKEN: gitlab.sign({
        ...{ aud: inputs["audience"], project_path: "group/app", namespace_id: "72", ref: branch },
        ...claims,
      }),
    };
    const [job] = Object.values(jobs);
    return runJob({ shell: { command: ["bash"], path }, job: job!, variables, files: ARTIFACTS });
  };

  it("pushes the metrics that the component has collected in GitLab", async () => {
    expect(await collectOnGitlab(1, { ref_protected: "true" }, "main")).toMatchObject({ exitCode: 0 });
    expect(await exposed()).toMatch(/^cicd_test_cases\{branch="main",.*project="group\/app"\} 2$/m);
  });

  it("pushes from the after_script of a job of GitLab", async () => {
    const [job] = readSnippets("yaml")
      .map((text) => (parse(text) as { test?: AfterScriptJob }).test)
      .filter((found) => found?.after_script !== undefined);
    mkdirSync(join(folder, "reports"), { recursive: true });
    writeFileSync(join(folder, "reports/junit.xml"), ARTIFACTS["reports/junit.xml"]);
    const { aud = "" } = job?.id_tokens["PUSHGATEWAY_PROXY_TOKEN"] ?? {};
    const claims = { project_path: "group/app", namespace_id: "72", ref: "main", ref_protected: "true" };
    await runShell(job?.after_script.join("\n") ?? "", {
      GITLAB_CI: "true",
      CI_JOB_NAME: "test",
      CI_JOB_STATUS: "failed",
      CI_JOB_STARTED_AT: new Date(Date.now() - 60_000).toISOString(),
      CI_PROJECT_PATH: "group/app",
      CI_COMMIT_REF_NAME: "main",
      PUSHGATEWAY_PROXY_URL: `${proxy.url}/prod`,
      PUSHGATEWAY_PROXY_TOKEN: gitlab.sign({ aud, ...claims }),
    });
    const page = await exposed();
    expect(page).toMatch(/^cicd_test_cases\{.*project="group\/app",task="test"\} 2$/m);
    expect(page).toMatch(/^cicd_pipeline_task_run_result\{.*result="failure",task="test"\} 1$/m);
  });

  it("compares a merge request of GitLab with its target branch, and does nothing for a fork", async () => {
    await collectOnGitlab(1, { ref_protected: "true" }, "main");
    const merge = {
      ref_protected: "false",
      pipeline_source: "merge_request_event",
      target_ref: "main",
    };
    const { log } = await collectOnGitlab(2, merge, "feature");
    expect(log).toContain("compared with main:\n");
    expect(log).toContain("cicd_test_cases is 2, not under its budget of at least 2 (2 on main, -0 %)");
    const fork = { ...merge, project_path: "evil/app", namespace_id: "9" };
    const refused = await collectOnGitlab(2, fork, "feature");
    expect(refused.exitCode).toBe(1);
    expect(refused.log).toContain("group-not-granted");
    expect(refused.log).not.toContain("compared with main:\n");
  });

  it("pushes a step's measurements", async () => {
    const result = await runWorkflow(workflowNamed("build"), "push");
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: "pushed", series: "1" } });
    expect(await exposed()).toMatch(
      /^build_duration_seconds\{branch="main",instance="",job="ci",repository="octo-org\/app"\} \d/m,
    );
  });

  it.each<["push" | "pull_request", string]>([
    ["push", "pushed"],
    ["pull_request", "valid"],
  ])("has a %s's file %s", async (event, status) => {
    const result = await runWorkflow(workflowNamed("checked"), event);
    expect(result).toMatchObject({ exitCode: 0, outputs: { status } });
  });

  it("compares a pull request with its base branch", async () => {
    const workflow = workflowNamed("compared");
    expect(await runWorkflow(workflow, "push")).toMatchObject({ outputs: { status: "pushed" } });
    const result = await runWorkflow(workflow, "pull_request");
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: "valid", budgets: "met" } });
    expect(result.summary).toContain("Nothing has changed since <code>main</code>");
  });

  it("keeps a pull request from pushing", async () => {
    const result = await runWorkflow(workflowNamed("build"), "pull_request");
    expect(result).toMatchObject({ exitCode: 1, outputs: { code: "group-not-granted" } });
  });

  const runPipeline = async (protectedRef: "true" | "false", metrics?: string) => {
    const pipeline = parse(readGitlabPipelines()[0] ?? "") as GitlabPipeline;
    await runShell(pipeline.build.script.join("\n"));
    const [file = ""] = pipeline.build.artifacts.paths;
    const content = metrics ?? readFileSync(join(folder, file), "utf8");
    const job = readTemplate("push-metrics").include({
      ...pipeline.include[0].inputs,
      url: `${proxy.url}/prod`,
    })["push-metrics"];
    if (job === undefined) {
      throw new Error("no job");
    }
    const claims = {
      aud: pipeline.include[0].inputs["audience"],
      project_path: "group/app",
      namespace_id: "72",
      ref_protected: protectedRef,
    };
    const variables = {
      CI_PROJECT_PATH: "group/app",
      CI_COMMIT_REF_NAME: "main",
      PUSH_METRICS_ID_TOKEN: gitlab.sign(claims),
    };
    const shell = { command: ["bash"] as const, path: process.env["PATH"] ?? "" };
    return runJob({ shell, job, variables, files: { [file]: content } });
  };

  it("pushes from a protected branch of GitLab, and from no other", async () => {
    expect(await runPipeline("true")).toMatchObject({ exitCode: 0 });
    expect(await exposed()).toMatch(
      /^build_duration_seconds\{branch="main",instance="",job="ci",project="group\/app"\}/m,
    );
    expect(await runPipeline("false")).toMatchObject({ exitCode: 1 });
  });

  it.each(SHELLS.map((shell) => [shell.join(" "), shell] as const))(
    "pushes with the commands in %s",
    async (_, shell) => {
      writeFileSync(join(folder, "metrics.prom"), METRICS);
      const [withToken = "", withClient = "", comparing = "", collecting = ""] = readSnippets("sh");
      const url = { PROXY_URL: `${proxy.url}/prod` };
      const token = github.sign({
        aud: AUDIENCE,
        repository: "octo-org/b",
        repository_owner_id: "1342004",
        event_name: "push",
      });
      expect(await runShell(withToken, { ...url, TOKEN: token, REPOSITORY: "octo-org/b" }, shell)).toMatch(
        /^pushed: /,
      );
      for (const BRANCH of ["feature/größe 1", "main"]) {
        const env = { ...url, TOKEN: proxy.tokens["ci"] ?? "", BRANCH };
        expect(await runShell(withClient, env, shell)).toMatch(/^pushed: /);
        expect(await exposed()).toContain(
          `build_size_bytes{branch="${BRANCH}",instance="",job="ci-nightly"} 1234`,
        );
      }
      const client = {
        PUSHGATEWAY_PROXY_URL: url.PROXY_URL,
        PUSHGATEWAY_PROXY_USER: `ci:${proxy.tokens["ci"]}`,
      };
      expect(await runShell(comparing, { ...client, BRANCH: "next" }, shell)).toBe(
        'pushed 1 series to {job="ci-nightly", branch="next"}\n' +
          "compared with main:\n  same     1 metric\n" +
          "budget met: build_size_bytes is 1.23 kB, within its budget of at most 1.26 kB (1.23 kB on main, +2 %)\n",
      );
      for (const [name, content] of Object.entries(ARTIFACTS)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
      expect(await runShell(collecting, { ...client, BRANCH: "next" }, shell)).toBe(
        'pushed 10 series to {job="ci-nightly", branch="next"}\n',
      );
    },
  );

  it("shows an issue and a missing grant as in the guide", async () => {
    const [byAction = "", byGitlab = "", claims = ""] = readSnippets("text");
    const metrics = `${METRICS}build_duration_seconds 1,5\n`.split("\n").slice(1).join("\n");
    const inputs = { url: `${proxy.url}/prod`, job: "ci", audience: AUDIENCE, file: "metrics.prom" };
    const step = await runStep({ with: inputs, files: { "metrics.prom": metrics }, env: endpoint.env });
    expect(step.visibleLog).toBe(byAction);
    expect((await runPipeline("true", metrics)).log).toBe(byGitlab);

    endpoint.setClaims(
      Object.fromEntries(
        [...claims.matchAll(/(r\w+|event_name)="(.*?)"/g)].map(([, name = "", value = ""]) => [name, value]),
      ),
    );
    const refused = await runStep({ with: { ...inputs, file: "", metrics: "build_x 1" }, env: endpoint.env });
    const shown = claims.trim().replace("https://token.actions.githubusercontent.com", github.url);
    expect(refused.visibleLog.replaceAll("%0A", "\n").split("\n").join(" ")).toContain(shown);
  });
});
