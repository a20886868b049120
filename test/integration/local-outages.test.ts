import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { toBasicAuth } from "../support/credentials.ts";
import { LocalStarts, push, until } from "../support/npm-start.ts";

const TIMEOUT_MS = 60_000;

const toConfig = (...clients: readonly string[]): string =>
  `clients:\n${clients
    .map((id) => `  - id: ${id}\n    grants: [{ methods: [PUT], job: "*", metrics: ["*"] }]\n`)
    .join("")}`;

const starts = new LocalStarts();
const { folder } = starts;
const configFile = join(folder, "proxy.yaml");

afterAll(() => starts.close());

describe("a proxy.yaml that changes while npm start runs", () => {
  it(
    "is used at once, with a new token printed once, and ignored if it is invalid",
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
      await until(() => errors().split("was read again and is in use").length === 3);
      expect(await push(system, "first")).toBe(401);
      expect(await push(system, "second", token)).toBe(200);
      expect(errors().split(token)).toHaveLength(2);
      await starts.stop(child);
    },
    TIMEOUT_MS,
  );
});

describe("a proxy.yaml that gets a new grouping label", () => {
  it(
    "delays only keys with the label",
    async () => {
      writeFileSync(configFile, toConfig("app"));
      const { child, system, errors } = await starts.startJson([]);
      const send = async (path: string, body: string): Promise<number> => {
        const { token = "" } = system.clients[0] ?? {};
        const headers = { authorization: toBasicAuth("app", token) };
        const response = await fetch(`${system.url}/metrics/job/app${path}`, {
          method: "PUT",
          headers,
          body,
        });
        await response.text();
        return response.status;
      };
      expect(await send("", 'x{instance="a"} 1\n')).toBe(200);
      expect(await send("/instance/a", "x 1\n")).toBe(403);

      writeFileSync(
        configFile,
        toConfig("app").replace("metrics", 'grouping: { "instance?": "*" }, metrics'),
      );
      await until(() => errors().includes("was read again and is in use"));
      // Keys with the new label wait for the sweep, which places earlier pushes. All others do not wait.
      expect(await send("/instance/b", "x 1\n")).toBe(503);
      expect(await send("", 'x{instance="a"} 2\n')).toBe(200);
      await starts.stop(child);
    },
    TIMEOUT_MS,
  );
});

describe("a second npm start beside the first", () => {
  it(
    "does not change the operator's file of the first",
    async () => {
      writeFileSync(configFile, toConfig("app"));
      const operatorFile = join(folder, "operator.json");
      const first = await starts.startJson([]);
      const access = readFileSync(operatorFile, "utf8");
      const second = await starts.startJson([]);
      expect(second.errors()).toContain("reach another running npm start");
      expect(readFileSync(operatorFile, "utf8")).toBe(access);
      await starts.stop(second.child);
      expect(readFileSync(operatorFile, "utf8")).toBe(access);
      await starts.stop(first.child);
      expect(existsSync(operatorFile)).toBe(false);
    },
    TIMEOUT_MS,
  );
});
