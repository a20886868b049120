import { describe, expect, it } from "@jest/globals";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { METRICS_NAMESPACE } from "../../lambda/config/shared-names.ts";
import { createProxyConfig, createRemoteWriteConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";
import { billedMetrics, writeAll } from "../support/written-metrics.ts";

/**
 * The functions' metrics that an alarm or a widget of the dashboard uses, with their dimensions. A search has a value only for
 * the environment.
 */
const findWatchedMetrics = (config: ProxyConfig): ReadonlySet<string> => {
  const { observability } = synthesize(config);
  const alarms = Object.values(observability.findResources("AWS::CloudWatch::Alarm"))
    .map((alarm) => alarm["Properties"])
    .filter(({ Namespace }) => Namespace === METRICS_NAMESPACE)
    .map(({ MetricName, Dimensions }) =>
      describeMetric(
        MetricName,
        Dimensions.map(({ Name, Value }: Dimension) => [Name, Value]),
      ),
    );
  const dashboard = JSON.stringify(observability.findResources("AWS::CloudWatch::Dashboard")).replaceAll(
    "\\",
    "",
  );
  const shown = [...dashboard.matchAll(new RegExp(`"${METRICS_NAMESPACE}","(\\w+)",([^{\\]]*)`, "g"))].map(
    ([, name = "", dimensions = ""]) =>
      describeMetric(
        name,
        [...dimensions.matchAll(/"([^"]*)","([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
      ),
  );
  const searched = [
    ...dashboard.matchAll(/SEARCH\('\{\w+,([\w,]*)\} environment="(\w+)" MetricName="(\w+)"/g),
  ].map(([, keys = "", environment = "", name = ""]) =>
    describeMetric(
      name,
      keys.split(",").map((key) => [key, key === "environment" ? environment : (SEARCHED[key] ?? "")]),
    ),
  );
  return new Set([...alarms, ...shown, ...searched]);
};

interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

const describeMetric = (name: string, dimensions: readonly (readonly [string, string])[]): string =>
  [name, ...dimensions.map(([key, value]) => `${key}=${value}`).sort()].join(" ");

/** What a search finds. */
const SEARCHED: Readonly<Record<string, string>> = { client: "a", outcome: "*" };

const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  pushes: ["ok"],
  authorizations: ["authenticated", "token-wrong"],
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
    const sorted = [...written].map((metric) => {
      const [name, ...dimensions] = metric.split(" ");
      return [name, ...dimensions.sort()].join(" ");
    });
    const expected = [...findWatchedMetrics(config)].flatMap((metric) =>
      metric.includes("outcome=*")
        ? OUTCOMES[metric.split(" ")[0] ?? ""]!.map((outcome) =>
            metric.replace("outcome=*", `outcome=${outcome}`),
          )
        : [metric],
    );
    expect(sorted.sort()).toEqual([...new Set(expected)].sort());
  });
});
