import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { sendOnce } from "../../action/send-once.ts";
import type { OperatorAccess } from "../../infra/local/operator-endpoint.ts";
import { runInProcess } from "../support/cli.ts";
import { type LocalProxy, startLocalProxy } from "../support/local-proxy.ts";
import { listenOnLoopback } from "../support/loopback.ts";

const CONFIG = `
clients:
  - id: smoke
    grants:
      - { methods: [PUT, DELETE], job: smoke, grouping: { "instance?": "*" }, metrics: [smoke_check] }
      - { methods: [PUT], job: kept, metrics: ["*"] }
`;

/** In a separate process, which costs the start of a program. */
const smokeAsProgram = async (...args: readonly string[]) => {
  const child: ChildProcess = spawn(process.execPath, ["cli/main.ts", "smoke", ...args]);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = await once(child, "close");
  return { code, output };
};

const smoke = async (...args: readonly string[]) => {
  const { status, stdout, stderr } = await runInProcess(["smoke", ...args], {
    http: { send: sendOnce, sleep, now: () => performance.now(), random: Math.random },
  });
  return { code: status, output: stdout + stderr };
};

describe("the smoke test of a deployment", () => {
  let proxy: LocalProxy;
  let user: readonly string[];

  beforeAll(async () => {
    proxy = await startLocalProxy(CONFIG);
    user = ["--user", `smoke:${proxy.tokens["smoke"]}`];
  });

  afterAll(() => proxy?.stop());

  const operate = async (command: object): Promise<void> => {
    const { url, token } = JSON.parse(readFileSync(proxy.operatorFile, "utf8")) as OperatorAccess;
    const headers = { Authorization: `Bearer ${token}` };
    expect((await fetch(url, { method: "POST", headers, body: JSON.stringify(command) })).status).toBe(200);
  };

  const readPage = async () => (await fetch(`${proxy.pushgatewayUrl}/metrics`)).text();

  it("takes the credential from the environment, where no list of processes shows it", async () => {
    process.env["PUSHGATEWAY_PROXY_USER"] = `smoke:${proxy.tokens["smoke"]}`;
    try {
      expect((await smoke(proxy.url)).output).toContain("pass  a push is checked");
    } finally {
      delete process.env["PUSHGATEWAY_PROXY_USER"];
    }
  });

  const smokeAndPush = (...args: readonly string[]) =>
    smoke(proxy.url, ...user, "--push", "--cycle", "1", "--operator", proxy.operatorFile, ...args);

  it("passes against the local proxy, which behaves like AWS, and pushes nothing", async () => {
    const { code, output } = await smokeAsProgram(proxy.url, ...user);
    expect(output).toMatch(/\n(\d+) of \1 pass\n$/);
    expect(code).toBe(0);
    expect(await readPage()).not.toContain("smoke_check");
  }, 60_000);

  it("pushes a group, reads it as the operator and as Prometheus, and deletes it again", async () => {
    const { code, output } = await smokeAndPush();
    expect(output).toMatch(/pass {2}PUT .*\n(pass {2}.*\n){5}\n(\d+) of \2 pass\n$/);
    expect(code).toBe(0);
    expect(await readPage()).not.toContain("smoke_check");
  }, 60_000);

  it("replaces no existing group", async () => {
    const { authorization } = proxy;
    const headers = { Authorization: authorization["smoke"] ?? "" };
    await fetch(`${proxy.url}/metrics/job/kept`, { method: "PUT", headers, body: "kept 1\n" });
    const { code, output } = await smokeAndPush("--job", "kept");
    expect(output).toContain("      the group exists; name another job with --job\n");
    expect(code).toBe(1);
    expect(await readPage()).toContain("\nkept{");
    await operate({ command: "groups-delete", path: "/metrics/job/kept" });
    expect(proxy.log).toContain("an operator deleted /metrics/job/kept");
  }, 60_000);

  it("deletes with the operator's command when the client may not delete, and fails", async () => {
    const { code, output } = await smokeAndPush("--job", "kept");
    expect(output).toMatch(/FAIL {2}DELETE is answered with 202\n {6}got 403, expected 202: /);
    expect(code).toBe(1);
    expect(await readPage()).not.toContain("smoke_check");
  }, 60_000);

  it("reports that the operator's command cannot be reached, and pushes nothing", async () => {
    const { code, output } = await smoke(proxy.url, ...user, "--push", "--operator", "/nowhere.json");
    expect(output).toContain("      npm start is not running: there is no /nowhere.json; start it, or");
    expect(output).not.toContain("PUT is answered");
    expect(code).toBe(1);
  }, 60_000);

  it("reports what does not pass with the text of the answer, and fails", async () => {
    const { code, output } = await smoke(proxy.url, ...user, "--job", "other");
    expect(output).toContain(
      'FAIL  a push is checked\n      got 403, expected 200: group-not-granted: job "other" is not granted; this client may push to ',
    );
    expect(output).toMatch(/\n\d+ of \d+ pass\n$/);
    expect(code).toBe(1);
  }, 60_000);

  it("prints the result of each check as JSON, and nothing else, with the same status", async () => {
    const { code, output } = await smoke(proxy.url, ...user, "--job", "other", "--json");
    const { passed, checks } = JSON.parse(output);
    const [failing, ...others] = checks.filter((check: { passed: boolean }) => !check.passed);
    expect(failing).toMatchObject({ name: "a push is checked", issue: expect.stringContaining("got 403") });
    expect(passed).toBe(checks.length - others.length - 1);
    expect(checks[0]).toEqual({ name: "health needs no credential", passed: true, issue: null });
    expect(code).toBe(1);
  }, 60_000);

  it("stops at a credential that is not accepted, and says where to get the right one", async () => {
    const { code, output } = await smoke(proxy.url, "--user", "smoke:wrong");
    expect(output).toMatch(
      /^pass {2}health needs no credential\nthe endpoint does not accept the credential of --user: credential-invalid: .*\nnpm run token -- <client> .*\nstopped: 19 of 20 checks were not made\n$/,
    );
    expect(code).toBe(1);
  }, 60_000);
});

describe("the smoke test without a deployment", () => {
  it("stops at the first request without a connection, and reports it once", async () => {
    const { code, output } = await smoke("http://127.0.0.1:1/prod", "--user", "a:b");
    expect(output).toMatch(
      /^no answer from http:\/\/127\.0\.0\.1:1: connect ECONNREFUSED .*; is http:\/\/127\.0\.0\.1:1\/prod the endpoint, and is it running\?\nstopped: (\d+) of \1 checks were not made\n$/,
    );
    expect(code).toBe(1);
  });

  it("stops when the other side does not speak TLS", async () => {
    const server = createServer((socket) => socket.end("not TLS\n"));
    const { port } = await listenOnLoopback(server);
    const { code, output } = await smoke(`https://127.0.0.1:${port}`, "--user", "a:b");
    server.close();
    expect(output).toMatch(/^no answer from https:.*\nstopped: /);
    expect(code).toBe(1);
  });

  it.each([
    [[], "error: "],
    [["here", "--user", "a:b"], "https address without user, query and fragment"],
    [["http://127.0.0.1:1", "--user", "a:b", "--cycle", "soon"], "It must be whole seconds, from 0 to 9999."],
  ])("%j is refused with the reason", async (args, told) => {
    expect(await smoke(...args)).toEqual({ code: 2, output: expect.stringContaining(told) });
  });
});
