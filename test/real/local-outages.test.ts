import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { identifyProcess } from "../../infra/local/process-identity.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { LocalStarts, push, until } from "../support/npm-start.ts";
import { findFreePort, findPushgateway } from "../support/real-components.ts";

const TIMEOUT_MS = 60_000;

describeWithReal("npm start with a Pushgateway that it started", { pushgateway: findPushgateway() }, () => {
  const starts = new LocalStarts();
  const { folder } = starts;
  afterAll(() => starts.close());

  const path = process.env["PATH"] ?? "";
  const lockOf = (port: number) =>
    JSON.parse(readFileSync(join(folder, `pushgateway-${port}.data.users`), "utf8")) as {
      readonly writer: { readonly pid: number };
    };

  it(
    "stops the Pushgateway that a killed npm start left behind, which keeps its data",
    async () => {
      const port = await findFreePort();
      const first = await starts.startJson(["--port", String(port)], path);
      const orphan = lockOf(port).writer.pid;
      expect(await push(first.system, "desktop-app")).toBe(200);
      first.child.kill("SIGKILL");
      await once(first.child, "exit");
      expect((await fetch(`${first.system.pushgateway.url}/-/ready`)).status).toBe(200);

      const second = await starts.startJson(["--port", String(port)], path);
      expect(second.errors()).toContain(`stopped the Pushgateway (process ${orphan})`);
      expect(identifyProcess(orphan)).toBeUndefined();
      const page = await (await fetch(`${second.system.pushgateway.url}/metrics`)).text();
      expect(page).toContain('x{instance="",job="desktop-app"} 1\n');
      await starts.stop(second.child);
      expect(existsSync(join(folder, `pushgateway-${port}.data.users`))).toBe(false);
    },
    TIMEOUT_MS,
  );

  it(
    "reports in one line that the Pushgateway ended, restarts it, and loses no push meanwhile",
    async () => {
      const port = await findFreePort();
      const { child, system, errors } = await starts.startJson(["--port", String(port)], path);
      expect(await push(system, "desktop-app")).toBe(200);
      const before = errors();
      process.kill(lockOf(port).writer.pid, "SIGKILL");
      await until(() => errors() !== before);
      expect(errors().slice(before.length)).toMatch(
        /^\S+ warning: the Pushgateway ended \(SIGKILL\); it is started again in 0\.5 s\n$/,
      );
      expect(await push(system, "desktop-app")).toBe(200);
      await starts.stop(child);
    },
    TIMEOUT_MS,
  );
});
