import { describe, expect, it } from "@jest/globals";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { METRICS_NAMESPACE } from "../../lambda/config/shared-names.ts";
import { createProxyConfig, createRemoteWriteConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";
import { billedMetrics, writeAll } from "../support/written-metrics.ts";

/** Names of the functions' metrics that an alarm or a widget of the dashboard uses. */
const findWatchedMetrics = (config: ProxyConfig): ReadonlySet<string> => {
  const { observability } = synthesize(config);
  const alarms = Object.values(observability.findResources("AWS::CloudWatch::Alarm"))
    .map((alarm) => alarm["Properties"])
    .filter(({ Namespace }) => Namespace === METRICS_NAMESPACE)
    .map(({ MetricName }) => String(MetricName));
  const dashboard = JSON.stringify(observability.findResources("AWS::CloudWatch::Dashboard")).replaceAll(
    "\\",
    "",
  );
  const shown = [...dashboard.matchAll(new RegExp(`"${METRICS_NAMESPACE}","(\\w+)"`, "g"))].map(
    ([, name]) => name!,
  );
  const searched = [...dashboard.matchAll(/MetricName="(\w+)"/g)].map(([, name]) => name!);
  return new Set([...alarms, ...shown, ...searched]);
};

describe("metrics that the functions write", () => {
  it.each([
    ["a Pushgateway", createProxyConfig()],
    ["none", createProxyConfig({ pushgateway: "none" })],
    ["remote write", createProxyConfig({ remoteWrite: [createRemoteWriteConfig()] })],
  ])("with %s are exactly those that an alarm or the dashboard uses, since each one costs", (_, config) => {
    const written = billedMetrics(
      writeAll({
        callers: ["a"],
        pushOutcomes: ["ok"],
        credentialOutcomes: ["token-wrong"],
        config,
        destinations: config.remoteWrite.map(({ name }) => name),
      }),
    );
    const names = new Set([...written].map((metric) => metric.split(" ")[0]));
    expect([...names].sort()).toEqual([...findWatchedMetrics(config)].sort());
  });
});
