import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { SMALL_NURSERY, SOURCE_MAPS } from "../node-options.ts";
import { ProxyFunction, type Telemetry } from "./proxy-function.ts";
import type { StoreTables } from "./store-tables.ts";

export interface RemoteWriteFunctionProps {
  readonly code: Code;
  readonly telemetry: Telemetry;
  readonly store: StoreTables;
  readonly destination: string;
  readonly shard: number;
  readonly receiverUrl: string;
  /** The secret of the password or token. Undefined: the receiver needs none. */
  readonly secretId: string | undefined;
}

const EVERY = Duration.minutes(1);

/** Without retries, since the next run replaces one that failed. */
const ONCE = { retryAttempts: 0, maxEventAge: EVERY };

/**
 * Sends its share of the store to a receiver, once a minute. It is outside the VPC, so it reaches the internet without
 * a NAT gateway.
 */
export class RemoteWriteFunction extends ProxyFunction {
  constructor(scope: Construct, id: string, props: RemoteWriteFunctionProps) {
    const { code, telemetry, store, destination, shard, receiverUrl, secretId } = props;
    super(scope, id, {
      description: `Sends the stored groups to ${destination}`,
      code,
      environment: {
        ...store.environment,
        DESTINATION: destination,
        SHARD: String(shard),
        RECEIVER_URL: receiverUrl,
        ...(secretId !== undefined && { SECRET_ID: secretId }),
        NODE_OPTIONS: `${SOURCE_MAPS} ${SMALL_NURSERY}`,
      },
      // One whole processor, since encoding takes most of the time.
      memoryMiB: 1_769,
      // It ends before its lease does (70 s).
      timeout: Duration.seconds(58),
      telemetry,
    });
    store.grantRemoteWrite(this);
    this.configureAsyncInvoke(ONCE);
    new Rule(scope, `${id}Schedule`, {
      schedule: Schedule.rate(EVERY),
      targets: [new LambdaFunction(this, ONCE)],
    });
  }
}
