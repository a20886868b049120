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
  host: "127.0.0.1",
  port: 8_080,
  configFile: "proxy.yaml",
  pushgatewayUrl: undefined,
  remoteWrite: undefined,
  secretsFile: ".local/secrets.json",
  storeFile: undefined,
  requests: "shown",
  output: "text",
} as const;

describe("the banner of npm start", () => {
  it("fits into a terminal of 100 columns", () => {
    const { text } = introduce(SYSTEM, CONFIG, FLAGS, 100);
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

  it("is wrapped in a narrower terminal, and its push can still be pasted", () => {
    const { text } = introduce(SYSTEM, CONFIG, FLAGS, 60);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(text).toMatch(/ {2}Push {9}npx pushgateway-proxy push .* \\\n {15}--job /);
    expect(text).toMatch(/ {2}Keys .*\n {15}[sr] /);
  });

  it("has a push that finds the token of a system with other files", () => {
    const flags = { ...FLAGS, configFile: "my proxy.yaml", secretsFile: "/tmp/secrets.json" };
    expect(introduce(SYSTEM, CONFIG, flags, 200).text).toMatch(
      / {2}Push .* --job desktop-app --config 'my proxy.yaml' --secrets \/tmp\/secrets.json\n/,
    );
  });

  it("breaks neither the token nor the console's address in a terminal of 50 columns", () => {
    const { text } = introduce(SYSTEM, CONFIG, FLAGS, 50);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(50);
    expect(text).toContain(`\n${TOKEN}\n`);
    expect(text).toContain(`  Console\n${SYSTEM.consoleUrl}\n`);
  });

  it("shows the whole address of a Pushgateway that was given, and no credential", () => {
    const pushgateway = { url: "https://user:hidden@10.0.0.1:9091/push/", kind: "given" } as const;
    const { text, scrapeConfig } = introduce({ ...SYSTEM, pushgateway }, CONFIG, FLAGS, undefined);
    expect(scrapeConfig).toContain(
      '    scheme: https\n    metrics_path: "/push/metrics"\n    static_configs:',
    );
    expect(text).toContain("Pushgateway: https://10.0.0.1:9091/push (as given)\n");
    expect(text).not.toContain("hidden");
  });

  it.each([
    ["on a terminal", 100],
    ["elsewhere", undefined],
  ])("tells how other machines can push: %s", (_, columns) => {
    const { text } = introduce(SYSTEM, CONFIG, { ...FLAGS, host: "0.0.0.0" }, columns);
    expect(text).toMatch(/pen to +other machines, over plain HTTP: .*\(--host 0\.0\.0\.0\)\n/);
    expect(introduce(SYSTEM, CONFIG, { ...FLAGS, host: "127.0.0.2" }, columns).text).not.toContain(
      "other machines",
    );
  });

  it("prints a push and a scrape_config to paste when there are no keys to press", () => {
    const { text, examplePush } = introduce(SYSTEM, CONFIG, FLAGS, undefined);
    expect(text).toContain(`\n  ${examplePush}\n`);
    expect(text).toContain(
      'scrape_configs:\n  - job_name: "pushgateway"\n    honor_labels: true\n    static_configs:\n      - targets: ["127.0.0.1:9091"]\n',
    );
  });

  it("says when no client may push", () => {
    const { text, examplePush } = introduce(SYSTEM, { ...CONFIG, clients: [] }, FLAGS, 100);
    expect(text).toBe(
      "The API is at http://127.0.0.1:8080, but no client in proxy.yaml has a grant to push\n",
    );
    expect(examplePush).toBeUndefined();
  });
});
