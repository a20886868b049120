import { describe, expect, it } from "@jest/globals";
import { createProxyConfig, createRemoteWriteConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const toResources = (environment: string): readonly Resource[] => {
  const { deployment } = createProxyConfig();
  const config = createProxyConfig({
    environment,
    rotation: { overlapSeconds: 86_400, everyDays: 30 },
    remoteWrite: [createRemoteWriteConfig()],
    deployment: { ...deployment, firewall: { requestsPerAddress: 100, exemptCidrs: ["192.0.2.0/24"] } },
  });
  return Object.values(synthesize(config)).flatMap((template) =>
    Object.values<Resource>(template.toJSON()["Resources"]),
  );
};

/** The name of the second begins like that of a stack of the first. */
const prod = toResources("prod");
const other = toResources("prod-data");

const ofType = (resources: readonly Resource[], type: string) =>
  resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties);

/** Names that are valid only inside another resource, or that are no names of resources. */
const SHARED = [
  "AWS::ApiGateway::Authorizer.Name",
  "AWS::ApiGateway::Stage.StageName",
  "AWS::CloudWatch::Alarm.MetricName",
  "AWS::EC2::VPCEndpoint.ServiceName",
  "AWS::IAM::Policy.PolicyName",
  "AWS::Lambda::Alias.Name",
  "AWS::Lambda::Permission.FunctionName",
  "AWS::ServiceDiscovery::Service.Name",
];

/** From a name to the property that has it. A reference is not a name. */
const toNames = (resources: readonly Resource[]): ReadonlyMap<string, string> =>
  new Map(
    resources.flatMap(({ Type, Properties = {} }) =>
      Object.entries(Properties)
        .filter(([key]) => /(Name|Alias|Family)$/.test(key) || (Type.endsWith("ApiKey") && key === "Value"))
        .filter(([, value]) => typeof value === "string" || Object.hasOwn(value as object, "Fn::Join"))
        .map(([key, value]) => [`${Type}.${key} ${JSON.stringify(value)}`, `${Type}.${key}`] as const),
    ),
  );

const toTags = (resources: readonly Resource[], type: string) =>
  ofType(resources, type).map(({ Tags, FileSystemTags }) =>
    ((Tags ?? FileSystemTags) as { Key: string; Value: string }[]).find(({ Key }) => Key === "Name"),
  );

describe("two environments of one account", () => {
  it("share no name of a resource", () => {
    const names = toNames(prod);
    const shared = [...toNames(other)].filter(([name]) => names.has(name)).map(([, property]) => property);
    expect([...new Set(shared)].sort()).toEqual(SHARED);
  });

  it.each([
    ["AWS::ECS::TaskDefinition", "Family", "pushgateway-proxy-prod-pushgateway"],
    ["AWS::ServiceDiscovery::PrivateDnsNamespace", "Name", "prod.pushgateway.internal"],
    ["AWS::Lambda::Function", "FunctionName", "pushgateway-proxy-prod-sweep"],
    ["AWS::APS::Workspace", "Alias", "pushgateway-proxy-prod-amp"],
  ])("have the environment in the name of %s (%s)", (type, property, name) => {
    const named = ofType(prod, type).map((properties) => properties[property]);
    expect(named).toContain(name);
  });

  it.each([
    ["AWS::EC2::VPC", "pushgateway-proxy-prod-network"],
    ["AWS::EFS::FileSystem", "pushgateway-proxy-prod-pushgateway"],
  ])("can be told apart in lists of %s", (type, name) => {
    expect(toTags(prod, type)).toEqual([{ Key: "Name", Value: name }]);
  });

  it("have dashboards whose names differ also between regions, since every region shows all of them", () => {
    expect(ofType(prod, "AWS::CloudWatch::Dashboard").map(({ DashboardName }) => DashboardName)).toEqual([
      { "Fn::Join": ["", ["pushgateway-proxy-prod-observability-", { Ref: "AWS::Region" }]] },
    ]);
  });

  it("have alarms for their own metrics only", () => {
    const watched = (resources: readonly Resource[]) =>
      ofType(resources, "AWS::CloudWatch::Alarm").map(({ Namespace, MetricName, Dimensions }) =>
        JSON.stringify([Namespace, MetricName, Dimensions]),
      );
    expect(watched(prod).length).toBeGreaterThan(20);
    expect(watched(prod).filter((metric) => watched(other).includes(metric))).toEqual([]);
  });

  it("have firewalls with separate metrics", () => {
    const names = [prod, other].flatMap((resources) =>
      ofType(resources, "AWS::WAFv2::WebACL").map(
        ({ VisibilityConfig }) => (VisibilityConfig as { MetricName: string }).MetricName,
      ),
    );
    expect(names).toEqual(["pushgateway-proxy-prod-api", "pushgateway-proxy-prod-data-api"]);
  });

  it("have no rights to each other's tables, logs and tokens", () => {
    const patterns = [...JSON.stringify(prod).matchAll(/[^":]*pushgateway-proxy[-/][^":]*(?=\*")/g)].map(
      ([pattern]) => pattern,
    );
    expect([...new Set(patterns)].sort()).toEqual([
      "pushgateway-proxy-prod-pushgateway-PushgatewayLog",
      "pushgateway-proxy/prod/",
      "table/pushgateway-proxy-prod-data-Store",
    ]);
    for (const name of [
      "table/pushgateway-proxy-prod-data-data-StoreGroups12345678-ABCDEFGHIJKL",
      "pushgateway-proxy-prod-data-pushgateway-PushgatewayLog12345678-ABCDEFGHIJKL",
      "pushgateway-proxy/prod-data/desktop-app",
    ]) {
      expect(patterns.filter((pattern) => name.startsWith(pattern))).toEqual([]);
    }
  });
});
