import { Aws, Duration } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Code } from "aws-cdk-lib/aws-lambda";
import { CfnRotationSchedule, type Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { SOURCE_MAPS } from "../node-options.ts";
import { ProxyFunction, type Telemetry } from "./proxy-function.ts";

export interface TokenRotationProps {
  readonly code: Code;
  /** By client id. */
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly everyDays: number;
  readonly telemetry: Telemetry;
}

/** Gives every client a new token from time to time; the one before stays good for the overlap. */
export class TokenRotation extends Construct {
  constructor(scope: Construct, id: string, { code, secrets, everyDays, telemetry }: TokenRotationProps) {
    super(scope, id);
    const rotate = new ProxyFunction(this, "Function", {
      description: "Gives clients of the Pushgateway's proxy new tokens",
      code,
      environment: { NODE_OPTIONS: SOURCE_MAPS },
      // `npm run bench -- memory`: 66 MB, and nobody waits.
      memoryMiB: 256,
      // Each step of a rotation is an invocation of its own: some calls of Secrets Manager, 70 ms together when it answers at
      // once. This is the time for tries that are made again; Secrets Manager comes back with a step that failed.
      timeout: Duration.seconds(30),
      telemetry,
    });
    rotate.addToRolePolicy(
      new PolicyStatement({
        actions: [
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetSecretValue",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecretVersionStage",
        ],
        resources: [...secrets.values()].map(({ secretArn }) => secretArn),
      }),
    );
    rotate.addPermission("SecretsManager", {
      principal: new ServicePrincipal("secretsmanager.amazonaws.com"),
      sourceAccount: Aws.ACCOUNT_ID,
    });
    for (const [client, secret] of secrets) {
      const schedule = new CfnRotationSchedule(this, client, {
        secretId: secret.secretArn,
        rotationLambdaArn: rotate.functionArn,
        rotationRules: { automaticallyAfterDays: everyDays },
        // A deployment must not change tokens that are in use.
        rotateImmediatelyOnUpdate: false,
      });
      schedule.node.addDependency(rotate);
    }
  }
}
