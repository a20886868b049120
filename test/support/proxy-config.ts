import { parseProxyConfig } from "../../lambda/config/parse.ts";
import type { ProxyConfig, PushgatewayConfig, RemoteWriteConfig } from "../../lambda/config/proxy-config.ts";

/** Two clients and every default, with the changes of a test. */
export const createProxyConfig = (changes: Partial<ProxyConfig> = {}): ProxyConfig => {
  const config = parseProxyConfig(TWO_CLIENTS, "test.yaml");
  if (!config.ok) {
    throw new TypeError(JSON.stringify(config.error));
  }
  return { ...config.value, environment: "test", ...changes };
};

/** The same with other settings of the Pushgateway. */
export const withPushgateway = (changes: Partial<PushgatewayConfig>): ProxyConfig => {
  const config = createProxyConfig();
  if (config.pushgateway === "none") {
    throw new TypeError("there is a Pushgateway by default");
  }
  return { ...config, pushgateway: { ...config.pushgateway, ...changes } };
};

const TWO_CLIENTS = `
clients:
  - id: desktop-app
    grants:
      - methods: [PUT, POST, DELETE]
        job: desktop-app
        grouping: { "instance?": "*" }
        metrics: ["*"]
  - id: ci
    grants:
      - methods: [PUT, POST]
        job: "ci-*"
        grouping: { "branch?": "*" }
        metrics: ["ci_*"]
`;

/** A workspace of Amazon Managed Prometheus that the deployment creates. */
export const createRemoteWriteConfig = (changes: Partial<RemoteWriteConfig> = {}): RemoteWriteConfig => ({
  name: "amp",
  target: { kind: "amp", workspaceArn: undefined },
  headers: {},
  protocol: "1.0",
  refreshRuns: 4,
  jobs: ["*"],
  neverRefresh: [],
  externalLabels: {},
  shards: 1,
  ...changes,
});
