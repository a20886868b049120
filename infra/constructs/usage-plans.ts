import { NestedStack } from "aws-cdk-lib";
import { CfnApiKey, CfnUsagePlan, CfnUsagePlanKey, type Stage } from "aws-cdk-lib/aws-apigateway";
import { Construct } from "constructs";
import type { ClientConfig, RateConfig } from "../../lambda/config/proxy-config.ts";
import { toSharedUsageKey, toUsageKey, toUsageStackNumber } from "../../lambda/config/shared-names.ts";

export interface UsagePlansProps {
  readonly stage: Stage;
  readonly environment: string;
  /** Clients and issuers. */
  readonly callers: readonly ClientConfig[];
}

/**
 * A plan with one key for each caller with a rate, and one plan without a throttle for all other callers. Keys are not
 * secrets: the authorizer says for which key a request counts, and the gateway accepts no keys from callers.
 *
 * Nothing here is replaced while it is in use. `UsagePlanKey.UsagePlanId` cannot change, and a key cannot be in two
 * plans of one stage, so a key never moves. A changed rate changes the throttle of its plan in place. Methods ask for a
 * key from the first deployment on, so the first rate changes no method. A caller's first rate creates a key and a plan
 * that are not used yet. Only then is the authorizer released that names the key ({@link AuthorizerFunction.release}).
 * The gateway remembers answers of the previous version for a minute. They name the shared key, which always exists.
 */
export class UsagePlans extends Construct {
  constructor(scope: Construct, id: string, { stage, environment, callers }: UsagePlansProps) {
    super(scope, id);
    addPlan(this, "everybody-else", {
      stage,
      key: toSharedUsageKey(environment),
      who: "everybody without a rate",
      rate: undefined,
    });
    const stacks = Map.groupBy(
      callers.filter(({ rate }) => rate !== undefined),
      ({ id: caller }) => toUsageStackNumber(caller),
    );
    for (const [number, members] of stacks) {
      const group = new NestedStack(this, `Rates${number}`, {
        description: "Pushgateway proxy: usage plans of clients and issuers with a rate",
      });
      for (const caller of members) {
        const { id: name, rate } = caller;
        addPlan(group, name, { stage, key: toUsageKey(environment, caller), who: name, rate });
      }
    }
  }
}

interface Plan {
  readonly stage: Stage;
  readonly key: string;
  readonly who: string;
  readonly rate: RateConfig | undefined;
}

const addPlan = (scope: Construct, id: string, { stage, key, who, rate }: Plan): void => {
  const plan = new CfnUsagePlan(scope, `plan-${id}`, {
    description: `of ${who}`,
    apiStages: [{ apiId: stage.restApi.restApiId, stage: stage.stageName }],
    ...(rate !== undefined && {
      throttle: { rateLimit: rate.requestsPerSecond, burstLimit: rate.burst },
    }),
  });
  const apiKey = new CfnApiKey(scope, `key-${id}`, {
    description: `counts the requests of ${who}; it authenticates nothing`,
    enabled: true,
    value: key,
  });
  new CfnUsagePlanKey(scope, `member-${id}`, {
    keyId: apiKey.ref,
    keyType: "API_KEY",
    usagePlanId: plan.ref,
  });
};
