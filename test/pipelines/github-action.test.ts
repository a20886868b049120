import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { asText } from "../support/ci/as-text.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { findFreePort, findPushgateway } from "../support/real-components.ts";
import { runStep, type Step, type StepResult } from "./github-runner.ts";

import { type GithubSystem, startGithubSystem } from "./github-system.ts";

const toConfig = (issuer: string): string => `
clients:
  - id: ci
    grants: [{ methods: [PUT, POST, DELETE], job: "*", grouping: { "branch?": "*" }, metrics: ["*"] }]
  - id: slow
    grants: [{ methods: [PUT], job: slow, metrics: ["*"] }]
    limits: { rate: 20/m, burst: 1 }
  - id: slower
    grants: [{ methods: [PUT], job: slower, metrics: ["*"] }]
    limits: { rate: 1/m, burst: 1 }
issuers:
  - id: github
    issuer: ${issuer}
    audience: metrics.example
    grants:
      - when: { repository_id: "123", event_name: push }
        methods: [PUT, POST, DELETE]
        job: build
        grouping: { repository: "{repository}" }
        metrics: ["build_*"]
`;

const JOB = {
  repository: "octo/app",
  repository_id: "123",
  ref: "refs/heads/main",
  event_name: "push",
  sub: "repo:octo/app:ref:refs/heads/main",
} as const;

const METRICS = `# HELP build_duration_seconds How long the build took.
# TYPE build_duration_seconds gauge
build_duration_seconds{stage="compile"} 42.5
build_duration_seconds{stage="test"} 61
# HELP build_test_seconds Time of single tests.
# TYPE build_test_seconds histogram
build_test_seconds_bucket{le="1"} 9
build_test_seconds_bucket{le="+Inf"} 10
build_test_seconds_sum 3.5
build_test_seconds_count 10
`;

