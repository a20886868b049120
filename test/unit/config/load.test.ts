import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { describeConfigIssue } from "../../../lambda/config/config-issue.ts";
import { loadProxyConfig } from "../../../lambda/config/load.ts";

describe("loadProxyConfig", () => {
  const folder = mkdtempSync(join(tmpdir(), "load-config-"));
  const file = join(folder, "proxy.yaml");
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ["Windows-1252", Buffer.from("environment: a\nclients: [gr\xf6\xdfe]\n", "latin1"), "2:13"],
    ["UTF-16", Buffer.from("\ufeffclients: []\n", "utf16le"), "1:1"],
  ])("refuses a file in %s, at its first such byte", (_, bytes, place) => {
    writeFileSync(file, bytes);
    const config = loadProxyConfig(file);
    expect(config.ok ? [] : config.error.map(describeConfigIssue)).toEqual([
      `${file}:${place}: the file is not text in UTF-8, but for instance in UTF-16 or Windows-1252; save it as UTF-8`,
    ]);
  });

  it("reads the proxy.yaml of this repository", () => {
    const config = loadProxyConfig("proxy.yaml");
    expect(config.ok && config.value.clients.map(({ id }) => id)).toContain("desktop-app");
  });

  it("says which file cannot be read", () => {
    const config = loadProxyConfig("nowhere.yaml");
    expect(config.ok ? "" : config.error.map(describeConfigIssue).join()).toMatch(
      /^nowhere\.yaml:1:1: there is no such file; .* pushgateway-proxy config init$/,
    );
    const folder = loadProxyConfig("docs");
    expect(folder.ok ? "" : folder.error.map(describeConfigIssue).join()).toBe(
      "docs:1:1: it is a folder; name a file",
    );
  });
});
