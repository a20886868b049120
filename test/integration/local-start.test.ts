import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { PUSHGATEWAY_PORT } from "../../infra/local/pushgateway-port.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { LocalStarts } from "../support/npm-start.ts";

/** Starting takes seconds on a busy machine. One test starts the system twice. */
const TIMEOUT_MS = 60_000;

describe("npm start", () => {
  let starts: LocalStarts;

  beforeAll(() => {
    starts = new LocalStarts();
  });
  afterAll(() => starts.close());

  describe("without a Pushgateway on the PATH", () => {
    let running: Awaited<ReturnType<LocalStarts["startJson"]>>;
    let token: string;

    beforeAll(async () => {
      running = await starts.startJson([]);
      token = running.system.clients[0]?.token ?? "";
    }, TIMEOUT_MS);
    afterAll(() => starts.stop(running.child));

    const push = (payload: string): Promise<Response> =>
      fetch(`${running.system.url}/metrics/job/desktop-app`, {
        method: "PUT",
        headers: { authorization: toBasicAuth("desktop-app", token) },
        body: payload,
      });

    it("shows a push on the page that replaces the Pushgateway's", async () => {
      const { pushgateway } = running.system;
      expect(pushgateway.kind).toBe("embedded");
      expect((await push("x 1\n")).status).toBe(200);
      const exposed = await (await fetch(`${pushgateway.url}/metrics`)).text();
      expect(exposed).toContain('x{instance="",job="desktop-app"} 1\n');
      expect(running.errors()).toBe("");
    });

    it("prints an issue of a client's push with its place and fix, and no token", async () => {
      await push("x 1\ny{ 1\n");
      while (running.errors() === "") {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect(running.errors()).toMatch(
        /^\d\d:\d\d:\d\d ✗ PUT desktop-app \(desktop-app\) 400 .* 2:4: .*\n {9}fix: /,
      );
      expect(running.errors()).not.toContain(token);
    });

    it(
      "does not print the credential of a given Pushgateway",
      async () => {
        const { system, child } = await starts.startJson([
          ...[
            "--pushgateway",
            "http://us:secret@127.0.0.1:1/base",
            "--store",
            join(starts.folder, "given.db"),
          ],
        ]);
        expect(system.pushgateway).toEqual({ url: "http://127.0.0.1:1/base", kind: "given" });
        await starts.stop(child);
      },
      TIMEOUT_MS,
    );

    it("keeps its tokens in a file that only its owner can read", () => {
      const file = join(starts.folder, "secrets.json");
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, "utf8")).toContain(token);
    });

    it(
      "reports that a port is in use",
      async () => {
        // The Pushgateway's port is taken, too, as when another npm start runs beside the tests.
        const other = createServer()
          .once("error", () => {})
          .listen(PUSHGATEWAY_PORT, "127.0.0.1");
        const { port } = new URL(running.system.url);
        const { output, child } = await starts.start(["--port", port]);
        expect(output).toBe(
          `port ${port} is in use; choose another: npm start -- --port N (0 picks a free one)\n`,
        );
        if (child.exitCode === null) {
          await once(child, "exit");
        }
        expect(child.exitCode).toBe(1);
        other.close();
      },
      TIMEOUT_MS,
    );

    it(
      "prints a command with the token from its first start",
      async () => {
        const { output, child } = await starts.start([]);
        expect(output).toContain(`as client desktop-app with token ${token}`);
        expect(output).toContain(`curl -sS -u desktop-app:${token}`);
        await starts.stop(child);
      },
      TIMEOUT_MS,
    );
  });

  it(
    "reports where a configuration is invalid",
    async () => {
      const file = join(starts.folder, "wrong.yaml");
      writeFileSync(file, "clients:\n  - id: a\n    grant: []\n");
      expect((await starts.start(["--config", file])).output).toContain(`${file}:3:`);
    },
    TIMEOUT_MS,
  );
});
