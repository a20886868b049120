import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import {
  findPushgateway,
  type LocalPushgateway,
  type PushgatewaySettings,
} from "../../infra/local/find-pushgateway.ts";
import { fetchStatus } from "../../infra/local/pushgateway-status.ts";
import { ok } from "../../lambda/model/result.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { LocalStarts } from "../support/npm-start.ts";
import { findFreePort, findProgram } from "../support/real-components.ts";
import { createMemoryStore } from "../support/store/memory-store.ts";

const run = promisify(execFile);

const COMPONENTS = {
  pushgateway: findProgram("pushgateway", "prometheus-pushgateway"),
  curl: findProgram("curl"),
  npm: findProgram("npm"),
};

const ROOT = join(import.meta.dirname, "../..");

const PATH = process.env["PATH"] ?? "";

const TIMEOUT_MS = 60_000;

describeWithReal("with an installed Pushgateway", COMPONENTS, () => {
  describe("npm start", () => {
    let starts: LocalStarts;

    beforeAll(() => {
      starts = new LocalStarts();
    });
    afterAll(() => starts.close());

    it(
      "starts the Pushgateway, and stops it",
      async () => {
        const { child, system } = await starts.startJson([], PATH);
        expect(system.pushgateway.kind).toBe("found");
        expect((await fetch(`${system.pushgateway.url}/-/ready`)).status).toBe(200);
        child.kill("SIGTERM");
        expect(await once(child, "exit")).toEqual([0, null]);
        await expect(fetch(`${system.pushgateway.url}/-/ready`)).rejects.toThrow();
      },
      TIMEOUT_MS,
    );

    it(
      "starts no second Pushgateway for the same store",
      async () => {
        const store = join(starts.folder, "shared.db");
        const { child, system } = await starts.startJson(["--store", store], PATH);
        const second = await starts.start(["--store", store], PATH);
        expect(second.output).toBe(
          `another npm start has started a Pushgateway for the store ${store}; use that one (--pushgateway URL), or choose another store: npm start -- --store FILE\n`,
        );
        const third = await starts.startJson(["--store", store, "--pushgateway", system.pushgateway.url]);
        expect(third.system.pushgateway.kind).toBe("given");
        await starts.stop(child);
        expect((await starts.startJson(["--store", store], PATH)).system.pushgateway.kind).toBe("found");
      },
      TIMEOUT_MS,
    );

    it(
      "prints a command that works when it is pasted",
      async () => {
        const { output } = await starts.start([], PATH);
        const command = output.split("\n").find((line) => line.startsWith("  printf")) ?? "";
        const { stdout } = await run("sh", ["-c", command], { env: { PATH } });
        expect(JSON.parse(stdout)).toMatchObject({ status: "pushed", series: 1 });
      },
      TIMEOUT_MS,
    );
  });

  describe("npm start in a shell of npm", () => {
    let starts: LocalStarts;
    const children: ChildProcess[] = [];

    beforeAll(() => {
      starts = new LocalStarts();
    });
    afterAll(async () => {
      for (const child of children) {
        child.kill("SIGTERM");
      }
      await starts.close();
    });

    const startWithNpm = async (port: number) => {
      const files = ["--config", "proxy.yaml", "--secrets", "secrets.json"].map((word) =>
        word.startsWith("--") ? word : join(starts.folder, word),
      );
      const child = spawn("npm", ["start", "--silent", "--", "--json", "--port", String(port), ...files], {
        cwd: ROOT,
        stdio: ["ignore", "pipe", "pipe"],
      });
      children.push(child);
      let errors = "";
      child.stderr.on("data", (chunk: Buffer) => {
        errors += chunk.toString();
      });
      const first = await Promise.race([once(child.stdout, "data"), once(child, "close")]);
      expect({ errors, output: String(first[0]) }).toMatchObject({
        output: expect.stringContaining('"kind":"found"'),
      });
      return child;
    };

    it(
      "ends when npm is killed, so that the next start can use its port and its Pushgateway's file",
      async () => {
        const port = await findFreePort();
        const npm = await startWithNpm(port);
        npm.kill("SIGKILL");
        await once(npm, "exit");
        const next = await startWithNpm(port);
        next.kill("SIGTERM");
        await once(next, "exit");
      },
      TIMEOUT_MS,
    );
  });

  describe("the local system", () => {
    const folder = mkdtempSync(join(tmpdir(), "local-start-"));
    const closers: (() => Promise<unknown>)[] = [];

    afterAll(() => rmSync(folder, { recursive: true }));

    afterEach(async () => {
      for (const close of closers.splice(0)) {
        await close();
      }
    });

    const find = async (settings: Partial<PushgatewaySettings>): Promise<LocalPushgateway> => {
      const found = await findPushgateway({
        givenUrl: undefined,
        groups: createMemoryStore().groups,
        storeFile: join(folder, "store.db"),
        port: 0,
        dataFile: undefined,
        searchPath: PATH,
        whileSilent: "",
        warn: () => {},
        ...settings,
      });
      closers.push(() => found.close());
      return found;
    };

    it("starts the Pushgateway without its check", async () => {
      const found = await find({});
      expect(found).toMatchObject({ kind: "found" });
      expect(await fetchStatus(found.url)).toEqual(ok({ isChecking: false, file: "", persistedMs: 0 }));
    });

    it("does not take that of another system for its own, which has taken the port first", async () => {
      const slow = join(folder, "slow");
      mkdirSync(slow);
      const script = `#!/bin/sh\nsleep 1\nexec ${COMPONENTS.pushgateway} "$@"\n`;
      writeFileSync(join(slow, "pushgateway"), script, { mode: 0o755 });
      const port = await findFreePort();
      const starting = find({
        ...{ port, dataFile: join(folder, "slow.data"), storeFile: join(folder, "slow.db") },
        searchPath: `${slow}:${PATH}`,
      });
      await sleep(500);
      const first = await find({ port, dataFile: join(folder, "first.data") });
      expect(new URL(first.url).port).toBe(`${port}`);
      expect((await starting).url).not.toBe(first.url);
    });

    it("lets it listen on the given port, or reports another one if that is taken", async () => {
      const server = createServer();
      const { port } = await listenOnLoopback(server);
      closers.push(async () => server.close());
      const warnings: string[] = [];
      const warn = (text: string) => warnings.push(text);
      const found = await find({ port, warn });
      // A free port may be taken before the Pushgateway listens. The system then reports it and uses another one.
      expect(warnings).toContain(
        `port ${port} is in use, so the page is at ${found.url}/metrics: point Prometheus to this address`,
      );
      await found.close();
      const again: string[] = [];
      const restarted = await find({
        port: Number(new URL(found.url).port),
        warn: (text) => again.push(text),
      });
      expect([restarted.url, again]).toEqual([found.url, []]);
    });
  });
});
