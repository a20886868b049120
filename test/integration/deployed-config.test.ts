import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type LocalProxy, startLocalProxy } from "../support/local-proxy.ts";

const SAMPLE = readFileSync("test/corpus/sample.prom", "utf8");

/** The configuration that the README begins with and deploys. */
describe("the proxy.yaml of this repository", () => {
  let proxy: LocalProxy;

  beforeAll(async () => {
    proxy = await startLocalProxy(readFileSync("proxy.yaml", "utf8"));
  });
  afterAll(() => proxy.stop());

  const push = async (method: string, path: string, body: string | null): Promise<number> => {
    const headers = { Authorization: proxy.authorization["desktop-app"] ?? "" };
    const response = await fetch(`${proxy.url}${path}`, { method, headers, body });
    await response.arrayBuffer();
    return response.status;
  };

  it.each(["/metrics/job/desktop-app/instance/laptop", "/metrics/job/desktop-app"])(
    "lets desktop-app push the sample of the corpus to %s",
    async (path) => expect(await push("PUT", path, SAMPLE)).toBe(200),
  );

  it("lets no client push names outside its prefixes, or delete", async () => {
    expect(await push("PUT", "/metrics/job/desktop-app", "ci_seconds 1\n")).toBe(403);
    expect(await push("DELETE", "/metrics/job/desktop-app", null)).toBe(403);
  });
});
