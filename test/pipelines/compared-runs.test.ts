import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { asText } from "../support/ci/as-text.ts";
import { type OidcIssuer, startOidcIssuer } from "../support/oidc-issuer.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";
import { type GithubApi, startGithubApi } from "./github-api.ts";
import {
  JOB_TOKEN,
  runStep,
  type Step,
  type StepResult,
  startTokenEndpoint,
  type TokenEndpoint,
} from "./github-runner.ts";

/** As in docs/ci.md: the default branch pushes, and a pull request reads its base branch. */
const toConfig = (issuer: string): string => `
issuers:
  - id: github
    issuer: ${issuer}
    audience: metrics.example
    grants:
      - when: { repository_owner_id: "7", event_name: push, ref: refs/heads/main }
        methods: [PUT, POST]
        job: ci
        grouping: { repository: "{repository}", branch: main, "pipeline?": "*", "task?": "*" }
        metrics: ["*"]
      - when: { repository_owner_id: "7", event_name: pull_request }
        methods: [PUT, POST]
        job: ci
        grouping: { repository: "{repository}", branch: "{head_ref}", "pipeline?": "*", "task?": "*" }
        metrics: ["*"]
        dryRunOnly: true
    reads:
      - when: { repository_owner_id: "7", event_name: pull_request }
        job: ci
        grouping: { repository: "{repository}", branch: "{base_ref}", "pipeline?": "*", "task?": "*" }
      - when: { repository_owner_id: "7", event_name: push, ref: refs/heads/main }
        job: ci
        grouping: { repository: "{repository}", branch: main, "pipeline?": "*", "task?": "*" }
`;

const REPOSITORY = { repository: "octo/app", repository_id: "123", repository_owner_id: "7" } as const;

/** Claims as in GitHub's "OpenID Connect reference": base_ref and head_ref are empty unless it is a pull request. */
const MAIN = { ...REPOSITORY, ref: "refs/heads/main", event_name: "push", base_ref: "", head_ref: "" };
const PULL = {
  ...REPOSITORY,
  ref: "refs/pull/12/merge",
  event_name: "pull_request",
  base_ref: "main",
  head_ref: "feature",
};

const toText = (values: Record<string, number>): string =>
  Object.entries(values)
    .map(([name, value]) => `# TYPE ${name.replace(/\{.*/, "")} gauge\n${name} ${value}\n`)
    .join("");

const BASE_VALUES = {
  cicd_test_failures: 0,
  cicd_test_skipped: 3,
  dist_js_bytes: 1_000_000,
  'cicd_pipeline_run_duration_seconds{branch_class="default"}': 200,
  old_bytes: 1,
};

const rowsOf = (text: string): readonly string[] =>
  asText(text)
    .split("\n")
    .filter((line) => line.startsWith("<tr><td"))
    .map((line) =>
      line
        .replace(/<\/td><td[^>]*>/g, " | ")
        .replace(/<[^>]+>/g, "")
        .trim(),
    );

