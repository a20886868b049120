import { createHash } from "node:crypto";
import { NestedStack } from "aws-cdk-lib";
import { CfnApiKey, CfnUsagePlan, CfnUsagePlanKey, type Stage } from "aws-cdk-lib/aws-apigateway";
import { Construct } from "constructs";
import type { ClientConfig, RateConfig } from "../../lambda/config/proxy-config.ts";
import { toSharedUsageKey, toUsageKey } from "../../lambda/config/shared-names.ts";

export interface UsagePlansProps {
  readonly stage: Stage;
  readonly environment: string;
  /** Clients and issuers. */
  readonly callers: readonly ClientConfig[];
}

/**
 * A plan with one key for each caller with a rate, and one plan without a throttle for all other callers. Keys are not
 * secrets: the authorizer says which key a request counts for, and the gateway accepts no keys from callers.
 *
 * Nothing here is ever replaced while it is in use. `UsagePlanKey.UsagePlanId` cannot change, and a key cannot be in two
 * plans of one stage, so a key never moves: a rate that changes changes the throttle of its plan in place. Methods ask for a
 * key from the first deployment on, so the first rate changes no method. A caller's first rate makes a key and a plan that
 * nobody uses yet; only then is the authorizer released that names the key ({@link AuthorizerFunction.release}). Answers of
 * the version before, which the gateway remembers for a minute, name the key of everybody else, which is there all the time.
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
    const groups = Map.groupBy(
      callers.filter(({ rate }) => rate !== undefined),
      ({ id: caller }) => toGroupNumber(caller),
    );
    for (const [number, members] of groups) {
      const group = new NestedStack(this, `Rates${number}`, {
        description: "Pushgateway proxy: usage plans of callers with a rate",
      });
      for (const caller of members) {
        const { id: name, rate } = caller;
        addPlan(group, name, { stage, key: toUsageKey(environment, caller), who: name, rate });
      }
    }
  }
}

/**
 * A stack takes 500 resources and a caller with a rate takes three, so they are spread over nested stacks: ten hold a thousand
 * callers (the fullest some 130). Which one holds a caller depends on its id alone, since a key cannot move to another stack.
 */
const GROUPS = 10;

const toGroupNumber = (caller: string): number =>
  createHash("sha256").update(caller).digest().readUInt32BE() % GROUPS;

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
