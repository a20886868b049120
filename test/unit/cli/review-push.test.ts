import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { HttpRequest } from "../../../action/ports.ts";
import { runInProcess } from "../../support/cli.ts";

const PAGE = `# TYPE dist_bytes gauge
dist_bytes{branch="main",instance="",job="ci"} 1e+06
# TYPE tests_failed gauge
tests_failed{branch="main",instance="",job="ci"} 2
# TYPE same gauge
same{branch="main",instance="",job="ci"} 1
# TYPE push_time_seconds gauge
push_time_seconds{branch="main",instance="",job="ci"} 1.7e+09
`;

const PUSHED = JSON.stringify({ status: "pushed", families: 1, series: 1, warnings: [], requestId: "r" });

const UNKNOWN = JSON.stringify({ code: "group-unknown", detail: "no such group", status: 404 });

describe("pushgateway-proxy push with a comparison", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cli-review-"));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const push = async (args: readonly string[], env: Record<string, string> = {}, hasBase = true) => {
    const requests: HttpRequest[] = [];
    const result = await runInProcess(
      ["push", "--job", "ci", "--label", "branch=next", "--user", "ci:x", ...args],
      {
        env,
        http: {
          send: async (request) => {
            requests.push(request);
            const [status, body] =
              request.method !== "GET" ? [200, PUSHED] : hasBase ? [200, PAGE] : [404, UNKNOWN];
            return { status: status as number, header: () => undefined, body: body as string };
          },
          sleep: async () => {},
          now: () => 0,
          random: () => 0,
        },
      },
    );
    return { ...result, calls: requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`) };
  };

  const VALUES = ["dist_bytes=1050000", "tests_failed=1", "same=1", "fresh=7"];

  it("reads the base before it pushes, and prints the changes", async () => {
    const { status, stdout, calls } = await push([...VALUES, "--compare", "branch=main"]);
    expect(status).toBe(0);
    expect(stdout).toBe(`pushed 1 series to {job="ci", branch="next"}
compared with main:
  worse    dist_bytes  1 MB -> 1.05 MB  ▲ +50 kB (+5.0 %)
  better   tests_failed  2 -> 1  ▼ -1 (-50 %)
  new      fresh  7
  same     1 metric
`);
    const [main, next] = ["bWFpbg", "bmV4dA"].map(
      (branch) => `/metrics/job@base64/Y2k/branch@base64/${branch}`,
    );
    expect(calls).toEqual([`GET ${main}`, `POST ${next}`]);
  });

  it("ends with 1 when a budget is exceeded, after the push", async () => {
    const { status, stdout } = await push([
      ...VALUES,
      "--compare",
      "branch=main",
      "--budget",
      "dist_bytes:+2%",
    ]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^pushed 1 series/);
    expect(stdout).toContain(
      "budget exceeded: dist_bytes is 1.05 MB, over its budget of at most 1.02 MB (1 MB on main, +2 %)\n",
    );
  });

  it("answers in JSON", async () => {
    const args = [
      "--compare",
      "branch=main",
      "--budget",
      "tests_failed: 1",
      "--budget",
      "dist_bytes: +9%",
      "--json",
    ];
    const answer = JSON.parse((await push([...VALUES, ...args])).stdout);
    expect(answer).toMatchObject({
      status: "pushed",
      comparison: {
        with: "main",
        metrics: [{ name: "dist_bytes", verdict: "worse", before: 1e6, now: 1.05e6 }, {}, {}, {}],
      },
      budgets: [{ verdict: "met" }, { verdict: "met", budget: "dist_bytes: +9%" }],
    });
  });

  it("writes the report to a file", async () => {
    const summary = join(folder, "summary.md");
    await push([...VALUES, "--compare", "branch=main", "--summary", summary]);
    expect(readFileSync(summary, "utf8")).toMatch(
      /^### Metrics\n\n<h4>Compared with <code>main<\/code><\/h4>\n/,
    );
  });

  it("says that the metrics were pushed if the report cannot be written, and passes", async () => {
    const { status, stdout, stderr } = await push([...VALUES, "--summary", join(folder, "none/summary.md")]);
    expect([status, stdout]).toEqual([0, 'pushed 1 series to {job="ci", branch="next"}\n']);
    expect(stderr).toMatch(/^warning: the file "\S+ of --summary cannot be written \(ENOENT\)\n$/);
  });

  it("prints why there is nothing to compare with, and passes", async () => {
    const { status, stdout } = await push(
      [...VALUES, "--compare", "branch=main", "--budget", "same:+1"],
      {},
      false,
    );
    expect(status).toBe(0);
    expect(stdout).toContain(
      'not compared with main: {job="ci", branch="main"} has no values yet; the next push to it gives them\nbudget open: the budget of same was not judged',
    );
  });

  it.each([
    [{ GITHUB_BASE_REF: "main" }, "bWFpbg"],
    [{ CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" }, "bWFpbg"],
    [{}, "bmV4dA"],
  ] as const)("finds the base branch in %j", async (env, branch) => {
    const { calls } = await push([...VALUES, "--compare", "base"], env);
    expect(calls[0]).toBe(`GET /metrics/job@base64/Y2k/branch@base64/${branch}`);
  });

  it.each([
    [
      ["--compare", "main"],
      '--compare has "main", expected name=value, for instance branch=main; or write base, which is the branch that a pull request is for\n',
    ],
    [
      ["--budget", "a"],
      '--budget 1, column 2: expected ":" and a limit, for instance "+2%", "10m" or "0", got the end of the line\n',
    ],
  ])("refuses %j", async (args, message) =>
    expect(await push([...VALUES, ...args])).toMatchObject({ status: 2, stderr: message, calls: [] }),
  );
});
