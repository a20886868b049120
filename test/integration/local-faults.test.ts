import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
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
