import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { toBasicAuth } from "../support/credentials.ts";
import { findProgram } from "../support/real-components.ts";

const run = promisify(execFile);
const START = join(import.meta.dirname, "../../infra/local/start.ts");

const CONFIG = `
clients:
  - id: desktop-app
    grants: [{ methods: [PUT, DELETE], job: desktop-app, metrics: ["*"] }]
`;

interface Started {
  readonly url: string;
  readonly pushgateway: { readonly url: string; readonly kind: string };
  readonly clients: readonly { readonly id: string; readonly token: string }[];
}

describe("npm start", () => {
  let folder: string;
  const children: ChildProcess[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "local-start-"));
    writeFileSync(join(folder, "proxy.yaml"), CONFIG);
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null) continue;
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const flags = (...more: readonly string[]): readonly string[] => [
    START,
    ...["--config", join(folder, "proxy.yaml"), "--secrets", join(folder, "secrets.json")],
    ...more,
  ];

  /** Runs it until its first output, with an empty PATH unless told: then no Pushgateway is found. */
  const start = async (args: readonly string[], path = "") => {
    const child = spawn(process.execPath, flags("--port", "0", ...args), {
      env: { PATH: path },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const [output] = (await Promise.race([
      once(child.stdout, "data"),
      once(child, "exit").then(() => [Buffer.from(errors)]),
    ])) as [Buffer];
    return { child, output: output.toString(), errors: () => errors };
  };

  const startJson = async (args: readonly string[], path?: string) => {
    const started = await start(["--json", ...args], path);
    return { ...started, system: JSON.parse(started.output) as Started };
  };

  it("uses the embedded Pushgateway where none is on the PATH, and carries a push through", async () => {
    const { system, errors } = await startJson([]);
    const [client] = system.clients;
    expect(system.pushgateway.kind).toBe("embedded");
    const response = await fetch(`${system.url}/metrics/job/desktop-app`, {
      method: "PUT",
      headers: { authorization: toBasicAuth("desktop-app", client?.token ?? "") },
      body: "x 1\n",
    });
    expect(response.status).toBe(200);
    const exposed = await (await fetch(`${system.pushgateway.url}/metrics`)).text();
    expect(exposed).toContain('x{instance="",job="desktop-app"} 1\n');
    expect(errors()).toBe("");
  });

  it("keeps its tokens in a file that only its owner can read", async () => {
    const { system } = await startJson([]);
    const file = join(folder, "secrets.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toContain(system.clients[0]?.token ?? "no token");
    const again = await startJson([]);
    expect(again.system.clients).toEqual(system.clients);
  });

  it("prints a command that works as pasted, on a port of chance", async () => {
    const { output } = await start([]);
    const command = output.split("\n").find((line) => line.startsWith("  printf")) ?? "";
    const { stdout } = await run("sh", ["-c", command], { env: { PATH: process.env["PATH"] ?? "" } });
    expect(JSON.parse(stdout)).toMatchObject({ status: "pushed", series: 1 });
  });

  it("starts a Pushgateway that is on the PATH, and stops it", async () => {
    if (findProgram("pushgateway", "prometheus-pushgateway") === undefined) return;
    const { child, system } = await startJson([], process.env["PATH"]);
    expect(system.pushgateway.kind).toBe("found");
    expect((await fetch(`${system.pushgateway.url}/-/ready`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    await expect(fetch(`${system.pushgateway.url}/-/ready`)).rejects.toThrow();
  });

  it("warns of a given Pushgateway that checks by itself", async () => {
    const status = { status: "success", data: { flags: { "push.disable-consistency-check": "false" } } };
    const server = createServer((_request, response) => response.end(JSON.stringify(status)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { system, errors } = await startJson(["--pushgateway", url]);
    expect(system.pushgateway).toEqual({ url, kind: "given" });
    expect(errors()).toContain("--push.disable-consistency-check");
    server.close();
    server.closeAllConnections();
  });

  it("says that a port is in use", async () => {
    const { system } = await startJson([]);
    const { port } = new URL(system.url);
    const { output, child } = await start(["--port", port]);
    expect(output).toBe(`port ${port} is in use; choose another with --port N (0 picks a free one)\n`);
    if (child.exitCode === null) await once(child, "exit");
    expect(child.exitCode).toBe(1);
  });

  it("says where a configuration is wrong", async () => {
    const file = join(folder, "wrong.yaml");
    writeFileSync(file, "clients:\n  - id: a\n    grant: []\n");
    const { output } = await start(["--config", file]);
    expect(output).toContain(`${file}:3:`);
  });

  it("says which flag it does not know", async () => {
    expect((await start(["--prot", "1"])).output).toBe("unknown flag --prot; did you mean --port?\n");
  });

  it("tells of a client's mistake in one line, which holds no token", async () => {
    const { child, system, errors } = await startJson([]);
    const token = system.clients[0]?.token ?? "";
    await fetch(`${system.url}/metrics/job/desktop-app`, {
      method: "PUT",
      headers: { authorization: toBasicAuth("desktop-app", token) },
      body: "x 1\ny{ 1\n",
    });
    child.kill("SIGTERM");
    await once(child, "close");
    expect(errors()).toMatch(/^\d\d:\d\d:\d\d PUT \/metrics\/job\/desktop-app \(desktop-app\) 400 .* 2:4 /);
    expect(errors()).not.toContain(token);
  });
});