describe("the GitHub Action on a branch and on its pull request", () => {
  let issuer: OidcIssuer;
  let endpoint: TokenEndpoint;
  let proxy: RunningProxy;
  let api: GithubApi;

  beforeAll(async () => {
    issuer = await startOidcIssuer();
    endpoint = await startTokenEndpoint(issuer);
    proxy = await startProxy(toConfig(issuer.url));
  }, 120_000);

  beforeEach(async () => {
    await api?.close();
    api = await startGithubApi("octo/app", 12, JOB_TOKEN);
  });

  afterAll(async () => {
    await proxy?.stop();
    await endpoint?.close();
    await issuer?.close();
    await api?.close();
  });

  const run = async (
    claims: Record<string, string>,
    inputs: Record<string, string>,
    more: Partial<Step> = {},
  ): Promise<StepResult> => {
    endpoint.setClaims(claims);
    const isPull = claims["event_name"] === "pull_request";
    const result = await runStep({
      with: {
        url: `${proxy.url}/prod`,
        job: "ci",
        audience: "metrics.example",
        labels: `repository=octo/app\nbranch=${isPull ? "feature" : "main"}`,
        "dry-run": String(isPull),
        compare: "base",
        ...inputs,
      },
      event: isPull ? { pull_request: { number: 12 } } : {},
      ...more,
      env: {
        ...endpoint.env,
        GITHUB_EVENT_NAME: claims["event_name"] ?? "",
        GITHUB_BASE_REF: claims["base_ref"] ?? "",
        GITHUB_API_URL: api.url,
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_REPOSITORY: "octo/app",
        GITHUB_RUN_ID: "77",
        ...more.env,
      },
    });
    const shown = result.log.replace(/^::add-mask::.*$/gm, "");
    for (const secret of [JOB_TOKEN, ...endpoint.tokens]) {
      expect(`${shown}${result.summary}${JSON.stringify(result.outputs)}`).not.toContain(secret);
    }
    return result;
  };

  it("has nothing to compare with at first, and says so in one line", async () => {
    const result = await run(MAIN, {
      metrics: toText({ fresh_bytes: 1 }),
      labels: "repository=octo/app\nbranch=main",
      budgets: "fresh_bytes: +2%",
      "dry-run": "true",
    });
    const reason =
      '{job="ci", branch="main", repository="octo/app"} has no values yet; the next push to it gives them';
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: "valid", budgets: "met" } });
    expect(result.visibleLog).toContain(`::notice title=not compared with the last run::${reason}\n`);
    expect(result.visibleLog).toContain(`the budget of fresh_bytes was not judged, because ${reason}\n`);
  });

  it("compares with the base branch: better, worse, equal, new and removed", async () => {
    expect(await run(MAIN, { metrics: toText(BASE_VALUES) })).toMatchObject({
      exitCode: 0,
      outputs: { status: "pushed" },
    });
    const { exitCode, summary } = await run(PULL, {
      metrics: toText({
        cicd_test_failures: 2,
        cicd_test_skipped: 1,
        dist_js_bytes: 1_050_000,
        'cicd_pipeline_run_duration_seconds{branch_class="other"}': 203,
        fresh_bytes: 5_000,
      }),
    });
    expect(exitCode).toBe(0);
    expect(summary).toContain("<h4>Compared with <code>main</code></h4>");
    expect(rowsOf(summary).slice(0, 6)).toEqual([
      "🔴 worse | cicd_test_failures | 0 | 2 | ▲ +2",
      "🔴 worse | dist_js_bytes | 1 MB | 1.05 MB | ▲ +50 kB (+5.0 %)",
      "🟢 better | cicd_test_skipped | 3 | 1 | ▼ -2 (-67 %)",
      "🆕 new | fresh_bytes |  | 5 kB |",
      "⚪ removed | old_bytes | 1 B |  |",
      "⚪ same | cicd_pipeline_run_duration_seconds | 3 min 20 s | 3 min 23 s | ▲ +3 s (+1.5 %)",
    ]);
  });

  it("compares a branch with its previous run, although the push replaces that run", async () => {
    await run(MAIN, { metrics: toText({ dist_js_bytes: 10 }) });
    const { summary } = await run(MAIN, { metrics: toText({ dist_js_bytes: 20 }) });
    expect(rowsOf(summary)[0]).toBe("🔴 worse | dist_js_bytes | 10 B | 20 B | ▲ +10 B (+100 %)");
    expect(summary).toContain("Compared with <code>the last run</code>");
  });

  describe("with budgets", () => {
    const BUDGETS = "dist_js_bytes: +2%\ncicd_test_failures: 0";
    const good = toText({ dist_js_bytes: 1_010_000, cicd_test_failures: 0 });
    const bad = toText({ dist_js_bytes: 1_050_000, cicd_test_failures: 1 });

    beforeAll(() => run(MAIN, { metrics: toText(BASE_VALUES) }));

    it("passes when they are met", async () =>
      expect(await run(PULL, { metrics: good, budgets: BUDGETS })).toMatchObject({
        exitCode: 0,
        outputs: { budgets: "met", status: "valid" },
      }));

    it("fails with one sentence for each exceeded budget, and has pushed anyway", async () => {
      const result = await run(PULL, { metrics: bad, budgets: BUDGETS });
      expect(result).toMatchObject({ exitCode: 1, outputs: { budgets: "exceeded", status: "valid" } });
      expect(result.visibleLog).toContain(
        "::error title=budget exceeded%3A dist_js_bytes%3A +2%25::dist_js_bytes is 1.05 MB, over its budget of at most 1.02 MB (1 MB on main, +2 %25)\n",
      );
      expect(result.visibleLog).toContain("::cicd_test_failures is 1, over its budget of at most 0\n");
    });

    it("names forty of many exceeded budgets, first those that fail the step", async () => {
      const metrics = Array.from({ length: 100 }, (_, n) => `build_size_bytes{n="${n}"} 9`).join("\n");
      const budgets = 'build_size_bytes: 1 warn\nbuild_size_bytes{n="7"}: 2';
      const { visibleLog } = await run(PULL, { metrics, budgets });
      const exceeded = visibleLog.split("\n").filter((line) => line.includes("title=budget exceeded"));
      expect(exceeded).toHaveLength(40);
      expect(exceeded[0]).toMatch(/^::error /);
      expect(visibleLog).toContain("\nand 61 more budgets\n");
    });

    it("only warns if the budget says so, or if the step never fails a build", async () => {
      const warned = await run(PULL, { metrics: bad, budgets: "cicd_test_failures: 0 warn" });
      const tolerated = await run(PULL, { metrics: bad, budgets: BUDGETS, "fail-on-error": "false" });
      for (const result of [warned, tolerated]) {
        expect(result).toMatchObject({ exitCode: 0, outputs: { budgets: "exceeded" } });
        expect(result.visibleLog).toContain("::warning title=budget exceeded%3A cicd_test_failures%3A 0");
      }
    });

    it("reports where a budget is invalid before anything is sent", async () => {
      const result = await run(PULL, { metrics: good, budgets: "dist_js_bytes: 10m" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "input-invalid" } });
      expect(result.visibleLog).toContain(
        'budgets, line 1, column 18: expected a unit (one of B, kB, KB, MB, GB, KiB, MiB, GiB), got "m"',
      );
    });
  });

  describe("with tests that it counts itself", () => {
    const toJunit = (...cases: readonly string[]): string =>
      `<testsuites><testsuite name="unit">${cases.join("")}</testsuite></testsuites>`;
    const passed = (name: string, seconds: number): string =>
      `<testcase name="${name}" classname="unit" time="${seconds}"/>`;
    const failed = (name: string, message: string): string =>
      `<testcase name="${name}" classname="unit" time="1"><failure message="${message}"/></testcase>`;

    const count = (claims: Record<string, string>, junit: string): Promise<StepResult> => {
      const isPull = claims["event_name"] === "pull_request";
      return run(
        claims,
        { labels: "", junit: "junit.xml", budgets: "cicd_test_failures: 0\ncicd_test_cases: -0%" },
        {
          files: { "junit.xml": junit },
          env: {
            GITHUB_WORKFLOW: "build",
            GITHUB_JOB: "test",
            GITHUB_HEAD_REF: claims["head_ref"] ?? "",
            GITHUB_REF_NAME: isPull ? "12/merge" : "main",
          },
        },
      );
    };

    it("compares them with those of the base branch, and lists the failed ones", async () => {
      const base = await count(MAIN, toJunit(passed("a", 2), passed("b", 3)));
      expect(base).toMatchObject({ exitCode: 0, outputs: { status: "pushed", budgets: "met" } });

      const { exitCode, summary, visibleLog } = await count(
        PULL,
        toJunit(passed("a", 2), failed("b | &lt;img src=x&gt;\u202e", "expected 3, got 4&#10;::error::x")),
      );
      expect(exitCode).toBe(1);
      expect(visibleLog).toContain("::cicd_test_failures is 1, over its budget of at most 0\n");
      expect(rowsOf(summary).slice(0, 2)).toEqual([
        "🔴 worse | cicd_test_failures | 0 | 1 | ▲ +1",
        "🟢 better | cicd_test_duration_seconds | 5 s | 3 s | ▼ -2 s (-40 %)",
      ]);
      expect(asText(summary)).toContain(
        "<li><code>unit: b | <img src=x>\\u202e</code><br><code>expected 3, got 4</code></li>",
      );
      expect(visibleLog).not.toMatch(/^::error::x/m);
    });
  });

  describe("with a comment", () => {
    const COMMENT = { comment: "true", metrics: toText({ dist_js_bytes: 2_000_000 }) };

    it("writes one comment, and replaces it in later runs", async () => {
      api.add({ body: "nice", user: { login: "a", type: "User" }, author_association: "NONE" });
      const first = await run(PULL, COMMENT);
      expect(first.visibleLog).toContain("created the comment on the pull request\n");
      const second = await run(PULL, { ...COMMENT, metrics: toText({ dist_js_bytes: 3_000_000 }) });
      expect(second.visibleLog).toContain("updated the comment on the pull request\n");
      expect(api.comments).toHaveLength(2);
      expect(api.comments[1]?.body).toMatch(/^<!-- pushgateway-proxy [0-9a-f]{16} -->\n### CI metrics\n\n/);
      expect(rowsOf(api.comments[1]?.body ?? "")[0]).toContain("| 3 MB |");
      expect(api.comments[1]?.body).toContain("[the whole run](https://github.com/octo/app/actions/runs/77)");
    });

    it("finds it after a hundred others", async () => {
      for (let n = 0; n < 150; n++) {
        api.add({ body: `${n}`, user: { login: "a", type: "User" }, author_association: "NONE" });
      }
      await run(PULL, COMMENT);
      await run(PULL, COMMENT);
      expect(api.comments).toHaveLength(151);
      expect(api.requests.map((request) => request.replace(/.*\/issues\//, ""))).toEqual([
        "12/comments?per_page=100&page=1",
        "12/comments?per_page=100&page=2",
        "12/comments",
        "12/comments?per_page=100&page=1",
        "12/comments?per_page=100&page=2",
        `comments/${1_150}`,
      ]);
    });

    it("does not change another user's comment with the marker", async () => {
      await run(PULL, COMMENT);
      const own = api.comments.pop()!;
      api.add({ ...own, user: { login: "stranger", type: "User" }, author_association: "NONE" });
      await run(PULL, COMMENT);
      expect(api.comments.map(({ user }) => user.login)).toEqual(["stranger", "github-actions[bot]"]);
    });

    it.each(["GET", "POST"])("names the permission that a %s needs, and does not fail", async (method) => {
      api.refuse(method, 403);
      const result = await run(PULL, COMMENT);
      expect(result.exitCode).toBe(0);
      expect(result.visibleLog).toContain(
        "::warning title=no comment on the pull request::GitHub's API answered 403; add `pull-requests: write` to the job's permissions (the job of a fork's pull request cannot have it)\n",
      );
    });

    it.each([403, 429])(
      "says that too many requests were sent, and not that a permission is missing: %d",
      async (status) => {
        api.refuse("POST", status, "You have exceeded a secondary rate limit.");
        const { visibleLog } = await run(PULL, COMMENT);
        expect(visibleLog).toContain(
          `::GitHub's API answered ${status}, too many requests; run the job again in an hour\n`,
        );
      },
    );

    it("does not write twice when GitHub fails after a write", async () => {
      api.refuse("POST", 502);
      const result = await run(PULL, COMMENT);
      expect(result.visibleLog).toContain("no comment on the pull request::GitHub's API answered 502");
      expect(api.requests.filter((request) => request.startsWith("POST"))).toHaveLength(1);
    });

    it("writes none without a pull request", async () => {
      const result = await run(MAIN, { ...COMMENT, "dry-run": "true" });
      expect(result.visibleLog).toContain("no comment: this run is not for a pull request\n");
      expect(api.requests).toEqual([]);
    });
  });

  describe("with rights that are bound to the claims of its token", () => {
    const METRICS = { metrics: toText({ dist_js_bytes: 1 }) };

    beforeAll(() => run(MAIN, { metrics: toText(BASE_VALUES) }));

    it("reads only the base branch of the pull request", async () => {
      const result = await run(PULL, { ...METRICS, compare: "branch=release" });
      expect(result.exitCode).toBe(0);
      expect(result.visibleLog).toContain("::notice title=not compared with release::this job may not read");
      expect(result.visibleLog).toContain('base_ref="main"');
      expect(result.summary).toContain("Nothing was compared");
    });

    it("reads nothing of another repository", async () => {
      const result = await run({ ...PULL, repository: "octo/other" }, METRICS);
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "group-not-granted" } });
      expect(result.visibleLog).toContain("this job may not read");
    });

    it("pushes nothing from a pull request", async () => {
      const result = await run(PULL, { ...METRICS, "dry-run": "false" });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "group-not-granted" } });
    });

    it("reads and pushes nothing with a fork's token", async () => {
      const fork = { ...PULL, repository: "evil/app", repository_id: "9", repository_owner_id: "8" };
      for (const labels of ["repository=octo/app\nbranch=feature", "repository=evil/app\nbranch=main"]) {
        const result = await run(fork, { ...METRICS, labels });
        expect(result).toMatchObject({ exitCode: 1, outputs: { code: "group-not-granted" } });
        expect(result.visibleLog).toContain("this job may not read");
        expect(rowsOf(result.summary)).toEqual([]);
      }
    });

    it("gets no token for a fork's pull request, and sends nothing to the proxy", async () => {
      const result = await run(PULL, METRICS, {
        env: { ACTIONS_ID_TOKEN_REQUEST_URL: "", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "" },
        event: {
          pull_request: {
            number: 12,
            head: { repo: { full_name: "evil/app" } },
            base: { repo: { full_name: "octo/app" } },
          },
        },
      });
      expect(result).toMatchObject({ exitCode: 1, outputs: { code: "id-token-unavailable" } });
      expect(result.summary).not.toContain("Compared with");
    });
  });

  it("does not fail the build when the proxy is down, and gives a fix", async () => {
    const result = await run(PULL, {
      url: "http://127.0.0.1:9/prod",
      metrics: toText({ dist_js_bytes: 1 }),
      budgets: "dist_js_bytes: +2%",
      "timeout-seconds": "1",
      "fail-on-error": "false",
    });
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: "failed", code: "proxy-unreachable" } });
    expect(result.visibleLog).toContain("not compared with main::127.0.0.1:9 gave no answer");
    expect(result.visibleLog).toContain("the budget of dist_js_bytes was not judged");
  });
});
