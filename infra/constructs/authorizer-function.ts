import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import type { DeploymentConfig } from "../../lambda/config/proxy-config.ts";
import { ProxyFunction } from "./proxy-function.ts";

export interface AuthorizerFunctionProps {
  readonly code: Code;
  readonly deployment: DeploymentConfig;
  /** By client id. */
  readonly secrets: ReadonlyMap<string, Pick<ISecret, "secretArn">>;
}

/** Lambda gives a function 4 kB of environment, and an ARN takes some 120 bytes of it. */
const MAX_CLIENTS = 30;

/** Outside the VPC: it needs Secrets Manager and the issuers' keys, which an isolated subnet could reach for money only. */
export class AuthorizerFunction extends ProxyFunction {
  constructor(scope: Construct, id: string, { code, deployment, secrets }: AuthorizerFunctionProps) {
    if (secrets.size > MAX_CLIENTS) {
      throw new TypeError(
        `clients: ${secrets.size} clients have tokens of their own, and a deployment takes ${MAX_CLIENTS}: ` +
          "put some into a deployment of their own (environment), or let them use an issuer's tokens",
      );
    }
    const arns = Object.fromEntries([...secrets].map(([client, { secretArn }]) => [client, secretArn]));
    super(scope, id, {
      description: "Checks who calls the Pushgateway's proxy",
      code,
      environment: { CLIENT_SECRETS: Stack.of(scope).toJsonString(arns) },
      // `npm run bench -- memory`: 67 MB. It is for the processor that comes with it: a cold start takes 140 to 170 ms of one,
      // a push waits for it, and 512 MB are 0.29 of one.
      memoryMiB: 512,
      // Above its own deadlines, so that it can say what did not answer: 2.5 s for a secret, 3 s for an issuer's keys.
      timeout: Duration.seconds(10),
      reservedConcurrency: deployment.reservedConcurrency.authorizer,
      telemetry: deployment,
    });
    this.addToRolePolicy(
      new PolicyStatement({ actions: ["secretsmanager:GetSecretValue"], resources: Object.values(arns) }),
    );
  }
}
