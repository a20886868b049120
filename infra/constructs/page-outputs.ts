import { CfnOutput, Stack } from "aws-cdk-lib";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import type { Construct } from "constructs";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { TOKEN_FILE, toAlloyScrape, toScrapeConfig } from "../scrape-config.ts";

/** Outputs how the first client with the right scrapes the page. Without such a client there is no output. */
export const addPageOutputs = (
  scope: Construct,
  { clients, scrape, deployment }: ProxyConfig,
  { restApiId }: RestApi,
): void => {
  const client = clients.find((candidate) => candidate.scrape !== undefined)?.id;
  if (client === undefined) {
    return;
  }
  const { region, urlSuffix } = Stack.of(scope);
  const { domain, stage } = deployment;
  const address = domain?.name ?? `${restApiId}.execute-api.${region}.${urlSuffix}`;
  const path = domain === undefined ? `/${stage}/metrics` : "/metrics";
  const target = { job: scrape.job, address, page: { path, client } };
  new CfnOutput(scope, "PageScrapeConfig", {
    description: `Paste it into prometheus.yml, with the token of ${client} in ${TOKEN_FILE}; for Prometheus before 3.8 remove the keys with native, classic and protocols`,
    value: toScrapeConfig(target, "3.8 or newer"),
  });
  new CfnOutput(scope, "PageScrapeAlloy", {
    description: `The same for Grafana Alloy, with the token of ${client} in ${TOKEN_FILE}; prometheus.remote_write needs send_native_histograms = true`,
    value: toAlloyScrape(target),
  });
  new CfnOutput(scope, "PageScrapeGrafanaCloud", {
    description: "Grafana Cloud scrapes it without an agent: Connections, Metrics Endpoint",
    value: `Scrape job URL https://${address}${path}, authentication Basic, username ${client}, password: the token of ${client}`,
  });
};
