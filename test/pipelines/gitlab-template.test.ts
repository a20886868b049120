import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { type OidcIssuer, startOidcIssuer } from "../support/oidc-issuer.ts";
import {
  findFreePort,
  findProgram,
  findPushgateway,
  type RunningProgram,
  startPushgateway,
} from "../support/real-components.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";
import { readTemplate, runJob, type Shell } from "./gitlab-runner.ts";

const TEMPLATE = readTemplate("push-metrics");
const AUDIENCE = "https://push.example.com";

describe("templates/push-metrics.yml", () => {
  it("is a header and a configuration", () => expect(TEMPLATE.documents).toBe(2));

  it("uses every declared input, and no other", () =>
    expect([...TEMPLATE.usedInputs].sort()).toEqual(Object.keys(TEMPLATE.spec).sort()));

  it("creates one job, with a token for the audience of proxy.yaml", () => {
    const jobs = TEMPLATE.include({ url: "https://proxy.example/prod", job: "ci", audience: AUDIENCE });
    expect(jobs).toMatchObject({
      "push-metrics": {
        stage: ".post",
        rules: [{ when: "on_success" }],
        allow_failure: false,
        id_tokens: { PUSH_METRICS_ID_TOKEN: { aud: AUDIENCE } },
        variables: { PUSH_METRICS_DRY_RUN: "false", PUSH_METRICS_LABELS: "" },
      },
    });
    expect(Object.keys(jobs)).toEqual(["push-metrics"]);
  });

  it("accepts rules and switches", () => {
    const rules = [{ if: '$CI_COMMIT_REF_PROTECTED == "true"', when: "always" }];
    const inputs = {
      url: "https://x",
      job: "ci",
      audience: AUDIENCE,
      rules,
      "allow-failure": true,
      "dry-run": true,
    };
    expect(TEMPLATE.include(inputs)["push-metrics"]).toMatchObject({
      rules,
      allow_failure: true,
      variables: { PUSH_METRICS_DRY_RUN: "true" },
    });
  });

  it.each([
    ["an invalid method", { method: "GET" }],
    ["a quote, which would end the string around the input", { labels: "a='b" }],
    ["a url with a space", { url: "https://x y" }],
    ["an audience with a quote", { audience: 'a"b' }],
  ])("refuses %s", (_, changes) =>
    expect(() => TEMPLATE.include({ url: "https://x", job: "ci", audience: AUDIENCE, ...changes })).toThrow(
      /may not be/,
    ),
  );

  it("keeps double quotes and backslashes", () => {
    const labels = String.raw`a="b" c=\d\u0041`;
    const jobs = TEMPLATE.include({ url: "https://x", job: "ci", audience: AUDIENCE, labels });
    expect(jobs["push-metrics"]?.variables["PUSH_METRICS_LABELS"]).toBe(labels);
  });

  it.each(["url", "job", "audience"])("has no default for %s, which differs between deployments", (name) => {
    const inputs = { url: "https://x", job: "ci", audience: AUDIENCE };
    const { [name as keyof typeof inputs]: _, ...others } = inputs;
    expect(() => TEMPLATE.include(others)).toThrow(`the input ${name} is needed`);
  });
});

const toConfig = (issuer: string): string => `
issuers:
  - id: gitlab
    issuer: ${issuer}
    audience: ${AUDIENCE}
    limits: { rate: 600/m, burst: 100 }
    grants:
      - when: { project_id: "4711", ref_protected: "true" }
        methods: [PUT, POST, DELETE]
        job: ci
        grouping: { project: "{project_path}", "branch?": "*" }
        metrics: ["ci_*"]
      - when: { project_id: "4711" }
        methods: [PUT]
        job: other
        metrics: ["ci_*"]
  - id: busy
    issuer: ${issuer}/busy
    jwksUri: ${issuer}/jwks
    audience: ${AUDIENCE}
    limits: { rate: 20/m, burst: 1 }
    grants:
      - { when: {}, methods: [PUT], job: busy, metrics: ["*"] }
`;

const JOB = {
  project_id: "4711",
  project_path: "group/sub/app",
  namespace_id: "72",
  ref: "main",
  ref_type: "branch",
  ref_protected: "true",
  pipeline_source: "push",
} as const;

const PREDEFINED = { CI_PROJECT_PATH: "group/sub/app", CI_COMMIT_REF_NAME: "feature/größe*" } as const;

const PATH = process.env["PATH"] ?? "";

/** Bash and dash with Debian's programs; BusyBox, as in Alpine's images, with only its own programs and curl. */
const createShells = (folder: string): Readonly<Record<string, Shell>> => {
  const busybox = findProgram("busybox");
  if (busybox !== undefined) {
    execFileSync(busybox, ["--install", "-s", folder]);
    symlinkSync(findProgram("curl") ?? "", join(folder, "curl"));
  }
  return {
    bash: { command: ["bash"], path: PATH },
    dash: { command: ["dash"], path: PATH },
    busybox: { command: [busybox ?? "busybox", "sh"], path: folder },
  };
};

