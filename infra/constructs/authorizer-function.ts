import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  Alias,
  type Code,
  type IFunction,
  type IVersion,
  Function as LambdaFunction,
} from "aws-cdk-lib/aws-lambda";
import type { Construct, IDependable } from "constructs";
import type { DeploymentConfig } from "../../lambda/config/proxy-config.ts";
import { acknowledgePrefix, toSecretArns } from "./client-tokens.ts";
import { ProxyFunction } from "./proxy-function.ts";

export interface AuthorizerFunctionProps {
  readonly code: Code;
  readonly environment: string;
  readonly deployment: DeploymentConfig;
}

/**
 * Outside the VPC, since it needs Secrets Manager and the issuers' keys. An isolated subnet could reach them only
 * through paid endpoints.
 */
export class AuthorizerFunction extends ProxyFunction {
  /** The version that the gateway calls, after {@link release}. */
  readonly live: IFunction;

  constructor(scope: Construct, id: string, { code, environment, deployment }: AuthorizerFunctionProps) {
    super(scope, id, {
      description: "Checks the credentials of requests to the Pushgateway proxy",
      code,
      environment: {},
      // `npm run bench -- memory`: 67 MB. The memory is chosen for its share of a processor, 0.29 with 512 MB: a cold start
      // needs 140 to 170 ms of a whole processor, and a push waits for it.
      memoryMiB: 512,
      // Longer than its own deadlines, so that it can report what did not answer: 2.5 s for a secret, 3 s for an
      // issuer's keys.
      timeout: Duration.seconds(10),
      reservedConcurrency: deployment.reservedConcurrency.authorizer,
      telemetry: deployment,
    });
    this.addToRolePolicy(
      new PolicyStatement({
        actions: ["secretsmanager:GetSecretValue"],
        resources: [toSecretArns(this, environment)],
      }),
    );
    acknowledgePrefix(this, environment);
    this.live = LambdaFunction.fromFunctionAttributes(this, "LiveArn", {
      // Written as text, since a reference to the alias would be a cycle: the alias depends on the usage plans, these
      // on the API's stage, and the stage on the authorizer.
      functionArn: `${this.functionArn}:${ALIAS}`,
      sameEnvironment: true,
    });
  }

  /**
   * Lets the gateway call this version after `prepared`. The authorizer names the key for which a request counts, and a
   * request with a key in no usage plan is refused. So a new version is called only after all its keys are in their
   * plans.
   */
  release(prepared: IDependable): void {
    const alias = new Alias(this, "Live", { aliasName: ALIAS, version: this.currentVersion as IVersion });
    alias.node.addDependency(prepared);
    // The permission to call an alias needs the alias.
    this.live.node.addDependency(alias);
  }
}

const ALIAS = "live";
