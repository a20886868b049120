import { describe, expect, it } from "@jest/globals";
import type { FirewallConfig, ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const { deployment } = createProxyConfig();

const synthesizeApi = (firewall: ProxyConfig["deployment"]["firewall"]) =>
  synthesize(createProxyConfig({ deployment: { ...deployment, firewall } })).api;

const findAcl = (changes: Partial<FirewallConfig> = {}) => {
  const api = synthesizeApi({ requestsPerAddress: 10_000, exemptCidrs: [], ...changes });
  const [association] = Object.values(api.findResources("AWS::WAFv2::WebACLAssociation"));
  const [acl] = Object.values(api.findResources("AWS::WAFv2::WebACL"));
  return { acl: acl!["Properties"], association: association!["Properties"] };
};

const { acl, association } = findAcl();

describe("the firewall", () => {
  it("protects the stage, and lets in everyone whom no rule blocks", () => {
    expect(JSON.stringify(association.ResourceArn)).toContain("PushApiDeploymentStageprod");
    expect(association.WebACLArn["Fn::GetAtt"]).toEqual([expect.stringMatching(/^FirewallAcl/), "Arn"]);
    expect(acl).toMatchObject({ Scope: "REGIONAL", DefaultAction: { Allow: {} } });
  });

  it("blocks addresses that ask too often, then those with a bad reputation, and nothing else", () => {
    const rules = acl.Rules.map(({ VisibilityConfig, ...rule }: Record<string, unknown>) => rule);
    expect(rules).toEqual([
      {
        Name: "address-rate",
        Priority: 0,
        Action: {
          Block: {
            CustomResponse: {
              ResponseCode: 429,
              CustomResponseBodyKey: "too-many-requests",
              ResponseHeaders: [{ Name: "Retry-After", Value: "30" }],
            },
          },
        },
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

  it("answers 429 to addresses that ask too often, in the shape of every other problem", () => {
    const { Content, ContentType } = acl.CustomResponseBodies["too-many-requests"];
    expect(ContentType).toBe("APPLICATION_JSON");
    expect(JSON.parse(Content)).toMatchObject({
      status: 429,
      code: "rate-exceeded",
      detail: expect.any(String),
    });
    expect(Content).not.toContain("$context");
  });

  it("lets exempt addresses in before any other rule", () => {
    const exempt = findAcl({ exemptCidrs: ["203.0.113.0/24", "2001:db8::/32"] }).acl;
    expect(exempt.Rules.map(({ Name }: { Name: string }) => Name)).toEqual([
      "exempt-ipv4",
      "exempt-ipv6",
      "address-rate",
      "address-reputation",
    ]);
    expect(exempt.Rules[0]).toMatchObject({
      Priority: 0,
      Action: { Allow: {} },
      Statement: {
        IPSetReferenceStatement: {
          Arn: { "Fn::GetAtt": [expect.stringMatching(/^FirewallExemptIPV4/), "Arn"] },
        },
      },
    });
    const sets = Object.values(
      synthesizeApi({
        requestsPerAddress: 10_000,
        exemptCidrs: ["203.0.113.0/24", "2001:db8::/32"],
      }).findResources("AWS::WAFv2::IPSet"),
    ).map(({ Properties }) => [Properties.IPAddressVersion, Properties.Addresses]);
    expect(sets).toEqual([
      ["IPV4", ["203.0.113.0/24"]],
      ["IPV6", ["2001:db8::/32"]],
    ]);
  });

  it("is absent if configured so", () => {
    const off = synthesizeApi("off");
    off.resourceCountIs("AWS::WAFv2::WebACL", 0);
    off.resourceCountIs("AWS::WAFv2::WebACLAssociation", 0);
  });

  it("inspects no body, since metrics look like attacks", () => {
    expect(JSON.stringify(acl.Rules)).not.toMatch(/FieldToMatch|OversizeHandling/);
  });

  it("allows an address the configured rate", () => {
    expect(findAcl({ requestsPerAddress: 500 }).acl.Rules[0].Statement.RateBasedStatement.Limit).toBe(500);
  });

  it("counts matches of each rule, and keeps no samples of requests, which contain credentials", () => {
    const visibility = (MetricName: string) => ({
      MetricName,
      CloudWatchMetricsEnabled: true,
      SampledRequestsEnabled: false,
    });
    expect(acl.VisibilityConfig).toEqual(visibility("pushgateway-proxy-test-api"));
    for (const { Name, VisibilityConfig } of acl.Rules) {
      expect(VisibilityConfig).toEqual(visibility(Name));
    }
  });
});
