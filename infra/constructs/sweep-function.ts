import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import { ProxyFunction, WITH_SOURCE_MAPS } from "./proxy-function.ts";
import { type PushFunctionProps, toPushgatewayEnvironment } from "./push-function.ts";

export type SweepFunctionProps = PushFunctionProps;

/** The registry's clocks count on it: no claim is released while it does not run. */
export const SWEEP_INTERVAL = Duration.minutes(5);

/**
 * Expires groups, releases claims and looks at the scrape, every five minutes; operators invoke it with commands.
 */
export class SweepFunction extends ProxyFunction {
  constructor(scope: Construct, id: string, props: SweepFunctionProps) {
    const { code, deployment, placement, pushgatewayUrl, registry } = props;
    super(scope, id, {
      description: "Sweeps the Pushgateway: expiry, release of claims, health of the scrape",
      code,
      environment: { ...toPushgatewayEnvironment(pushgatewayUrl, registry), ...WITH_SOURCE_MAPS },
      // Everything that is stored passes through it: 37 MB of JSON at 10,000 groups.
      memoryMiB: 1_769,
      timeout: Duration.minutes(4),
      placement,
      telemetry: deployment,
    });
    registry?.grantRegistry(this);
    new Rule(scope, `${id}Schedule`, {
      schedule: Schedule.rate(SWEEP_INTERVAL),
      // A sweep that failed is made good by the next one.
      targets: [new LambdaFunction(this, { retryAttempts: 0, maxEventAge: SWEEP_INTERVAL })],
    });
  }
}
