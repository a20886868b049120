import { describe, expect, it } from "@jest/globals";
import type { Template } from "aws-cdk-lib/assertions";
import { createEmfAuthorizerAudit } from "../../lambda/adapters/cloudwatch/emf-authorizer-audit.ts";
import { createEmfWriter } from "../../lambda/adapters/cloudwatch/emf-document.ts";
import { createProxyConfig, createRemoteWriteConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const DESTINATIONS = ["amp", "mimir"];
const { observability } = synthesize(
  createProxyConfig({ remoteWrite: DESTINATIONS.map((name) => createRemoteWriteConfig({ name })) }),
);

interface DashboardBody {
  readonly start: string;
  readonly widgets: readonly {
    readonly properties: {
      readonly title: string;
      readonly region: string;
      readonly metrics?: readonly (readonly unknown[])[];
      readonly query?: string;
    };
  }[];
}

/** Values that CloudFormation fills in are shown as REF. */
const readBody = (body: { readonly "Fn::Join": readonly [string, readonly unknown[]] }): DashboardBody =>
  JSON.parse(body["Fn::Join"][1].map((part) => (typeof part === "string" ? part : "REF")).join(""));

/** A metric by its name, with its statistic; a search by its text. */
const toName = (metric: readonly unknown[]): string => {
  const options = metric.findLast((part): part is Record<string, string> => typeof part === "object") ?? {};
  const search = /MetricName="(\w+)" ?(.*?)',/.exec(options["expression"] ?? "");
  return search === null
    ? `${metric[1]} ${options["stat"] ?? "Average"}`
    : `${search[1]} ${search[2]}`.trim();
};

const eachDestination = (...metrics: readonly string[]): readonly string[] =>
  DESTINATIONS.flatMap(() => metrics);

/** The widgets that an operator needs first. */
const WIDGETS: Readonly<Record<string, readonly string[]>> = {
  "Pushes by client and outcome": ["pushes"],
  Latency: ["Latency p50", "Latency p99", "Duration p99", "Duration p99"],
  "Latency by stage (ms)": ["decode", "validate", "store", "relay"].flatMap((stage) => [
    `stageMs.${stage}, 50`,
    `stageMs.${stage}, 99`,
  ]),
  "Credentials by client and outcome": ["authorizations"],
  "Groups and series": ["groups Maximum", "series Maximum", "expiredGroups Sum", "releasedEntries Sum"],
  "Throttles, errors and conflicts": [
    "Throttles Sum",
    "Throttles Sum",
    "Errors Sum",
    'pushes outcome="contract-conflict"',
    "rate-exceeded Sum",
    "BlockedRequests",
  ],
  "Scrapes of the page": ["scrapes Sum", "failedScrapes Sum"],
  "Size of the page (bytes as sent)": ["scrapeBytes Maximum"],
  "Time of the page function": ["Duration Maximum"],
  "Stored and not relayed yet": [
    "laggingGroups Maximum",
    "lagSeconds Maximum",
    "pushgatewayRestarts Sum",
    "runSeconds Maximum",
  ],
  "Repairs by the sweep": ["repairedMissing Sum", "repairedOlder Sum", "repairedLeftOver Sum"],
  "What the sweep finds wrong": [
    "invalidScrapes Sum",
    "failedSweeps Sum",
    "storeFailures Sum",
    "storeBehindGroups Maximum",
    "foreignGroups Maximum",
    "unreadableItems Maximum",
    "refusedGroups Maximum",
    "aheadGroups Maximum",
  ],
  "Remote write: samples": eachDestination("remoteWriteSamples Sum"),
  "Remote write: samples given up, by reason": eachDestination(
    "remoteWriteRefused Sum",
    "remoteWriteTooLarge Sum",
    "remoteWriteRejected Sum",
  ),
  "Remote write: seconds since the last run that sent everything, and such runs": [
    ...eachDestination("remoteWriteLagSeconds Maximum"),
    ...eachDestination("remoteWriteRuns Sum"),
  ],
  "Pushgateway (% of its CPU and memory)": ["CPUUtilization Maximum", "MemoryUtilization Maximum"],
  "What is paid for by request": [
    "Count SampleCount",
    "Invocations Sum",
    "Invocations Sum",
    "Invocations Sum",
  ],
  "Store (capacity units)": [
    "ConsumedReadCapacityUnits Sum",
    "ConsumedWriteCapacityUnits Sum",
    "ConsumedReadCapacityUnits Sum",
    "ConsumedWriteCapacityUnits Sum",
  ],
};

describe("metrics that the functions write", () => {
  const written = (audit: (write: ReturnType<typeof createEmfWriter>) => void): EmfLine => {
    const lines: string[] = [];
    audit(createEmfWriter({ environment: "test", write: (line) => lines.push(line), now: Date.now }));
    return JSON.parse(lines[0] ?? "") as EmfLine;
  };

  it("are searched by the dashboard with their dimensions, in this environment only", () => {
    const { Namespace, Dimensions } = written((write) =>
      createEmfAuthorizerAudit(write).outcome(
        { kind: "refused", reason: "token-wrong", callerId: "ci" },
        "id",
      ),
    )._aws.CloudWatchMetrics[0]!;
    const [dashboard] = Object.values(observability.findResources("AWS::CloudWatch::Dashboard"));
    const searches = JSON.stringify(dashboard).match(/SEARCH\(.*?'Sum'/g) ?? [];
    const ofFunctions = searches.filter((search) => !search.includes("AWS/WAFV2"));
    expect(ofFunctions).toHaveLength(3);
    for (const search of ofFunctions) {
      expect(search).toContain(`{${[Namespace, ...Dimensions[0]!].join(",")}}`);
      expect(search).toMatch(/environment=\\+"test\\+"/);
    }
  });

  it("are shown together with the services' own metrics", () => {
    const [dashboard] = Object.values(observability.findResources("AWS::CloudWatch::Dashboard"));
    const body = readBody(dashboard!["Properties"].DashboardBody);
    const shown = body.widgets.map(({ properties: { title, metrics = [], query } }) => [
      title,
      query === undefined ? metrics.map(toName) : [...new Set(query.match(/stageMs\.\w+, \d+/g))],
    ]);
    expect(Object.fromEntries(shown)).toEqual(WIDGETS);
  });

  it("are shown together with the blocked requests of the firewall, if there is one", () => {
    const { api, observability: watched } = synthesize();
    const [acl] = Object.values(api.findResources("AWS::WAFv2::WebACL"));
    const { MetricName } = acl!["Properties"].VisibilityConfig;
    const textOf = (template: Template): string =>
      JSON.stringify(template.findResources("AWS::CloudWatch::Dashboard")).replaceAll("\\", "");
    expect(textOf(watched)).toContain(`{AWS/WAFV2,Region,Rule,WebACL} WebACL="${MetricName}"`);
    const { deployment } = createProxyConfig();
    const without = synthesize(createProxyConfig({ deployment: { ...deployment, firewall: "off" } }));
    expect(textOf(without.observability)).not.toContain("WAFV2");
  });

  it("are shown for each destination of remote write by its name, if there is one", () => {
    const [dashboard] = Object.values(observability.findResources("AWS::CloudWatch::Dashboard"));
    const text = JSON.stringify(readBody(dashboard!["Properties"].DashboardBody));
    for (const destination of DESTINATIONS) {
      expect(text).toContain(
        `"PushgatewayProxy","remoteWriteRejected","destination","${destination}","environment","test"`,
      );
    }
    const without = synthesize().observability.findResources("AWS::CloudWatch::Dashboard");
    expect(JSON.stringify(without)).not.toContain("remoteWrite");
  });

  it("are shown over half a day, in this region", () => {
    const [dashboard] = Object.values(observability.findResources("AWS::CloudWatch::Dashboard"));
    const body = readBody(dashboard!["Properties"].DashboardBody);
    expect(body.start).toBe("-PT12H");
    for (const { properties } of body.widgets) {
      expect(properties.region).toBe("REF");
    }
  });

  it("are watched by alarms in this environment only", () => {
    for (const MetricName of ["invalidScrapes", "failedSweeps"]) {
      observability.hasResourceProperties("AWS::CloudWatch::Alarm", {
        Namespace: "PushgatewayProxy",
        MetricName,
        Dimensions: [{ Name: "environment", Value: "test" }],
      });
    }
  });
});

interface EmfLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
    }[];
  };
}
