import { describe, expect, it } from "@jest/globals";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const { deployment } = createProxyConfig();

const findAcl = (requestsPerAddress = 10_000) => {
  const { api } = synthesize(createProxyConfig({ deployment: { ...deployment, requestsPerAddress } }));
  const [association] = Object.values(api.findResources("AWS::WAFv2::WebACLAssociation"));
  const [acl] = Object.values(api.findResources("AWS::WAFv2::WebACL"));
  return { acl: acl!["Properties"], association: association!["Properties"] };
};

const { acl, association } = findAcl();

describe("the firewall", () => {
  it("stands before the stage, and lets in whom no rule turns away", () => {
    expect(JSON.stringify(association.ResourceArn)).toContain("PushApiDeploymentStageprod");
    expect(association.WebACLArn["Fn::GetAtt"]).toEqual([expect.stringMatching(/^FirewallAcl/), "Arn"]);
    expect(acl).toMatchObject({ Scope: "REGIONAL", DefaultAction: { Allow: {} } });
  });

  it("turns away addresses that ask too often and those of ill repute, in this order, and looks at nothing else", () => {
    const rules = acl.Rules.map(({ VisibilityConfig, ...rule }: Record<string, unknown>) => rule);
    expect(rules).toEqual([
      {
        Name: "address-rate",
        Priority: 0,
        Action: { Block: {} },
        Statement: { RateBasedStatement: { AggregateKeyType: "IP", Limit: 10_000 } },
      },
      {
        Name: "address-reputation",
        Priority: 1,
        OverrideAction: { None: {} },
        Statement: {
          ManagedRuleGroupStatement: { VendorName: "AWS", Name: "AWSManagedRulesAmazonIpReputationList" },
        },
      },
    ]);
  });

  it("looks at no body, whatever its size: metrics look like attacks", () => {
    expect(JSON.stringify(acl)).not.toMatch(/FieldToMatch|Body|OversizeHandling/);
  });

  it("lets an address ask as often as configured", () => {
    expect(findAcl(500).acl.Rules[0].Statement.RateBasedStatement.Limit).toBe(500);
  });

  it("counts what each rule does, and keeps no samples of requests, which hold credentials", () => {
    const visibility = (MetricName: string) => ({
      MetricName,
      CloudWatchMetricsEnabled: true,
      SampledRequestsEnabled: false,
    });
    expect(acl.VisibilityConfig).toEqual(visibility("all"));
    for (const { Name, VisibilityConfig } of acl.Rules) expect(VisibilityConfig).toEqual(visibility(Name));
  });
});
