import { Duration } from "aws-cdk-lib";
import type { FargateService } from "aws-cdk-lib/aws-ecs";
import { type EventPattern, Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { CfnFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { toSweepFunctionName } from "../../lambda/config/shared-names.ts";
import { SMALL_NURSERY, SOURCE_MAPS } from "../node-options.ts";
import { ProxyFunction } from "./proxy-function.ts";
import { type PushFunctionProps, toRelayProps } from "./push-function.ts";

export interface SweepFunctionProps extends PushFunctionProps {
  /** Of the configuration. */
  readonly environment: string;
  /** The cluster of the Pushgateway: a run begins immediately when its task starts. Undefined: there is no Pushgateway. */
  readonly service: FargateService | undefined;
}

/** A tick ends at once if no run is due. Runs are five minutes apart unless there is something to repair. */
const TICK = Duration.minutes(1);

/** The next tick replaces one that failed. */
const ONCE = { retryAttempts: 0, maxEventAge: TICK };

/**
 * Repairs the Pushgateway from the store if there is one, expires groups, releases names and checks the page. Operators
 * invoke it with commands. Two concurrent runs do no harm (docs/store.md).
 */
export class SweepFunction extends ProxyFunction {
  constructor(scope: Construct, id: string, props: SweepFunctionProps) {
    const { code, deployment, store, service } = props;
    const { environment, ...placement } = toRelayProps(props.relay);
    super(scope, id, {
      name: toSweepFunctionName(props.environment),
      description:
        "Repairs the Pushgateway from the store, expires groups, releases names, and checks the page",
      code,
      environment: {
        ...environment,
        ...store.environment,
        NODE_OPTIONS: `${SOURCE_MAPS} ${SMALL_NURSERY}`,
      },
      // `npm run bench -- memory`: 233 MB for 10,000 groups with 37 series, three quarters of the default limit. The
      // memory is chosen for its processor, one whole: a run needs 4 to 5 s of it.
      memoryMiB: 1_769,
      // In the worst case three reads of the Pushgateway take 20 s each. That leaves three minutes for the scan and
      // repairs.
      timeout: Duration.minutes(4),
      ...placement,
      telemetry: deployment,
    });
    // It had a generated name under the id SweepFunction. With the same id the templates that refer to it would not
    // change, and alarms would keep watching the replaced function (docs/deploying.md, "Changing a deployment").
    (this.node.defaultChild as CfnFunction).overrideLogicalId("NamedSweepFunction");
    store.grantSweep(this);
    // The rules deliver the events and Lambda invokes the function. Both would retry by default.
    this.configureAsyncInvoke(ONCE);
    const targets = [new LambdaFunction(this, ONCE)];
    new Rule(scope, `${id}Schedule`, { schedule: Schedule.rate(TICK), targets });
    if (service !== undefined) {
      new Rule(scope, `${id}PushgatewayStarted`, { eventPattern: toStartPattern(service), targets });
    }
  }
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
const toStartPattern = ({ cluster, serviceName }: FargateService): EventPattern => ({
  source: ["aws.ecs"],
  detailType: ["ECS Task State Change"],
  detail: {
    clusterArn: [cluster.clusterArn],
    group: [`service:${serviceName}`],
    lastStatus: ["RUNNING"],
    desiredStatus: ["RUNNING"],
  },
});
