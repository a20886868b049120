import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import { SMALL_NURSERY, SOURCE_MAPS } from "../node-options.ts";
import { ProxyFunction } from "./proxy-function.ts";
import { type PushFunctionProps, toPushgatewayEnvironment } from "./push-function.ts";

export type SweepFunctionProps = PushFunctionProps;

/** The registry's clocks count on it: no claim is released while it does not run. */
export const SWEEP_INTERVAL = Duration.minutes(5);

/** A sweep that failed is made good by the next one, which it must not meet. */
const ONCE = { retryAttempts: 0, maxEventAge: SWEEP_INTERVAL };

/**
 * Expires groups, releases claims and looks at the scrape, every five minutes; operators invoke it with commands.
 */
export class SweepFunction extends ProxyFunction {
  constructor(scope: Construct, id: string, props: SweepFunctionProps) {
    const { code, deployment, placement, pushgatewayUrl, registry } = props;
    super(scope, id, {
      description: "Sweeps the Pushgateway: expiry, release of claims, health of the scrape",
      code,
      environment: {
        ...toPushgatewayEnvironment(pushgatewayUrl, registry),
        NODE_OPTIONS: `${SOURCE_MAPS} ${SMALL_NURSERY}`,
      },
      // `npm run bench -- memory`: 233 MB at 10,000 groups of 37 series, three quarters of what the Pushgateway may hold by
      // default. It is for the processor that comes with it, one whole: a sweep takes 4 to 5 s of it.
      memoryMiB: 1_769,
      // Such a sweep takes 9 to 17 s. At the worst three reads of the Pushgateway take 20 s each, which leaves three minutes for
      // stale groups and claims; and it must be over when the next one begins.
      timeout: Duration.minutes(4),
      placement,
      telemetry: deployment,
    });
    registry?.grantRegistry(this);
    // The rule delivers, Lambda invokes, and either would try again by itself.
    this.configureAsyncInvoke(ONCE);
    new Rule(scope, `${id}Schedule`, {
      schedule: Schedule.rate(SWEEP_INTERVAL),
      targets: [new LambdaFunction(this, ONCE)],
    });
  }
}
