import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { HttpRequest } from "../../../action/ports.ts";
import { createFileSecretStore } from "../../../lambda/adapters/secrets/file-secret-store.ts";
import { runInProcess } from "../../support/cli.ts";

let folder: string;
let local: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cli-push-"));
  const config = join(folder, "proxy.yaml");
  const secrets = join(folder, "secrets.json");
  writeFileSync(
    config,
    "clients:\n  - { id: other, grants: [{ methods: [POST], job: other, metrics: ['*'] }] }\n  - { id: ci, grants: [{ methods: [PUT, POST], job: ci, grouping: { 'branch?': '*' }, metrics: ['*'] }] }\n",
  );
  await createFileSecretStore(secrets, Date.now).provision(["other", "ci"]);
  local = ["--config", config, "--secrets", secrets];
});

afterAll(() => rmSync(folder, { recursive: true }));

const ANSWER = { status: "pushed", families: 1, series: 1, warnings: [], requestId: "r" };

const push = async (args: readonly string[], answer: object = ANSWER, status = 200) => {
  const requests: HttpRequest[] = [];
  const result = await runInProcess(["push", ...args], {
    readStdin: () => Buffer.from('{"a": 1}'),
    http: {
      send: async (request) => {
        requests.push(request);
        return { status, header: () => undefined, body: JSON.stringify(answer) };
      },
      sleep: async () => {},
      now: () => 0,
      random: () => 0,
    },
  });
  return { ...result, requests };
};

const bodyOf = ({ body }: HttpRequest): string => Buffer.from(body ?? []).toString();

