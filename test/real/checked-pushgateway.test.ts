import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startLocalSystem } from "../../infra/local/local-system.ts";
import { parseProxyConfig } from "../../lambda/config/parse.ts";
import { runOperateCommand } from "../../scripts/operate-command.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findPushgateway, type RunningProgram, startPushgateway } from "../support/real-components.ts";

const CONFIG = `
consistency: pushgateway
clients:
  - id: app
    grants:
      - methods: [PUT, POST, DELETE]
        job: "*"
        grouping: { "instance?": "*" }
        metrics: ["*"]
expiry:
  - { job: "stale-*", after: 1s }
`;

describeWithReal(
  "a system whose Pushgateway checks pushes by itself",
  { pushgateway: findPushgateway() },
  () => {
    let folder: string;
    let pushgateway: RunningProgram;
    let system: Awaited<ReturnType<typeof startLocalSystem>>;
    const lines: string[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "checked-"));
      pushgateway = await startPushgateway({ check: "on", errors: "dropped" });
      const config = parseProxyConfig(CONFIG, "proxy.yaml");
      if (!config.ok) throw new Error(JSON.stringify(config.error));
      system = await startLocalSystem({
        config: config.value,
        configFile: "proxy.yaml",
        port: 0,
        secretsFile: join(folder, "secrets.json"),
        pushgatewayUrl: pushgateway.url,
        searchPath: "",
        log: (line) => lines.push(line),
      });
    }, 60_000);

    afterAll(async () => {
      await system?.close();
      await pushgateway?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const send = async (method: string, path: string, payload?: string) => {
      const response = await fetch(`${system.url}/metrics/job/${path}`, {
        method,
        headers: { Authorization: toBasicAuth("app", system.clients[0]?.token ?? "") },
        ...(payload !== undefined && { body: payload }),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as object) };
    };

    const operate = (...args: readonly string[]) =>
      runOperateCommand([...args, "--operator", join(folder, "operator.json")], () => {
        throw new Error("nothing here is asked of AWS");
      });

    it("starts without a warning", () => {
      expect(lines).toEqual([]);
    });

    it("answers sound pushes and deletions as ever", async () => {
      expect(await send("PUT", "sound", "# TYPE s gauge\ns 1\n")).toMatchObject({
        status: 200,
        body: { status: "pushed" },
      });
      expect(await send("POST", "sound", "# TYPE t gauge\nt 1\n")).toMatchObject({ status: 200 });
      expect((await send("DELETE", "sound")).status).toBe(202);
    });

    it.each([
      ["of another type", "type-b", "# TYPE m gauge\nm 1\n"],
      ["of a series that is there already", "type-a", 'm{instance="i"} 1\n'],
    ])("answers a push %s with 409, which helps, and applies nothing of it", async (_, path, payload) => {
      const before = "# TYPE m counter\nm 1\n";
      expect((await send("PUT", "type-a/instance/i", before)).status).toBe(200);
      const refused = await send("PUT", path, payload);
      expect(refused).toMatchObject({
        status: 409,
        body: {
          code: "contract-conflict",
          detail: expect.stringMatching(/rename the metric/),
        },
      });
      const page = await fetch(`${pushgateway.url}/metrics`);
      expect(page.status).toBe(200);
      expect((await page.text()).match(/^m\{.*/gm)).toEqual(['m{instance="i",job="type-a"} 1']);
    });

    it("refuses what is unsound by itself before the Pushgateway sees it", async () => {
      expect(await send("PUT", "unsound", "m{ 1\n")).toMatchObject({ status: 400 });
    });

    it("sweeps: a dry run lists what has expired, a sweep deletes it, and reports", async () => {
      expect((await send("PUT", "stale-1", "old 1\n")).status).toBe(200);
      expect((await send("PUT", "kept", "young 1\n")).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      const path = "/metrics/job@base64/c3RhbGUtMQ";
      const dry = await operate("sweep", "--dry-run");
      expect(dry.output).toContain(`expired, would be deleted: ${path}`);
      expect((await operate("groups", "list")).output).toContain(path);
      const report = JSON.parse((await operate("sweep", "--json")).output) as object;
      expect(report).toMatchObject({
        outcome: "swept",
        expired: [path],
        findings: [],
        changes: 0,
        mayRelease: false,
        health: { kind: "sound" },
      });
      const { output } = await operate("groups", "list");
      expect(output).not.toContain(path);
      expect(output).toContain('"job":"kept"');
    });

    it("says that there is no registry to ask", async () => {
      expect(await operate("registry", "list")).toMatchObject({
        status: 3,
        output: "there is no registry: the Pushgateway checks consistency by itself",
      });
    });
  },
);
