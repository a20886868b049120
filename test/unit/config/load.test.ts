import { describe, expect, it } from "@jest/globals";
import { describeConfigIssue } from "../../../lambda/config/config-issue.ts";
import { loadProxyConfig } from "../../../lambda/config/load.ts";

describe("loadProxyConfig", () => {
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
    expect(folder.ok ? "" : folder.error.map(describeConfigIssue).join()).toMatch(
      /^docs:1:1: the file cannot be read: EISDIR/,
    );
  });
});
