import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
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

let running: Awaited<ReturnType<LocalStarts["startJson"]>>;

beforeAll(async () => {
  writeFileSync(configFile, toConfig("app"));
  running = await starts.startJson([]);
}, TIMEOUT_MS);

afterAll(() => starts.close());

const countReloads = (): number => running.errors().split("was read again and is in use").length - 1;

const change = async (config: string): Promise<void> => {
  const before = countReloads();
  writeFileSync(configFile, config);
  await until(() => countReloads() > before);
};

describe("a proxy.yaml that changes while npm start runs", () => {
  it(
    "is used at once, with a new token printed once, and ignored if it is invalid",
    async () => {
      const { system, errors } = running;
      expect(await push(system, "app")).toBe(200);

      writeFileSync(configFile, toConfig("app", "second"));
      await until(() => errors().includes("client second is new"));
      const token = /client second is new and has token (\S+)/.exec(errors())?.[1] ?? "";
      expect(await push(system, "second", token)).toBe(200);
      expect(await push(system, "app")).toBe(200);

      writeFileSync(configFile, toConfig("app", "second").replace("grants", "grant"));
      await until(() => errors().includes("is not used"));
      expect(errors()).toMatch(
        /warning: \S+proxy\.yaml was changed and is not used: \S+proxy\.yaml:\d+:\d+: clients/,
      );
      expect(await push(system, "second", token)).toBe(200);

      await change(toConfig("second"));
      expect(await push(system, "app")).toBe(401);
      expect(await push(system, "second", token)).toBe(200);
      expect(errors().split(token)).toHaveLength(2);
      await change(toConfig("app"));
    },
    TIMEOUT_MS,
  );

  it(
    "says that another pushgateway needs a restart, as long as it differs from that of the start",
    async () => {
      const { errors } = running;
      const before = errors().length;
      await change(`pushgateway: none\n${toConfig("app")}`);
      await change(toConfig("app"));
      expect(
        errors()
          .slice(before)
          .match(/is in use.*/g),
      ).toEqual(["is in use, except pushgateway: end npm start and start it again for that", "is in use"]);
    },
    TIMEOUT_MS,
  );

  it(
    "delays only keys with the label if it gets a new grouping label",
    async () => {
      const { system } = running;
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

      await change(toConfig("app").replace("metrics", 'grouping: { "instance?": "*" }, metrics'));
      // Keys with the new label wait for the sweep, which places earlier pushes. All others do not wait.
      expect(await send("/instance/b", "x 1\n")).toBe(503);
      expect(await send("", 'x{instance="a"} 2\n')).toBe(200);
    },
    TIMEOUT_MS,
  );
});

describe("a second npm start beside the first", () => {
  it(
    "does not change the operator's file of the first",
    async () => {
      const operatorFile = join(folder, "operator.json");
      const access = readFileSync(operatorFile, "utf8");
      const second = await starts.startJson([]);
      expect(second.errors()).toContain("reach another running npm start");
      expect(readFileSync(operatorFile, "utf8")).toBe(access);
      await starts.stop(second.child);
      expect(readFileSync(operatorFile, "utf8")).toBe(access);
      await starts.stop(running.child);
      expect(existsSync(operatorFile)).toBe(false);
    },
    TIMEOUT_MS,
  );
});
