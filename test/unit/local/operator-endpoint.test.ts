import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openOperatorEndpoint, readOperatorAccess } from "../../../infra/local/operator-endpoint.ts";

describe("systems that start at the same time in one folder", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "operator-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ["an empty folder", undefined],
    ["a folder with the file of a system that was killed", '{"url":"http://127.0.0.1:9","token":"old"}'],
  ])("all start in %s, and the commands reach exactly one of them", async (_, left) => {
    const file = join(folder, "operator.json");
    if (left !== undefined) {
      writeFileSync(file, left);
    }
    const warnings: string[] = [];
    const asked: number[] = [];
    const endpoints = await Promise.all(
      [1, 2, 3].map((system) =>
        openOperatorEndpoint(file, {
          sweep: async () => {
            asked.push(system);
            return {};
          },
          consoleUrl: () => undefined,
          warn: (text) => warnings.push(text),
        }),
      ),
    );
    const access = readOperatorAccess(file);
    if (!access.ok) {
      throw new Error(access.error);
    }
    const { url, token } = access.value;
    await fetch(url, { method: "POST", headers: { Authorization: `Bearer ${token}` }, body: "{}" });
    await Promise.all(endpoints.map((endpoint) => endpoint.close()));

    expect(asked).toHaveLength(1);
    expect(warnings).toEqual(Array(2).fill(expect.stringContaining("another running npm start")));
  });
});
