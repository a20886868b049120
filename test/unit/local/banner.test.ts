import { describe, expect, it } from "@jest/globals";
import { type IntroducedSystem, introduce } from "../../../infra/local/terminal/banner.ts";
import { createProxyConfig } from "../../support/proxy-config.ts";

const CONFIG = createProxyConfig();
const TOKEN = "t".repeat(48);

const SYSTEM: IntroducedSystem = {
  url: "http://127.0.0.1:8080",
  consoleUrl: `http://127.0.0.1:8081/#k=${"k".repeat(22)}`,
  pushgateway: { url: "http://127.0.0.1:9091", kind: "found" },
  clients: CONFIG.clients.map(({ id }) => ({ id, token: TOKEN })),
};

const FLAGS = {
  port: 8_080,
  configFile: "proxy.yaml",
  pushgatewayUrl: undefined,
  remoteWrite: undefined,
  secretsFile: ".local/secrets.json",
  storeFile: undefined,
  requests: "shown",
  output: "text",
} as const;

describe("what npm start says first", () => {
  it("fits on a terminal of 100 columns", () => {
    const { text } = introduce(SYSTEM, CONFIG, FLAGS, "terminal");
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    expect(lines.map((line) => line.slice(2, 13).trimEnd())).toEqual([
      "API",
      "Console",
      "Pushgateway",
      "Client",
      "Push",
      "Keys",
      "waiting for",
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it("has a push and a scrape_config to paste where nobody can press a key", () => {
    const { text, examplePush } = introduce(SYSTEM, CONFIG, FLAGS, "plain");
    expect(text).toContain(`\n  ${examplePush}\n`);
    expect(text).toContain(
      'scrape_configs:\n  - job_name: "pushgateway"\n    honor_labels: true\n    static_configs:\n      - targets: ["127.0.0.1:9091"]\n',
    );
  });

  it("says when nobody may push", () => {
    const { text, examplePush } = introduce(SYSTEM, { ...CONFIG, clients: [] }, FLAGS, "terminal");
    expect(text).toBe("push to http://127.0.0.1:8080; no client of proxy.yaml has a grant to push\n");
    expect(examplePush).toBeUndefined();
  });
});