describe("pushgateway-proxy push", () => {
  it("does not push a file that is compressed", async () => {
    const file = join(folder, "metrics.prom.gz");
    writeFileSync(file, gzipSync("a 1\n"));
    const { status, stderr, requests } = await push(["--file", file, "--job", "ci", ...local]);
    expect([status, stderr]).toEqual([
      2,
      `--file ${file} is compressed with gzip: decompress it first; --file - reads standard input\n`,
    ]);
    expect(requests).toEqual([]);
  });

  it("pushes name=value as gauges with the token of the local client that has the right", async () => {
    const { status, stdout, requests } = await push([
      "build_seconds=42.5",
      "tests=3",
      "--job",
      "ci",
      ...local,
    ]);
    expect([status, stdout]).toEqual([0, 'pushed 1 series to {job="ci"}\n']);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: "POST",
      url: "http://127.0.0.1:8080/metrics/job@base64/Y2k",
    });
    expect(bodyOf(requests[0]!)).toBe(
      "# TYPE build_seconds gauge\nbuild_seconds 42.5\n# TYPE tests gauge\ntests 3\n",
    );
    const { headers } = requests[0]!;
    expect(Buffer.from(headers["Authorization"]!.slice(6), "base64").toString()).toMatch(/^ci:\S+$/);
  });

  it("sends no token of the local system to another machine", async () => {
    const pushed = await push(["a=1", "--job", "ci", "--url", "https://push.example.com/prod", ...local]);
    expect(pushed).toMatchObject({ status: 1, requests: [] });
    expect(pushed.stderr).toContain("give the credential for https://push.example.com with --user");
  });

  it("replaces, labels, asks for a dry run and reads standard input in its format", async () => {
    const { requests } = await push([
      "--file",
      "-",
      "--job",
      "ci",
      "--label",
      "branch=main",
      "--replace",
      "--dry-run",
      ...local,
    ]);
    expect(requests[0]).toMatchObject({
      method: "PUT",
      url: "http://127.0.0.1:8080/metrics/job@base64/Y2k/branch@base64/bWFpbg?dry_run=true",
      headers: { "Content-Type": "application/json" },
    });
  });

  it("deletes", async () => {
    const { stdout, requests } = await push(
      ["--delete", "--job", "x", "--user", "a:b"],
      { status: "deleted", warnings: [], requestId: "r" },
      202,
    );
    expect(requests[0]).toMatchObject({ method: "DELETE", body: undefined });
    expect(stdout).toBe('deleted {job="x"}\n');
  });

  it("prints that a push is stored while the Pushgateway does not answer", async () => {
    const { status, stdout } = await push(
      ["a=1", "--job", "ci", ...local],
      { ...ANSWER, status: "stored" },
      202,
    );
    expect([status, stdout]).toEqual([
      0,
      'stored 1 series of {job="ci"}; the Pushgateway gets them when it answers\n',
    ]);
  });

  it("prints the proxy's warnings, except those about naming conventions", async () => {
    const warnings = [
      { code: "lint-help-missing", detail: "no HELP", line: 1, column: 1 },
      { code: "payload-empty", detail: "the payload has no metrics" },
    ];
    const { status, stderr } = await push(["--file", "-", "--job", "ci", ...local], { ...ANSWER, warnings });
    expect([status, stderr]).toEqual([0, "warning: payload-empty: the payload has no metrics\n"]);
  });

  it("prints a refusal with its places and fixes", async () => {
    const { status, stdout, stderr } = await push(
      ["a=1", "--job", "ci", ...local],
      {
        code: "payload-invalid",
        detail: "the payload breaks a rule",
        errors: [{ code: "counter-value-invalid", line: 2, column: 1, detail: "it is negative" }],
        total: 3,
      },
      422,
    );
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr.split("\n")).toEqual([
      "not pushed: payload-invalid: the payload breaks a rule",
      "  2:1: counter-value-invalid: it is negative",
      "  and 2 more",
      expect.stringMatching(/^fix: /),
      "",
    ]);
  });

  it("prints the detail of a single issue once", async () => {
    const detail = '"a" is a gauge, and this push has it as a counter';
    const { stderr } = await push(
      ["a=1", "--job", "ci", ...local],
      { code: "contract-conflict", detail, errors: [{ code: "type-conflict", line: 1, column: 8, detail }] },
      409,
    );
    expect(stderr.split("\n")).toEqual([
      "not pushed: contract-conflict",
      `  1:8: type-conflict: ${detail}`,
      expect.stringMatching(/^fix: /),
      "",
    ]);
  });

  it("prints that a refused DELETE has deleted nothing", async () => {
    const { stderr } = await push(
      ["--delete", "--job", "ci", "--user", "a:b"],
      { code: "method-not-granted", detail: "DELETE is not granted" },
      403,
    );
    expect(stderr).toMatch(/^not deleted: method-not-granted: DELETE is not granted\n/);
  });

  it("shows the claims of a token that no grant allows, and not the token", async () => {
    const claims = {
      iss: "https://gitlab.com",
      project_path: "group/app",
      ref: "main",
      ref_protected: "true",
    };
    const token = ["e30", Buffer.from(JSON.stringify(claims)).toString("base64url"), "c2ln"].join(".");
    const refusal = { code: "group-not-granted", detail: "no grant allows it" };
    const { stderr } = await push(["a=1", "--job", "ci", "--token", token], refusal, 403);
    expect(stderr).toContain(
      'The token says iss="https://gitlab.com", project_path="group/app", ref="main", ref_protected="true"',
    );
    expect(stderr).not.toContain(token);
  });

  it("says where to find the token of a client whose credential is refused", async () => {
    const refusal = { code: "credential-invalid", detail: "no valid credential was sent" };
    const { stderr } = await push(["a=1", "--job", "ci", "--user", "ci:wrong"], refusal, 401);
    expect(stderr).toContain("fix: check <client>:<token>: `npm run token -- <client>` prints the token");
    expect(stderr).not.toContain("wrong");
  });

  it("prints who may push when no local client may", async () => {
    const { status, stderr, requests } = await push(["a=1", "--job", "elsewhere", ...local]);
    expect([status, requests]).toEqual([1, []]);
    expect(stderr).toMatch(
      /^no client in \S+ with a token in \S+ may POST \{job="elsewhere"\}; name another client with --user/,
    );
  });

  it("prints no credential", async () => {
    const { stderr } = await push(["a=1", "--job", "ci", "--user", "topsecret"]);
    expect(stderr).not.toContain("topsecret");
  });
});
