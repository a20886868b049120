import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { identifyProcess } from "../../infra/local/process-identity.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { LocalStarts, type StartedSystem } from "../support/npm-start.ts";
import { findFreePort, findPushgateway } from "../support/real-components.ts";

const TIMEOUT_MS = 60_000;

const toConfig = (...clients: readonly string[]): string =>
  `clients:\n${clients
    .map((id) => `  - id: ${id}\n    grants: [{ methods: [PUT], job: "*", metrics: ["*"] }]\n`)
    .join("")}`;

const starts = new LocalStarts();
const { folder } = starts;
const configFile = join(folder, "proxy.yaml");

afterAll(() => starts.close());

const push = async ({ url, clients }: StartedSystem, id: string, token?: string): Promise<number> => {
  const own = token ?? clients.find((client) => client.id === id)?.token ?? "";
  const response = await fetch(`${url}/metrics/job/${id}`, {
    method: "PUT",
    headers: { authorization: toBasicAuth(id, own) },
    body: "x 1\n",
  });
  await response.text();
  return response.status;
};

const until = async (isSo: () => boolean): Promise<void> => {
  const deadlineMs = Date.now() + 15_000;
  while (!isSo()) {
    if (Date.now() > deadlineMs) throw new Error("it does not come to that");
    await sleep(20);
  }
};

describe("a proxy.yaml that changes while npm start runs", () => {
  it(
    "is used at once with a new token told once, and not used where it is broken",
    async () => {
      writeFileSync(configFile, toConfig("first"));
      const { child, system, errors } = await starts.startJson([]);
      expect(await push(system, "first")).toBe(200);

      writeFileSync(configFile, toConfig("first", "second"));
      await until(() => errors().includes("client second is new"));
      const token = /client second is new and has token (\S+)/.exec(errors())?.[1] ?? "";
      expect(await push(system, "second", token)).toBe(200);
      expect(await push(system, "first")).toBe(200);

      writeFileSync(configFile, toConfig("first", "second").replace("grants", "grant"));
      await until(() => errors().includes("is not used"));
      expect(errors()).toMatch(
        /warning: \S+proxy\.yaml was changed and is not used: \S+proxy\.yaml:\d+:\d+: clients/,
      );
      expect(await push(system, "second", token)).toBe(200);

      writeFileSync(configFile, toConfig("second"));
      await until(() => errors().split("is used from now on").length === 3);
      expect(await push(system, "first")).toBe(401);
      expect(await push(system, "second", token)).toBe(200);
      expect(errors().split(token)).toHaveLength(2);
      await starts.stop(child);
    },
    TIMEOUT_MS,
  );
});

describe("a second npm start beside the first", () => {
  it(
    "leaves the operator's file of the first as it is",
    async () => {
      writeFileSync(configFile, toConfig("app"));
      const operatorFile = join(folder, "operator.json");
      const first = await starts.startJson([]);
      const access = readFileSync(operatorFile, "utf8");
      const second = await starts.startJson([]);
      expect(second.errors()).toContain("another npm start runs");
      expect(readFileSync(operatorFile, "utf8")).toBe(access);
      await starts.stop(second.child);
      expect(readFileSync(operatorFile, "utf8")).toBe(access);
      await starts.stop(first.child);
      expect(existsSync(operatorFile)).toBe(false);
    },
    TIMEOUT_MS,
  );
});

const pushgateway = findPushgateway();

describeWithReal("npm start with a Pushgateway that it started", { pushgateway }, () => {
  const path = process.env["PATH"] ?? "";
  const lockOf = (port: number) =>
    JSON.parse(readFileSync(join(folder, `pushgateway-${port}.data.lock`), "utf8")) as {
      readonly writer: { readonly pid: number };
    };

  beforeAll(() => writeFileSync(configFile, toConfig("app")));

  it(
    "stops the one that a killed start left behind, which keeps its data",
    async () => {
      const port = await findFreePort();
      const first = await starts.startJson(["--port", String(port)], path);
      const orphan = lockOf(port).writer.pid;
      expect(await push(first.system, "app")).toBe(200);
      first.child.kill("SIGKILL");
      await once(first.child, "exit");
      expect((await fetch(`${first.system.pushgateway.url}/-/ready`)).status).toBe(200);

      const second = await starts.startJson(["--port", String(port)], path);
      expect(second.errors()).toContain(`stopped the Pushgateway (process ${orphan})`);
      expect(identifyProcess(orphan)).toBeUndefined();
      const page = await (await fetch(`${second.system.pushgateway.url}/metrics`)).text();
      expect(page).toContain('x{instance="",job="app"} 1\n');
      await starts.stop(second.child);
      expect(existsSync(join(folder, `pushgateway-${port}.data.lock`))).toBe(false);
    },
    TIMEOUT_MS,
  );

  it(
    "says in one line that it ended, starts it again, and loses no push meanwhile",
    async () => {
      const port = await findFreePort();
      const { child, system, errors } = await starts.startJson(["--port", String(port)], path);
      expect(await push(system, "app")).toBe(200);
      const before = errors();
      process.kill(lockOf(port).writer.pid, "SIGKILL");
      await until(() => errors() !== before);
      expect(errors().slice(before.length)).toMatch(
        /^\S+ warning: the Pushgateway ended \(SIGKILL\); it is started again in 0\.5 s\n$/,
      );
      expect(await push(system, "app")).toBe(200);
      await starts.stop(child);
    },
    TIMEOUT_MS,
  );
});
