import { describe, expect, it } from "@jest/globals";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const withPushgateway = synthesize();
const without = synthesize(createProxyConfig({ pushgateway: "none" }));

const typesOf = (templates: typeof without): ReadonlySet<string> =>
  new Set(
    Object.values(templates).flatMap((template) =>
      Object.values(template.toJSON()["Resources"] as Record<string, { readonly Type: string }>).map(
        ({ Type }) => Type,
      ),
    ),
  );

const functionsOf = (templates: typeof without) =>
  Object.values(templates.api.findResources("AWS::Lambda::Function")).map(
    (resource) => resource["Properties"] as Readonly<Record<string, unknown>>,
  );

/** Resource types of the VPC, and those that only a VPC or a container needs. */
const OF_THE_PUSHGATEWAY = /^AWS::(EC2|ECS|EFS|ECR|ServiceDiscovery)::/;

describe("a deployment without a Pushgateway", () => {
  it("consists of the store, the API and their monitoring", () =>
    expect(Object.keys(without).sort()).toEqual(["api", "data", "observability"]));

  it("has no VPC, no container and no disk", () => {
    expect([...typesOf(withPushgateway)].some((type) => OF_THE_PUSHGATEWAY.test(type))).toBe(true);
    expect([...typesOf(without)].filter((type) => OF_THE_PUSHGATEWAY.test(type))).toEqual([]);
  });

  it("has its functions outside any VPC, without the address of a Pushgateway", () => {
    const settings = JSON.stringify(functionsOf(without));
    expect(JSON.stringify(functionsOf(withPushgateway))).toMatch(/PUSHGATEWAY_URL.*VpcConfig/);
    expect(settings).not.toMatch(/PUSHGATEWAY_URL|VpcConfig/);
    expect(settings).toMatch(/GROUPS_TABLE/);
  });

  it("has no right to network interfaces", () =>
    expect(JSON.stringify(without.api.findResources("AWS::IAM::Policy"))).not.toContain("ec2:"));

  it("runs the sweep only on its schedule", () => {
    const rules = Object.values(without.api.findResources("AWS::Events::Rule"));
    expect(rules.map((rule) => rule["Properties"])).toEqual([
      expect.objectContaining({ ScheduleExpression: "rate(1 minute)" }),
    ]);
  });

  it("keeps the groups of an earlier deployment, since the store has the same resources", () =>
    expect(without.data.toJSON()).toEqual(withPushgateway.data.toJSON()));

  it("has no alarm and no graph of the Pushgateway", () => {
    const alarms = Object.values(without.observability.findResources("AWS::CloudWatch::Alarm")).map((alarm) =>
      String(alarm["Properties"].AlarmDescription).replace(/.*#/, ""),
    );
    expect(alarms).toEqual(
      expect.arrayContaining(["store-failing", "sweep-missing", "unreadable-items", "api-failing"]),
    );
    expect(
      alarms.filter((name) => /relay|pushgateway|persistence|foreign|went-back|groups-refused/.test(name)),
    ).toEqual([]);
    expect(JSON.stringify(without.observability.findResources("AWS::CloudWatch::Dashboard"))).not.toMatch(
      /Pushgateway \(|not relayed|Repairs|pushgatewayRestarts|AWS\/ECS/,
    );
  });
});