describeWithReal("the GitHub Action", { pushgateway: findPushgateway() }, () => {
  let system: GithubSystem;

  beforeAll(async () => {
    system = await startGithubSystem(toConfig);
  }, 120_000);

  afterAll(() => system?.stop());

  const basics = (): Record<string, string> => ({
    url: `${system.proxy.url}/prod`,
    job: "build",
    labels: "repository=octo/app",
    audience: "metrics.example",
  });

  /** A step of the job whose token GitHub signs. Its logs must never contain a secret. */
  const step = async (
    inputs: Record<string, string>,
    more: Partial<Step> = {},
    claims: Record<string, string> = JOB,
  ): Promise<StepResult> => {
    system.endpoint.setClaims(claims);
    const result = await runStep({
      ...more,
      with: { ...basics(), ...inputs },
      env: { ...system.endpoint.env, ...more.env },
    });
    expectNoSecret(result);
    return result;
  };

  const withClient = (id: string): Record<string, string> => ({
    credential: `${id}:${system.proxy.tokens[id]}`,
    job: id === "ci" ? "build" : id,
    labels: "",
  });

  /** Only a line that masks it may contain a secret, and the masked text must not. */
  const expectNoSecret = ({ log, summary, outputs }: StepResult): void => {
    const unmasked = log.split("\n").filter((line) => !line.startsWith("::add-mask::"));
    const everything = [...unmasked, summary, JSON.stringify(outputs)].join("\n");
    const secrets = [
      ...system.endpoint.tokens.flatMap((token) => [token, token.split(".")[2] ?? ""]),
      ...Object.entries(system.proxy.tokens).flatMap(([id, token]) => [token, btoa(`${id}:${token}`)]),
      ...Object.values(system.endpoint.env).slice(1),
    ];
    for (const secret of secrets) {
      expect(everything).not.toContain(secret);
    }
  };

  const exposed = async (): Promise<string> => (await fetch(`${system.pushgateway.url}/metrics`)).text();

  describe("with an OIDC token", () => {
    it("pushes a file, and reports it in log, outputs and summary", async () => {
      const result = await step({ file: "metrics.prom" }, { files: { "metrics.prom": METRICS } });
      expect(result).toMatchObject({
        exitCode: 0,
        outputs: { status: "pushed", code: "", families: "2", series: "6" },
      });
      const { "request-id": requestId } = result.outputs;
      const headline = `pushed 2 metric families (6 series) to {job="build", repository="octo/app"}, request ${requestId}`;
      expect(result.visibleLog.trim()).toBe(headline);
      expect(await exposed()).toContain(
        'build_duration_seconds{instance="",job="build",repository="octo/app",stage="compile"} 42.5',
      );
    });

    it("shows in the summary what was pushed and where", async () => {
      const { summary } = await step({ file: "metrics.prom" }, { files: { "metrics.prom": METRICS } });
      expect(asText(summary)).toBe(`<h3>Metrics</h3>
<p><code>pushed 2 metric families (6 series) to {job="build", repository="octo/app"}, request ${/request ([\w-]+)/.exec(asText(summary))?.[1]}</code></p>
<p>PUT <code>{job="build", repository="octo/app"}</code> at <code>${system.proxy.url}/prod</code> from <code>metrics.prom</code></p>

<table>
<tr><th>metric family</th><th>type</th><th>series</th><th>first values</th></tr>
<tr><td><code>build_duration_seconds</code></td><td>gauge</td><td>2</td><td><code>{stage="compile"} 42.5</code><br><code>{stage="test"} 61</code></td></tr>
<tr><td><code>build_test_seconds</code></td><td>histogram</td><td>4</td><td><code>count 10, sum 3.5</code></td></tr>
</table>

`);
    });

    it("repeats its request when GitHub's endpoint fails for a moment", async () => {
      system.endpoint.failNext(1);
      const result = await step({ metrics: "build_up 1" });
      expect(result).toMatchObject({ exitCode: 0, outputs: { status: "pushed" } });
      expect(result.visibleLog).toMatch(/^127\.0\.0\.1:\d+: the answer was 503; trying again in [\d.]+ s$/m);
    });

    it("shows warnings on their lines, and naming conventions only in the log", async () => {
      const content = '# TYPE build_size_bytes gauge\nbuild_size_bytes{job="x"} 1\n';
      const result = await step({ file: "metrics.prom" }, { files: { "metrics.prom": content } });
      expect(result.exitCode).toBe(0);
      expect(result.visibleLog.split("\n").map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
        "lint-help-missing: metrics.prom,",
        "::warning title=label-overwritten,file=metrics.prom,line=2,col=1::the",
        "pushed 1",
        "",
      ]);
      expect(asText(result.summary)).toContain(
        "<li><code>lint-help-missing</code> <code>metrics.prom, line 1, column 8: ",
      );
    });

    it("shows the token's claims when no grant matches: another repository", async () => {
      const other = { ...JOB, repository: "octo/other", repository_id: "124" };
      const result = await step({ metrics: "build_up 1", labels: "repository=octo/other" }, {}, other);
      expect(result).toMatchObject({
        exitCode: 1,
        outputs: { status: "failed", code: "group-not-granted", series: "0" },
      });
      expect(result.visibleLog).toContain("::error title=metrics not pushed%3A group-not-granted::");
      expect(result.visibleLog).toContain(
        `The token says iss="${system.issuer.url}", aud="metrics.example", repository="octo/other", repository_id="124", ref="refs/heads/main", event_name="push"`,
      );
      expect(result.visibleLog).not.toContain("octo/app");
    });

    it("cannot write another repository's group", async () => {
      const result = await step({ metrics: "build_up 1", labels: "repository=octo/other" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "group-not-granted" } });
      expect(result.visibleLog).toContain('this client\'s keys have repository="octo/app"');
    });

    it("is refused when the claims in a grant exclude pull requests", async () => {
      const result = await step({ metrics: "build_up 1" }, {}, { ...JOB, event_name: "pull_request" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "group-not-granted" } });
      expect(result.visibleLog).toContain(
        "need a grant that lists them under methods and, for the token of an issuer",
      );
      expect(result.visibleLog).toContain('event_name="pull_request"');
    });

    it("names issuer and audience of a token that the proxy refuses", async () => {
      const result = await step({ metrics: "build_up 1", audience: "another" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "credential-invalid" } });
      expect(result.visibleLog).toContain(`The token says iss="${system.issuer.url}", aud="another"`);
    });

    it("annotates the line of a metric that no grant allows", async () => {
      const result = await step(
        { file: "metrics.prom" },
        { files: { "metrics.prom": "build_up 1\nother_up 1\n" } },
      );
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "metrics-not-granted" } });
      expect(result.visibleLog).toContain(
        "::error title=metric-not-granted,file=metrics.prom,line=2,col=1::",
      );
    });

    it("asks for a missing audience, and requests no token", async () => {
      const given = system.endpoint.tokens.length;
      const result = await step({ metrics: "build_up 1", audience: "" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "input-invalid" } });
      expect(result.visibleLog).toContain("audience is missing");
      expect(system.endpoint.tokens.length).toBe(given);
    });

    it("names the missing permission", async () => {
      const result = await step({ metrics: "build_up 1" }, { env: NO_TOKEN });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "id-token-unavailable" } });
      expect(result.visibleLog).toContain("permissions: { id-token: write, contents: read }");
    });

    it("explains that a fork's pull_request has no token, and how to skip the step", async () => {
      const result = await step(
        { metrics: "build_up 1" },
        {
          env: { ...NO_TOKEN, GITHUB_EVENT_NAME: "pull_request" },
          event: {
            pull_request: {
              head: { repo: { full_name: "stranger/app" } },
              base: { repo: { full_name: "octo/app" } },
            },
          },
        },
      );
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "id-token-unavailable" } });
      expect(result.visibleLog).toContain("no OIDC token to a pull_request that comes from a fork");
      expect(result.visibleLog).toContain("head.repo.full_name == github.repository");
    });
  });

  describe("with a client's credential", () => {
    it("masks the credential, its token and its Basic form before anything else", async () => {
      const { log, exitCode } = await step({ ...withClient("ci"), metrics: "build_up 1" }, { env: NO_TOKEN });
      expect(exitCode).toBe(0);
      const token = system.proxy.tokens["ci"] ?? "";
      expect(log.split("\n").slice(0, 3)).toEqual([
        `::add-mask::ci:${token}`,
        `::add-mask::${token}`,
        `::add-mask::${btoa(`ci:${token}`)}`,
      ]);
    });

    it("accepts the Bearer form, too", async () => {
      const credential = `ci.${system.proxy.tokens["ci"]}`;
      const result = await step({ ...withClient("ci"), credential, metrics: "build_up 1" });
      expect(result).toMatchObject({ exitCode: 0, outputs: { status: "pushed" } });
    });

    it("passes although the runner's files cannot be written, and warns", async () => {
      const env = { ...NO_TOKEN, GITHUB_OUTPUT: "/none/output", GITHUB_STEP_SUMMARY: "/none/summary" };
      const result = await step({ ...withClient("ci"), metrics: "build_up 1" }, { env });
      expect(result.exitCode).toBe(0);
      expect(result.visibleLog).toContain("pushed 1 metric family");
      for (const variable of ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"]) {
        expect(result.visibleLog).toContain(
          `::the file of ${variable} cannot be written (ENOENT); the log has the result`,
        );
      }
    });

    it("reports an invalid credential without showing it", async () => {
      const result = await step({ ...withClient("ci"), credential: "ci:wrong-password", metrics: "m 1" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "credential-invalid" } });
      expect(result.visibleLog + result.summary).not.toContain("wrong-password");
      expect(result.visibleLog).toContain("prints the token of the local system, with --aws that of a");
    });

    it("replaces with PUT, adds with POST, and deletes with DELETE", async () => {
      const group = { ...withClient("ci"), job: "methods" };
      await step({ ...group, metrics: "m_a 1\nm_b 1" });
      await step({ ...group, metrics: "m_b 2\nm_c 3", method: "post" });
      const series = (text: string) =>
        [...text.matchAll(/^(m_\w)\{.*job="methods"\} (\d)/gm)].map(([, a, b]) => `${a} ${b}`);
      expect(series(await exposed())).toEqual(["m_a 1", "m_b 2", "m_c 3"]);
      const deleted = await step({ ...group, method: "DELETE" });
      expect(deleted).toMatchObject({ exitCode: 0, outputs: { status: "deleted" } });
      expect(deleted.visibleLog).toContain('deleted {job="methods"}');
    });

    it("pushes nothing in a dry run", async () => {
      const result = await step({ ...withClient("ci"), job: "dry", metrics: "dry_up 1", "dry-run": "true" });
      expect(result).toMatchObject({ exitCode: 0, outputs: { status: "valid", families: "1" } });
      expect(await exposed()).not.toContain("dry_up");
    });

    it.each([
      ["openmetrics", "# TYPE om_runs counter\nom_runs_total 3\n# EOF\n", "om_runs_total"],
      ["json", '{"json_seconds": 42.5}', "json_seconds"],
    ])("reads %s", async (format, metrics, name) => {
      const result = await step({ ...withClient("ci"), job: format, format, metrics });
      expect(result).toMatchObject({ exitCode: 0, outputs: { status: "pushed" } });
      expect(await exposed()).toContain(`${name}{`);
    });

    it("keeps labels whose values have slashes, spaces and other alphabets", async () => {
      const result = await step({
        ...withClient("ci"),
        labels: "branch = feature/größe = 1 \n\n",
        metrics: "m 1",
      });
      expect(result.exitCode).toBe(0);
      expect(await exposed()).toContain('branch="feature/größe = 1"');
    });

    it("warns of a variable in labels, which GitHub does not replace", async () => {
      const warningsOf = async (branch: string) => {
        const labels = `branch=${branch}`;
        const { exitCode, visibleLog } = await step({ ...withClient("ci"), labels, metrics: "m 1" });
        expect(exitCode).toBe(0);
        return visibleLog.match(/^::warning title=a variable was not replaced::.*/gm);
      };
      const advice = `which GitHub does not replace and which is pushed as it is: write an expression such as \${{ github.ref_name }} or \${{ env.NAME }}`;
      const head = "::warning title=a variable was not replaced::labels has ";
      expect(await warningsOf("$GITHUB_REF_NAME")).toEqual([`${head}"$GITHUB_REF_NAME", ${advice}`]);
      expect(await warningsOf(`v-\${BRANCH}`)).toEqual([`${head}"\${BRANCH}", ${advice}`]);
      expect(await warningsOf("5$-off/$cash")).toBeNull();
    });

    it("reports the conflict of a push with another one: 409", async () => {
      await step({ ...withClient("ci"), job: "first", metrics: "# TYPE conflict_up counter\nconflict_up 1" });
      const result = await step({ ...withClient("ci"), metrics: "# TYPE conflict_up gauge\nconflict_up 1" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "contract-conflict" } });
      expect(result.visibleLog).toContain("counter");
      expect(result.visibleLog).toContain("what to do: ");
    });

    it("waits for the time in Retry-After: 429", async () => {
      const inputs = { ...withClient("slow"), metrics: "slow_up 1" };
      const results = await Promise.all([step(inputs), step(inputs)]);
      for (const result of results) {
        expect(result.outputs["status"]).toBe("pushed");
      }
      const waits = results.flatMap(({ visibleLog }) => [
        ...visibleLog.matchAll(/^127\.0\.0\.1:\d+: the answer was 429; trying again in (\d\.\d) s$/gm),
      ]);
      expect(waits.map(([, seconds]) => Number(seconds) >= 1)).toEqual([true]);
    });

    it("gives up at once when Retry-After is longer than its time: 429", async () => {
      const inputs = { ...withClient("slower"), metrics: "slow_up 1", "timeout-seconds": "30" };
      await step(inputs);
      const result = await step(inputs);
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "rate-exceeded" } });
      expect(result.visibleLog).not.toContain("trying again");
    });

    it("does not fail the build with fail-on-error: false, and warns", async () => {
      const result = await step({
        ...withClient("ci"),
        credential: "ci:wrong",
        metrics: "m 1",
        "fail-on-error": "false",
      });
      expect(result).toMatchObject({
        exitCode: 0,
        outputs: { status: "failed", code: "credential-invalid" },
      });
      expect(result.visibleLog).toContain("::warning title=metrics not pushed%3A credential-invalid::");
      expect(result.visibleLog).not.toContain("::error");
    });
  });

  describe("without an answer from the proxy", () => {
    it("retries until its time is over when nothing listens", async () => {
      const url = `http://127.0.0.1:${await findFreePort()}/prod`;
      const result = await step({ ...withClient("ci"), url, metrics: "m 1", "timeout-seconds": "2" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "proxy-unreachable" } });
      expect(result.visibleLog).toMatch(/gave no answer in [23] attempts \(ECONNREFUSED\)/);
    });

    it("does not wait longer than its time for an answer", async () => {
      const server = createServer(() => {});
      const { url } = await listenOnLoopback(server);
      const result = await step({ ...withClient("ci"), url, metrics: "m 1", "timeout-seconds": "1" });
      server.closeAllConnections();
      server.close();
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "proxy-unreachable" } });
      expect(result.visibleLog).toContain("gave no answer in 1 attempt (no answer in time)");
    });

    it("sends its credential to no other address, and reports an answer that is not the proxy's", async () => {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(request.url ?? "");
        if (request.url?.startsWith("/moved")) {
          response.writeHead(302, { Location: "/elsewhere" }).end();
        } else {
          response.writeHead(200).end("<html>");
        }
      });
      const { url } = await listenOnLoopback(server);
      const moved = await step({ ...withClient("ci"), url: `${url}/moved`, metrics: "m 1" });
      const other = await step({ ...withClient("ci"), url: `${url}/page/`, metrics: "m 1" });
      server.close();
      expect(moved).toMatchObject({ exitCode: 1, outputs: { code: "answer-unexpected" } });
      expect(moved.visibleLog).toContain("redirect (302)");
      expect(other).toMatchObject({ exitCode: 1, outputs: { code: "answer-unexpected" } });
      expect(asked).toEqual(["/moved/metrics/job@base64/YnVpbGQ", "/page/metrics/job@base64/YnVpbGQ"]);
    });
  });

  describe("with an issue in the metrics, before anything is sent", () => {
    it("annotates every issue on its line and column of the file", async () => {
      const given = system.endpoint.tokens.length;
      const content = "build_up 1\nbuild_seconds 1,5\nbuild_size{kind=x} 3\n";
      const result = await step({ file: "metrics.prom" }, { files: { "metrics.prom": content } });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "payload-unreadable" } });
      expect(result.visibleLog).toMatch(/^::error title=value-invalid,file=metrics\.prom,line=2,col=15::/m);
      expect(result.visibleLog).toMatch(/^::error title=[a-z-]+,file=metrics\.prom,line=3,col=17::/m);
      expect(asText(result.summary)).toContain("metrics.prom, line 2, column 15: ");
      expect(system.endpoint.tokens.length).toBe(given);
    });

    it("gives line and column of the input `metrics`, which is not a file", async () => {
      const result = await step({ metrics: "build_up 1\nbuild_seconds \n" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "payload-unreadable" } });
      expect(result.visibleLog).toMatch(/^::error title=[a-z-]+::metrics, line 2, column \d+: /m);
    });

    it("finds metrics that can be read but are not valid", async () => {
      const result = await step({ metrics: "build_up 1\nbuild_up 2\n" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "payload-invalid" } });
      expect(result.visibleLog).toContain("::error title=series-repeated::metrics, line 2, column 1: ");
    });

    it("leaves rules that proxy.yaml may relax to the proxy, whose answer also has the place", async () => {
      const content = "# TYPE build_ok_total counter\nbuild_ok_total -1\n";
      const given = system.endpoint.tokens.length;
      const result = await step({ file: "metrics.prom" }, { files: { "metrics.prom": content } });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "payload-invalid" } });
      expect(result.visibleLog).toContain(
        "::error title=counter-value-invalid,file=metrics.prom,line=2,col=1::",
      );
      expect(system.endpoint.tokens.length).toBe(given + 1);
    });

    it("lets no text of the metrics become a command of the runner", async () => {
      const result = await step({
        metrics: '::add-mask::x 1\n##[error]y 1\nbuild{a="%0A::error::z"} oops\n',
      });
      expect(result.exitCode).toBe(1);
      const commands = result.log.split("\n").filter((line) => /^\s*::|##\[/.test(line));
      for (const command of commands) {
        expect(command).toMatch(/^::error title=[\w -]*(%3A [\w-]*)?::/);
      }
    });
  });

  describe("with invalid inputs", () => {
    it("reports all issues at once", async () => {
      const inputs = { method: "PSOT", format: "xml", metrics: "build_up 1", file: "metrics.prom" };
      const result = await step(inputs);
      expect(result).toMatchObject({ exitCode: 1, outputs: { status: "failed", code: "input-invalid" } });
      expect(result.visibleLog).toMatch(
        /did you mean POST\?%0Ametrics and file are both given: leave out one of them%0Aformat is "xml"/,
      );
    });

    it("reports a missing file", async () => {
      const result = await step({ file: "out/metrics.prom" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "input-invalid" } });
      expect(result.visibleLog).toContain('file "out/metrics.prom" cannot be read (ENOENT)');
    });
  });
});

const NO_TOKEN = { ACTIONS_ID_TOKEN_REQUEST_URL: "", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "" };
