import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";

const run = promisify(execFile);

const CONFIG = `
clients:
  - id: smoke
    grants:
      - { methods: [PUT], job: smoke, grouping: { "instance?": "*" }, metrics: ["*"] }
`;

describe("the smoke test of a deployment", () => {
  let proxy: RunningProxy;

  beforeAll(async () => {
    proxy = await startProxy(CONFIG);
  }, 60_000);

  afterAll(() => proxy?.stop());

  const smoke = (...args: readonly string[]) => run(process.execPath, ["scripts/smoke.ts", ...args]);

  it("holds against the local proxy, which behaves as AWS does", async () => {
    const { stdout } = await smoke(proxy.url, "--user", `smoke:${proxy.tokens["smoke"]}`);
    expect(stdout).toMatch(/\n(\d+) of \1 hold\n$/);
    expect(stdout).not.toContain("FAILS");
  }, 60_000);

  it("says what does not hold, and fails", async () => {
    await expect(smoke(proxy.url, "--user", "smoke:wrong")).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining("FAILS  a push is checked\n       got 401, expected 200"),
    });
  }, 60_000);

  it("says how it is used", async () => {
    await expect(smoke()).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("usage: npm run smoke"),
    });
  });
});
