import { Stack } from "aws-cdk-lib";
import type { Stage } from "aws-cdk-lib/aws-apigateway";
import { MathExpression } from "aws-cdk-lib/aws-cloudwatch";
import { CfnIPSet, CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct, type IConstruct } from "constructs";
import type { FirewallConfig } from "../../lambda/config/proxy-config.ts";
import { GATEWAY_RESPONSES } from "../../lambda/respond/gateway-responses.ts";

export interface FirewallProps extends FirewallConfig {
  readonly stage: Stage;
}

/**
 * Blocks requests before they cost an invocation: from addresses that ask too often (429), and from those with a bad
 * reputation (403, by the gateway response WAF_FILTERED). It does not inspect bodies, since metrics look enough like
 * SQL and markup to be refused.
 */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, { stage, requestsPerAddress, exemptCidrs }: FirewallProps) {
    super(scope, id);
    const rules = [...this.exempt(exemptCidrs), limitRate(requestsPerAddress), REPUTATION];
    const acl = new CfnWebACL(this, "Acl", {
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: toVisibility(firewallName(this)),
      customResponseBodies: { [TOO_MANY]: { contentType: "APPLICATION_JSON", content: tooManyBody() } },
      rules: rules.map((rule, priority) => ({
        ...rule,
        priority,
        visibilityConfig: toVisibility(rule.name),
      })),
    });
    new CfnWebACLAssociation(this, "Association", {
      resourceArn: stage.stageArn,
      webAclArn: acl.attrArn,
    });
  }

  /** CI runners share few addresses, ask often, and may be in the same network as an address with a bad reputation. */
  private exempt(cidrs: readonly string[]): readonly Rule[] {
    const versions = [
      ["IPV4", cidrs.filter((cidr) => !cidr.includes(":"))],
      ["IPV6", cidrs.filter((cidr) => cidr.includes(":"))],
    ] as const;
    return versions
      .filter(([, addresses]) => addresses.length > 0)
      .map(([version, addresses]) => {
        const set = new CfnIPSet(this, `Exempt${version}`, {
          scope: "REGIONAL",
          ipAddressVersion: version,
          addresses: [...addresses],
        });
        return {
          name: `exempt-${version.toLowerCase()}`,
          action: { allow: {} },
          statement: { ipSetReferenceStatement: { arn: set.attrArn } },
        };
      });
  }
}

/** In its metrics. CloudWatch adds up the metrics of firewalls with the same name. */
export const firewallName = (scope: IConstruct): string => Stack.of(scope).stackName;

/** Blocked requests by rule. */
export const searchBlocked = (firewall: string): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{AWS/WAFV2,Region,Rule,WebACL} WebACL="${firewall}" MetricName="BlockedRequests"', 'Sum', 300)`,
    usingMetrics: {},
    label: "",
  });

type Rule = Omit<CfnWebACL.RuleProperty, "priority" | "visibilityConfig">;

const TOO_MANY = "too-many-requests";

const limitRate = (requestsPerAddress: number): Rule => ({
  name: "address-rate",
  action: {
    block: {
      customResponse: {
        responseCode: 429,
        customResponseBodyKey: TOO_MANY,
        // The rate applies to five minutes, and is checked twice a minute.
        responseHeaders: [{ name: "Retry-After", value: "30" }],
      },
    },
  },
  statement: { rateBasedStatement: { aggregateKeyType: "IP", limit: requestsPerAddress } },
});

/** The firewall does not know the request id, and sets its own content type. */
const tooManyBody = (): string => {
  const { instance, ...problem }: Record<string, unknown> = JSON.parse(GATEWAY_RESPONSES.THROTTLED.template);
  return JSON.stringify(problem);
};

const REPUTATION: Rule = {
  name: "address-reputation",
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesAmazonIpReputationList" },
  },
};

/** Samples of requests would show credentials to everyone who may see the firewall. */
const toVisibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});
