import { createHash } from "node:crypto";
import { Aws, CfnOutput, CustomResource, Duration, Stack, Token, Validations } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Code } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { toSecretName, toSecretNamePrefix } from "../../lambda/config/shared-names.ts";
import type { FunctionName } from "../bundling.ts";
import { SOURCE_MAPS } from "../node-options.ts";
import { ProxyFunction } from "./proxy-function.ts";

export interface ClientTokensProps {
  readonly config: ProxyConfig;
  readonly toCode: (name: FunctionName) => Code;
}

/**
 * The tokens of clients. A function creates one secret for each client when the stack is deployed, under a name derived
 * from the environment and the client's id. The secrets are not resources of the stack: a stack can have 500 resources
 * and 200 outputs, and CloudFormation cannot create a secret whose name an earlier stack has left behind. The function
 * creates missing secrets and keeps existing ones. Their values are in no template and no repository.
 */
export class ClientTokens extends Construct {
  /** The function that rotates tokens. Undefined: they are rotated only by hand. */
  readonly rotate: ProxyFunction | undefined;

  constructor(scope: Construct, id: string, { config, toCode }: ClientTokensProps) {
    super(scope, id);
    const { environment, clients, rotation, deployment } = config;
    const rotate = rotation.everyDays === undefined ? undefined : this.createRotation(config, toCode);
    this.rotate = rotate;
    const provision = new ProxyFunction(this, "Provision", {
      description: "Makes the clients' tokens when the Pushgateway proxy is deployed",
      code: toCode("provision"),
      environment: { NODE_OPTIONS: SOURCE_MAPS },
      memoryMiB: 256,
      // A thousand new clients take half a minute, since Secrets Manager allows 50 changes a second.
      timeout: PROVISION_TIMEOUT,
      telemetry: deployment,
    });
    // If it cannot answer, Lambda repeats the event. After the time that CloudFormation waits, this would undo a rollback.
    provision.configureAsyncInvoke({ maxEventAge: PROVISION_TIMEOUT });
    const resources = [toSecretArns(this, environment)];
    provision.addToRolePolicy(new PolicyStatement({ actions: PROVISION_ACTIONS, resources }));
    if (rotate !== undefined) {
      // The role that sets up a rotation must be allowed to invoke its function (Secrets Manager API reference, "RotateSecret").
      provision.addToRolePolicy(
        new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [rotate.functionArn] }),
      );
    }
    acknowledgePrefix(provision, environment);
    const tokens = new CustomResource(this, "Tokens", {
      resourceType: "Custom::ClientTokens",
      serviceToken: provision.functionArn,
      serviceTimeout: PROVISION_TIMEOUT,
      properties: {
        // CloudFormation calls the function when a property changes. A list of a thousand ids would be too long.
        Clients: digest(clients.map(({ id: client }) => client)),
        ...(rotate !== undefined && {
          RotationFunction: rotate.functionArn,
          RotationDays: rotation.everyDays,
        }),
      },
    });
    tokens.node.addDependency(provision);
    if (rotate !== undefined) {
      tokens.node.addDependency(rotate);
    }
    new CfnOutput(this, "TokenCommand", {
      description: "Prints the token of a client",
      value: `aws secretsmanager get-secret-value --secret-id '${toSecretName(environment, "<client>")}' --query SecretString --output text`,
    }).overrideLogicalId("TokenCommand");
  }

  /** Gives every client a new token regularly. The previous token is accepted for the overlap. */
  private createRotation(
    { environment, deployment }: ProxyConfig,
    toCode: ClientTokensProps["toCode"],
  ): ProxyFunction {
    const rotate = new ProxyFunction(this, "Rotation", {
      description: "Gives clients of the Pushgateway proxy new tokens",
      code: toCode("rotate"),
      environment: { NODE_OPTIONS: SOURCE_MAPS },
      // `npm run bench -- memory`: 66 MB. No request waits for it.
      memoryMiB: 256,
      // Each step of a rotation is a separate invocation with a few calls of Secrets Manager, which take 70 ms
      // together. The timeout leaves time for retries. Secrets Manager repeats a step that failed.
      timeout: Duration.seconds(30),
      telemetry: deployment,
    });
    rotate.addToRolePolicy(
      new PolicyStatement({ actions: ROTATION_ACTIONS, resources: [toSecretArns(this, environment)] }),
    );
    acknowledgePrefix(rotate, environment);
    rotate.addPermission("SecretsManager", {
      principal: new ServicePrincipal("secretsmanager.amazonaws.com"),
      sourceAccount: Aws.ACCOUNT_ID,
    });
    return rotate;
  }
}

const PROVISION_TIMEOUT = Duration.minutes(10);

const PROVISION_ACTIONS = [
  "secretsmanager:CancelRotateSecret",
  "secretsmanager:CreateSecret",
  "secretsmanager:DescribeSecret",
  "secretsmanager:RotateSecret",
  "secretsmanager:TagResource",
  // To end a rotation that stopped before its end.
  "secretsmanager:UpdateSecretVersionStage",
];

const ROTATION_ACTIONS = [
  "secretsmanager:DescribeSecret",
  "secretsmanager:GetSecretValue",
  "secretsmanager:PutSecretValue",
  "secretsmanager:UpdateSecretVersionStage",
];

/** The secrets of all clients of this environment, but of no other. */
export const toSecretArns = (scope: Construct, environment: string): string =>
  toArns(Stack.of(scope), environment);

const toArns = ({ partition, region, account }: Place, environment: string): string =>
  `arn:${partition}:secretsmanager:${region}:${account}:secret:${toSecretNamePrefix(environment)}*`;

type Place = Pick<Stack, "partition" | "region" | "account">;

/** As cdk-nag prints it. Account and region are known only if a VPC is looked up there. */
const toPrintedPlace = ({ partition, region, account }: Stack): Place => ({
  partition: Token.isUnresolved(partition) ? "<AWS::Partition>" : partition,
  region: Token.isUnresolved(region) ? "<AWS::Region>" : region,
  account: Token.isUnresolved(account) ? "<AWS::AccountId>" : account,
});

/** A function with rights to the secrets of every client. */
export const acknowledgePrefix = (of: ProxyFunction, environment: string): void => {
  Validations.of(of.role ?? of).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${toArns(toPrintedPlace(Stack.of(of)), environment)}]`,
    reason: "Clients come and go without a change of rights, and only their secrets have this prefix.",
  });
};

const digest = (ids: readonly string[]): string =>
  createHash("sha256")
    .update([...ids].sort().join("\n"))
    .digest("hex");
