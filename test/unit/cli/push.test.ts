import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

  it("prints who may push when no local client may", async () => {
    const { status, stderr, requests } = await push(["a=1", "--job", "elsewhere", ...local]);
    expect([status, requests]).toEqual([1, []]);
    expect(stderr).toMatch(
      /^no client in \S+ with a token in \S+ may push \{job="elsewhere"\}; name another client with --user/,
    );
  });

  it("prints no credential", async () => {
    const { stderr } = await push(["a=1", "--job", "ci", "--user", "topsecret"]);
    expect(stderr).not.toContain("topsecret");
  });
});
