import { expect, it } from "@jest/globals";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const config = createProxyConfig();
const scraper = { ...config.clients[0]!, id: "prometheus", grants: [], scrape: { jobs: ["*"] } };

/** Values that CloudFormation would fill in are shown as REF. */
const outputsOf = (changes: Partial<typeof config>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(synthesize({ ...config, ...changes }).api.findOutputs("*"))
      .filter(([name]) => name.startsWith("PageScrape"))
      .map(([name, { Value }]) => [
        name,
        typeof Value === "string"
          ? Value
          : Value["Fn::Join"][1].map((part: unknown) => (typeof part === "string" ? part : "REF")).join(""),
      ]),
  );

it("outputs nothing about the page if no client may scrape it", () => expect(outputsOf({})).toEqual({}));

it("outputs how a client with the right scrapes the page", () => {
  const outputs = outputsOf({ clients: [...config.clients, scraper] });
  expect(outputs["PageScrapeConfig"]).toBe(`scrape_configs:
  - job_name: "pushgateway"
    honor_labels: true
    scrape_native_histograms: true
    always_scrape_classic_histograms: true
    scrape_protocols: [PrometheusProto, OpenMetricsText1.0.0, OpenMetricsText0.0.1, PrometheusText0.0.4]
    scheme: https
    metrics_path: "/prod/metrics"
    scrape_interval: 60s
    scrape_timeout: 30s
    basic_auth:
      username: "prometheus"
      password_file: "/etc/prometheus/pushgateway-proxy.token"
    static_configs:
      - targets: ["REF.execute-api.REF.REF"]
`);
  expect(outputs["PageScrapeAlloy"]).toContain('username      = "prometheus"');
  expect(outputs["PageScrapeAlloy"]).toContain("  scrape_native_histograms  = true\n");
  expect(outputs["PageScrapeAlloy"]).toContain('  scrape_protocols          = ["PrometheusProto", ');
  expect(outputs["PageScrapeGrafanaCloud"]).toBe(
    "Scrape job URL https://REF.execute-api.REF.REF/prod/metrics, authentication Basic, username prometheus, password: the token of prometheus",
  );
});

it("outputs the configured host name", () => {
  const domain = {
    name: "push.example.com",
    certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/x",
  };
  const outputs = outputsOf({ clients: [scraper], deployment: { ...config.deployment, domain } });
  expect(outputs["PageScrapeConfig"]).toContain('targets: ["push.example.com"]');
  expect(outputs["PageScrapeConfig"]).toContain('metrics_path: "/metrics"');
});
