import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
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

/** Starting takes seconds on a busy machine, twice of them for the test that starts two. */
const TIMEOUT_MS = 60_000;

describe("npm start", () => {
  let folder: string;
  const children: ChildProcess[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "local-start-"));
    writeFileSync(join(folder, "proxy.yaml"), CONFIG);
  });
  afterAll(async () => {
    for (const child of children) await stop(child);
    rmSync(folder, { recursive: true, force: true });
  });

  const stop = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };

  const flags = (...more: readonly string[]): readonly string[] => [
    START,
    ...["--config", join(folder, "proxy.yaml"), "--secrets", join(folder, "secrets.json")],
    ...more,
  ];

  /** Runs it until its first output, with an empty PATH unless told: then no Pushgateway is found. */
  const start = async (args: readonly string[], path = "") => {
    const child = spawn(process.execPath, flags("--port", "0", ...args), {
      env: { PATH: path, NODE_COMPILE_CACHE: join(folder, "compiled") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const [output] = (await Promise.race([
      once(child.stdout, "data"),
      once(child, "close").then(() => [Buffer.from(errors)]),
    ])) as [Buffer];
    return { child, output: output.toString(), errors: () => errors };
  };

  const startJson = async (args: readonly string[], path?: string) => {
    const started = await start(["--json", ...args], path);
    return { ...started, system: JSON.parse(started.output) as Started };
  };

  describe("where no Pushgateway is on the PATH", () => {
    let running: Awaited<ReturnType<typeof startJson>>;
    let token: string;

    beforeAll(async () => {
      running = await startJson([]);
      token = running.system.clients[0]?.token ?? "";
    }, TIMEOUT_MS);
    afterAll(() => stop(running.child));

    const push = (payload: string): Promise<Response> =>
      fetch(`${running.system.url}/metrics/job/desktop-app`, {
        method: "PUT",
        headers: { authorization: toBasicAuth("desktop-app", token) },
        body: payload,
      });

    it("carries a push to the embedded one", async () => {
      const { pushgateway } = running.system;
      expect(pushgateway.kind).toBe("embedded");
      expect((await push("x 1\n")).status).toBe(200);
      const exposed = await (await fetch(`${pushgateway.url}/metrics`)).text();
      expect(exposed).toContain('x{instance="",job="desktop-app"} 1\n');
      expect(running.errors()).toBe("");
    });

    it("tells of a client's mistake in one line, which holds no token", async () => {
      await push("x 1\ny{ 1\n");
      while (running.errors() === "") await new Promise((resolve) => setTimeout(resolve, 10));
      expect(running.errors()).toMatch(
        /^\d\d:\d\d:\d\d PUT \/metrics\/job\/desktop-app \(desktop-app\) 400 .* 2:4 /,
      );
      expect(running.errors()).not.toContain(token);
    });

    it("keeps its tokens in a file that only its owner can read", () => {
      const file = join(folder, "secrets.json");
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, "utf8")).toContain(token);
    });

    it(
      "says that a port is in use",
      async () => {
        const { port } = new URL(running.system.url);
        const { output, child } = await start(["--port", port]);
        expect(output).toBe(
          `port ${port} is in use; choose another: npm start -- --port N (0 picks a free one)\n`,
        );
        if (child.exitCode === null) await once(child, "exit");
        expect(child.exitCode).toBe(1);
      },
      TIMEOUT_MS,
    );

    it(
      "prints a command that works as pasted, with the token that it made before",
      async () => {
        const { output, child } = await start([]);
        expect(output).toContain(`as client desktop-app with token ${token}`);
        const command = output.split("\n").find((line) => line.startsWith("  printf")) ?? "";
        const { stdout } = await run("sh", ["-c", command], { env: { PATH: process.env["PATH"] ?? "" } });
        expect(JSON.parse(stdout)).toMatchObject({ status: "pushed", series: 1 });
        await stop(child);
      },
      TIMEOUT_MS,
    );
  });

  it(
    "starts a Pushgateway that is on the PATH, and stops it",
    async () => {
      if (findProgram("pushgateway", "prometheus-pushgateway") === undefined) return;
      const { child, system } = await startJson([], process.env["PATH"]);
      expect(system.pushgateway.kind).toBe("found");
      expect((await fetch(`${system.pushgateway.url}/-/ready`)).status).toBe(200);
      child.kill("SIGTERM");
      expect(await once(child, "exit")).toEqual([0, null]);
      await expect(fetch(`${system.pushgateway.url}/-/ready`)).rejects.toThrow();
    },
    TIMEOUT_MS,
  );

  it(
    "says where a configuration is wrong",
    async () => {
      const file = join(folder, "wrong.yaml");
      writeFileSync(file, "clients:\n  - id: a\n    grant: []\n");
      expect((await start(["--config", file])).output).toContain(`${file}:3:`);
    },
    TIMEOUT_MS,
  );
});