const COMPONENTS = {
  pushgateway: findPushgateway(),
  curl: findProgram("curl"),
  bash: findProgram("bash"),
  dash: findProgram("dash"),
  busybox: findProgram("busybox"),
};

describeWithReal("the GitLab template's script", COMPONENTS, () => {
  const folder = mkdtempSync(join(tmpdir(), "shells-"));
  const shells = createShells(folder);
  let issuer: OidcIssuer;
  let pushgateway: RunningProgram;
  let proxy: RunningProxy;

  beforeAll(async () => {
    issuer = await startOidcIssuer();
    pushgateway = await startPushgateway({ check: "off" });
    proxy = await startProxy(toConfig(issuer.url), ["--pushgateway", pushgateway.url]);
  }, 120_000);

  afterAll(async () => {
    await proxy?.stop();
    await pushgateway?.stop();
    await issuer?.close();
    rmSync(folder, { recursive: true });
  });

  interface Attempt {
    readonly inputs?: Readonly<Record<string, string | number | boolean>>;
    readonly claims?: Readonly<Record<string, unknown>>;
    readonly metrics?: string;
    readonly shell?: string;
    readonly token?: string;
  }

  const push = async (attempt: Attempt = {}) => {
    const token = attempt.token ?? issuer.sign({ aud: AUDIENCE, ...(attempt.claims ?? JOB) });
    const inputs = {
      url: `${proxy.url}/prod`,
      job: "ci",
      audience: AUDIENCE,
      labels: "project=$CI_PROJECT_PATH",
      ...attempt.inputs,
    };
    const job = TEMPLATE.include(inputs)["push-metrics"];
    if (job === undefined) {
      throw new Error("no job");
    }
    const result = await runJob({
      shell: shells[attempt.shell ?? "bash"] as Shell,
      job,
      variables: { ...PREDEFINED, PUSH_METRICS_ID_TOKEN: token },
      files: attempt.metrics === "" ? {} : { "metrics.prom": attempt.metrics ?? "ci_up 1\n" },
    });
    if (token !== "") {
      expect(result.log).not.toContain(token);
      expect(result.log).not.toContain(token.split(".")[2]);
    }
    return result;
  };

  const exposed = async (): Promise<string> => (await fetch(`${pushgateway.url}/metrics`)).text();

  it.each(["bash", "dash", "busybox"])("pushes under %s", async (shell) => {
    const metrics = `# HELP ci_${shell}_seconds x\n# TYPE ci_${shell}_seconds gauge\nci_${shell}_seconds 42.5\n`;
    const labels = "project=$CI_PROJECT_PATH branch=$CI_COMMIT_REF_NAME";
    const result = await push({ shell, metrics, inputs: { labels, url: `${proxy.url}/prod/` } });
    expect(result).toEqual({
      exitCode: 0,
      log: expect.stringMatching(/^pushed: 1 family, 1 series \(request [\w-]+\)\n$/),
    });
    expect(await exposed()).toContain(
      `ci_${shell}_seconds{branch="feature/größe*",instance="",job="ci",project="group/sub/app"} 42.5`,
    );
  });

  it("shows warnings, adds by POST and deletes", async () => {
    const { log } = await push({ inputs: { method: "POST" }, metrics: "ci_first 1\n" });
    expect(log).toMatch(/^warning: line 1, column 1: lint-help-missing: /m);
    await push({ inputs: { method: "POST" }, metrics: "ci_second 1\n" });
    expect(await exposed()).toMatch(/ci_first\{[\s\S]*ci_second\{/);
    const deleted = await push({ inputs: { method: "DELETE" }, metrics: "" });
    expect(deleted).toMatchObject({ exitCode: 0, log: expect.stringContaining("deleted (request ") });
    expect(await exposed()).not.toMatch(/ci_first|ci_second/);
  });

  it("pushes nothing in a dry run", async () => {
    const result = await push({ inputs: { "dry-run": true }, metrics: "ci_dry 1\n" });
    expect(result).toMatchObject({ exitCode: 0, log: expect.stringContaining("valid: 1 family") });
    expect(await exposed()).not.toContain("ci_dry");
  });

  it.each([
    ["json", '{"ci_json_seconds": 42.5}'],
    ["openmetrics", "# TYPE ci_om_runs counter\nci_om_runs_total 1\n# EOF\n"],
  ])("sends %s in its format", async (format, metrics) =>
    expect(
      await push({ inputs: { format, labels: "project=$CI_PROJECT_PATH branch=" }, metrics }),
    ).toMatchObject({ exitCode: 0 }),
  );

  it("shows every issue with its place on a separate line", async () => {
    const { exitCode, log } = await push({ metrics: "ci_up 1\nci_a 1,5\nci_b{x=y} 1\n" });
    expect(exitCode).toBe(1);
    expect(log).toMatch(/^line 2, column 6: value-invalid: /m);
    expect(log).toMatch(/^line 3, column 8: /m);
    expect(log).toContain("metrics were not pushed: the answer was 400");
  });

  it("reports metrics that can be read but are not valid: 422", async () => {
    const { exitCode, log } = await push({ metrics: "ci_up 1\nci_up 2\n" });
    expect(exitCode).toBe(1);
    expect(log).toMatch(
      /series-repeated[\s\S]*what to do: correct the file at the places above[\s\S]*the answer was 422/,
    );
  });

  it("shows the token's audience when it is wrong: 401", async () => {
    const { exitCode, log } = await push({ claims: { ...JOB, aud: "another" } });
    expect(exitCode).toBe(1);
    expect(log).toContain("no valid credential was sent");
    expect(log).toContain(`the token says:\n  iss: "${issuer.url}"\n  aud: "another"\n`);
  });

  it.each([
    [
      "another project",
      { ...JOB, project_id: "4712", project_path: "group/other" },
      'project_path: "group/other"',
    ],
    ["a branch that is not protected", { ...JOB, ref_protected: "false" }, 'ref_protected: "false"'],
  ])("shows the token's claims for %s: 403", async (_, claims, expected) => {
    const { exitCode, log } = await push({ claims });
    expect(exitCode).toBe(1);
    expect(log).toMatch(/^no right of this client|group-not-granted: /);
    expect(log).toContain(`  ${expected}\n`);
    expect(log).toContain("the answer was 403");
  });

  it("shows the existing type: 409", async () => {
    const metrics = (type: string) => `# TYPE ci_conflict ${type}\nci_conflict 1\n`;
    await push({ metrics: metrics("counter"), inputs: { job: "other", labels: "" } });
    const { exitCode, log } = await push({ metrics: metrics("gauge") });
    expect(exitCode).toBe(1);
    expect(log).toMatch(/counter[\s\S]*what to do: rename the metric[\s\S]*the answer was 409/);
  });

  it("waits for the time in Retry-After: 429", async () => {
    const attempt = { claims: { iss: `${issuer.url}/busy` }, inputs: { job: "busy", labels: "" } };
    const results = await Promise.all([push(attempt), push(attempt)]);
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(results.filter(({ log }) => log.includes("Will retry in"))).toHaveLength(1);
  });

  it("reports that there is nothing at the url: 404", async () => {
    const { exitCode, log } = await push({ inputs: { url: `${proxy.url}/stage` } });
    expect(exitCode).toBe(1);
    expect(log).toMatch(/check the input url[\s\S]*the answer was 404/);
  });

  it.each<[string, number, string, string]>([
    [
      "a page with success",
      200,
      "<html>Welcome</html>",
      "<html>Welcome</html>\nwhat to do: check the input url: this answer",
    ],
    ["no content", 204, "", "what to do: check the input url: this answer is not one of pushgateway-proxy\n"],
    ["a redirect", 302, "", "what to do: check the input url: this answer is not one of pushgateway-proxy\n"],
    [
      "API Gateway's limit",
      413,
      '{"message":"Request Too Long"}',
      "Request Too Long\nwhat to do: push fewer metrics at once\n",
    ],
  ])("does not take the answer of another server for a success: %s", async (_, status, body, expected) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    const { url } = await listenOnLoopback(server);
    const result = await push({ shell: "busybox", inputs: { url } });
    server.close();
    expect(result).toEqual({ exitCode: 1, log: expect.stringContaining(expected) });
    expect(result.log).toContain(`metrics were not pushed: the answer was ${status}\n`);
  });

  it("reports that nothing listens", async () => {
    const url = `http://127.0.0.1:${await findFreePort()}/prod`;
    const { exitCode, log } = await push({ inputs: { url, "retry-seconds": 1 } });
    expect(exitCode).toBe(1);
    expect(log).toMatch(/Will retry in 1 second[\s\S]*that this runner can connect to it/);
  });

  it.each<[string, Attempt, string]>([
    ["a missing file", { metrics: "" }, "there is no file metrics.prom"],
    ["a folder", { inputs: { file: "." } }, "there is no file ."],
    ["an invalid label", { inputs: { labels: "project" } }, 'labels has "project", expected name=value'],
    ["a label value with a space", { inputs: { labels: "a=b c" } }, 'labels has "c"'],
    ["a GitLab that issues no token", { token: "" }, "this job has no OIDC token"],
    [
      "a url that would send the token unencrypted",
      { inputs: { url: "http://proxy.test" } },
      "not an https address",
    ],
    [
      "a url that only looks local",
      { inputs: { url: "http://localhost:1@proxy.test" } },
      "may not have a user",
    ],
    ["a label name with braces", { inputs: { labels: "a{b,c}=1" } }, '"a{b,c}" is not a label name'],
  ])("ends with %s", async (_, attempt, expected) => {
    const { exitCode, log } = await push(attempt);
    expect(exitCode).toBe(1);
    expect(log).toContain(expected);
  });
});
