import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runInProcess } from "../../support/cli.ts";

const CONFIG = `clients:
  - id: ci
    grants:
      - { methods: [PUT, POST], job: "ci-*", grouping: { "branch?": "main", "host?": "*" }, metrics: ["ci_*", "up_*"] }
      - { methods: [DELETE], job: "ci-*", metrics: ["*"] }
issuers:
  - id: github
    issuer: https://token.actions.githubusercontent.com
    audience: x
    grants:
      - when: { repository_id: "1" }
        methods: [PUT]
        job: ci
        grouping: { repository: "{repository}" }
        metrics: ["ci_*"]
        dryRunOnly: true
`;

let directory: string;
let file: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "config-"));
  file = join(directory, "proxy.yaml");
  await writeFile(file, CONFIG);
});

afterAll(() => rm(directory, { recursive: true }));

/** The exit status and what the command prints. */
const run = async (...operands: readonly string[]): Promise<string> => {
  const { status, stdout, stderr } = await runInProcess(["config", ...operands, "--config", file]);
  return `${status} ${(stdout || stderr).trimEnd()}`.replaceAll(file, "proxy.yaml");
};

describe("npm run config", () => {
  it.each([
    ["checks", ["check"], "0 proxy.yaml has no issues; who may push: ci, github"],
    [
      "prints the grant that allows a push",
      ["explain", "ci", "PUT", "/metrics/job/ci-x/host/h"],
      '0 allowed by proxy.yaml:4 clients[0].grants[0]\n  metrics: ci_*, up_*\n  labels in the body, where they are set: branch="main"',
    ],
    [
      "prints why a push would be refused",
      ["explain", "ci", "PUT", "/metrics/job/ci-x/branch/dev"],
      '1 refused, 403 group-not-granted: value "dev" of grouping label "branch" is not granted; for job "ci-x" this client\'s keys have branch="main" (optional), host="*" (optional)',
    ],
    [
      "takes claims",
      [
        "explain",
        "github",
        "PUT",
        "/metrics/job/ci/repository@base64/by9y",
        "--claim",
        "repository_id=1",
        "--claim",
        "repository=o/r",
        "--dry-run",
      ],
      "0 allowed by proxy.yaml:11 issuers[0].grants[0]\n  metrics: ci_*",
    ],
    [
      "distinguishes dry runs from pushes",
      [
        "explain",
        "github",
        "PUT",
        "/metrics/job/ci/repository@base64/by9y",
        "--claim",
        "repository_id=1",
        "--claim",
        "repository=o/r",
      ],
      '1 refused, 403 group-not-granted: only dry runs are granted for job "ci" with this key; add ?dry_run=true to check a push',
    ],
    [
      "parses a path as for a push",
      ["explain", "ci", "PUT", "/metrics/job/ci-x/branch"],
      expect.stringMatching(/^1 refused, 400 path-invalid/),
    ],
    [
      "takes a whole URL with a stage",
      ["explain", "ci", "PUT", "https://abc.example.com/prod/metrics/job/ci-x?dry_run=true"],
      expect.stringMatching(/^0 allowed by /),
    ],
    [
      "knows no other callers",
      ["explain", "nobody", "PUT", "/metrics/job/x"],
      '1 no client or issuer has the id "nobody"; there are ci, github',
    ],
    ["prints its usage", [], expect.stringMatching(/^2 error: unknown option '--config'/)],
    ["accepts nothing beside check", ["check", "x"], expect.stringMatching(/^2 error: too many arguments/)],
    [
      "tells how a file is named",
      ["check", "staging.yaml"],
      expect.stringMatching(/\n\(the configuration is named with --config staging\.yaml\)\n?$/),
    ],
    [
      "knows no other method",
      ["explain", "ci", "HEAD", "/metrics/job/ci-x"],
      expect.stringMatching(/^2 error: .*Allowed choices are PUT, POST, DELETE, GET/),
    ],
    [
      "does not let a client read what it may push",
      ["explain", "ci", "GET", "/metrics/job/ci-x"],
      expect.stringMatching(/^1 refused, 403 group-not-granted: this client has no right to read this group/),
    ],
    [
      "does not let a client scrape because it may push",
      ["explain", "ci", "GET", "/metrics"],
      expect.stringMatching(/^1 refused, 403 group-not-granted: this client has no right to read the page/),
    ],
  ])("%s", async (_, operands, expected) => expect(await run(...operands)).toEqual(expected));

  const check = async (text: string): Promise<readonly string[]> => {
    await writeFile(file, text);
    const lines = (await run("check")).split("\n");
    await writeFile(file, CONFIG);
    return lines;
  };

  it("reports every issue on one line each, and fails", async () =>
    expect(await check(CONFIG.replace("id: ci", "id: CI").replace("audience", "audiance"))).toEqual([
      expect.stringMatching(/^1 proxy\.yaml:2:9: error: clients\[0\]\.id: expected/),
      expect.stringMatching(/^proxy\.yaml:9:5: error: issuers\[0\]\.audiance: unknown key/),
      "proxy.yaml has 2 issues",
    ]));

  it("tells warnings from errors, and does not fail for warnings", async () => {
    const warned = CONFIG.replace("audience: x", "audience: sts.amazonaws.com");
    expect(await check(warned)).toEqual([
      expect.stringMatching(/^0 proxy\.yaml:9:15: warning: issuers\[0\]\.audience: "sts\.amazonaws\.com" is/),
      "proxy.yaml has no issues and 1 warning; who may push: ci, github",
    ]);
    expect(await check(warned.replace("id: ci", "id: CI"))).toEqual([
      expect.stringMatching(/^1 proxy\.yaml:2:9: error: /),
      expect.stringMatching(/^proxy\.yaml:9:15: warning: /),
      "proxy.yaml has 1 issue and 1 warning",
    ]);
  });

  it("prints the right that allows a read", async () => {
    await writeFile(
      file,
      `${CONFIG.replace("clients:", 'clients:\n  - { id: prometheus, scrape: { jobs: ["*"] } }')}
    reads:
      - when: { event_name: pull_request }
        job: ci
        grouping: { branch: "{base_ref}" }
`,
    );
    expect(await run("explain", "prometheus", "GET", "/metrics")).toBe(
      "0 allowed by proxy.yaml:2 clients[0].scrape\n  jobs on the page: *",
    );
    const claims = ["--claim", "event_name=pull_request", "--claim", "base_ref=main"];
    expect(await run("explain", "github", "GET", "/metrics/job/ci/branch/main", ...claims)).toBe(
      "0 allowed by proxy.yaml:20 issuers[0].reads[0]",
    );
    expect(await run("explain", "github", "GET", "/metrics/job/ci/branch/x", ...claims)).toMatch(
      /^1 refused, 403/,
    );
    expect(await run("check")).toMatch(
      /; who may push: ci, github; who may read single groups: github; who may scrape the page: prometheus$/,
    );
    await writeFile(file, CONFIG);
  });

  it("prints its answer as JSON, with the same status", async () => {
    const asJson = async (path: string) => {
      const [, status, text = ""] =
        /^(\d) (.*)$/s.exec(await run("explain", "ci", "PUT", path, "--json")) ?? [];
      return [status, JSON.parse(text)];
    };
    expect(await asJson("/metrics/job/ci-x/host/h")).toEqual([
      "0",
      expect.objectContaining({ allowed: true }),
    ]);
    expect(await asJson("/metrics/job/ci-x/branch/dev")).toEqual([
      "1",
      {
        allowed: false,
        status: 403,
        code: "group-not-granted",
        detail: expect.stringContaining('value "dev" of grouping label "branch"'),
      },
    ]);
  });

  it("prints the labels that a body may not set", async () => {
    await writeFile(file, CONFIG.replace("job: ci\n", 'job: "*"\n'));
    expect(await run("explain", "ci", "PUT", "/metrics/job/ci-x/host/h")).toContain(
      "\n  labels refused in the body (other grants of this job list them): repository",
    );
    await writeFile(file, CONFIG);
  });
});
