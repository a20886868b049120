import { CfnApiKey, CfnUsagePlan, CfnUsagePlanKey, type Stage } from "aws-cdk-lib/aws-apigateway";
import { Construct } from "constructs";
import type { ClientConfig, RateConfig } from "../../lambda/config/proxy-config.ts";
import { toUsageKey } from "../../lambda/config/usage-key.ts";

export interface UsagePlansProps {
  readonly stage: Stage;
  readonly environment: string;
  /** Clients and issuers: where keys are asked for, everyone needs one. */
  readonly callers: readonly ClientConfig[];
}

/** Whether anybody has a rate of their own. If not, no method asks for a key and there are no plans. */
export const needsUsagePlans = (callers: readonly ClientConfig[]): boolean =>
  callers.some(({ rate }) => rate !== undefined);

/**
 * One plan for each rate, and one without for everyone else. A plan's limits hold for each key by itself. Keys are no
 * secrets: the authorizer says whose key a request counts for, and the gateway takes none from a caller.
 */
export class UsagePlans extends Construct {
  constructor(scope: Construct, id: string, { stage, environment, callers }: UsagePlansProps) {
    super(scope, id);
    const plans = new Map<string, CfnUsagePlan>();
    for (const { id: caller, rate } of callers) {
      const name = toPlanName(rate);
      const plan = plans.get(name) ?? this.createPlan(name, rate, stage);
      plans.set(name, plan);
      const key = new CfnApiKey(this, `key-${caller}`, {
        description: `counts the requests of ${caller}; it authenticates nothing`,
        enabled: true,
        value: toUsageKey(environment, caller),
      });
      new CfnUsagePlanKey(this, `member-${caller}`, {
        keyId: key.ref,
        keyType: "API_KEY",
        usagePlanId: plan.ref,
      });
    }
  }

  private createPlan(name: string, rate: RateConfig | undefined, stage: Stage): CfnUsagePlan {
    return new CfnUsagePlan(this, name, {
      description: "callers of the Pushgateway's proxy with the same rate",
      apiStages: [{ apiId: stage.restApi.restApiId, stage: stage.stageName }],
      ...(rate !== undefined && {
        throttle: { rateLimit: rate.requestsPerSecond, burstLimit: rate.burst },
      }),
    });
  }
}

const toPlanName = (rate: RateConfig | undefined): string =>
  rate === undefined ? "plan-unlimited" : `plan-${rate.requestsPerSecond}-${rate.burst}`;
