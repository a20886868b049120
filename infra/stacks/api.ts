import { Duration, Stack, type StackProps } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import type { FunctionName } from "../bundling.ts";
import { ClientSecrets } from "../constructs/client-secrets.ts";
import { Firewall } from "../constructs/firewall.ts";
import { ProxyFunction } from "../constructs/proxy-function.ts";
import { PushApi } from "../constructs/push-api.ts";
import type { NetworkStack } from "./network.ts";
import type { PushgatewayStack } from "./pushgateway.ts";
import { toStackName } from "./stack-name.ts";

export interface ApiStackProps extends StackProps {
  readonly config: ProxyConfig;
  readonly network: NetworkStack;
  readonly pushgateway: PushgatewayStack;
  readonly toCode: (name: FunctionName) => Code;
  /** Undefined: that of the Pushgateway's stack. */
  readonly pushgatewayUrl: string | undefined;
}

/** The way in: clients' tokens, the REST API, and the functions behind it. */
export class ApiStack extends Stack {
  readonly api: PushApi;
  readonly authorizer: ProxyFunction;
  readonly push: ProxyFunction;
  private readonly props: ApiStackProps;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    this.props = props;
    const { config } = props;
    this.authorizer = this.createAuthorizer(new ClientSecrets(this, "Clients", { clients: config.clients }));
    this.push = this.createPush();
    this.api = new PushApi(this, "Push", {
      name: toStackName(config, "api"),
      stage: config.deployment.stage,
      authorizer: this.authorizer,
      push: this.push,
      throttle: config.deployment.throttle,
      apiKeys: "none",
      logRetentionDays: config.deployment.logRetentionDays,
    });
    new Firewall(this, "Firewall", {
      stage: this.api.api.deploymentStage,
      requestsPerAddress: config.deployment.requestsPerAddress,
    });
  }

  private createAuthorizer({ secrets }: ClientSecrets): ProxyFunction {
    const { deployment } = this.props.config;
    const authorizer = new ProxyFunction(this, "Authorizer", {
      description: "Checks who calls the Pushgateway's proxy",
      code: this.props.toCode("authorizer"),
      environment: {
        CLIENT_SECRETS: this.toJsonString(
          Object.fromEntries([...secrets].map(([id, secret]) => [id, secret.secretArn])),
        ),
      },
      memoryMiB: 512,
      timeout: Duration.seconds(10),
      reservedConcurrency: deployment.reservedConcurrency.authorizer,
      logRetentionDays: deployment.logRetentionDays,
    });
    authorizer.addToRolePolicy(
      new PolicyStatement({
        actions: ["secretsmanager:GetSecretValue"],
        resources: [...secrets.values()].map(({ secretArn }) => secretArn),
      }),
    );
    return authorizer;
  }

  private createPush(): ProxyFunction {
    const { config, network, pushgateway, pushgatewayUrl } = this.props;
    const push = new ProxyFunction(this, "PushFunction", {
      description: "Validates pushes and relays them to the Pushgateway",
      code: this.props.toCode("push"),
      environment: {
        PUSHGATEWAY_URL: pushgatewayUrl ?? `http://${pushgateway.pushgateway.address}`,
        ...(pushgateway.registry !== undefined && { REGISTRY_TABLE: pushgateway.registry.tableName }),
      },
      memoryMiB: 1_024,
      timeout: Duration.seconds(15),
      reservedConcurrency: config.deployment.reservedConcurrency.push,
      placement: {
        vpc: network.vpc,
        subnets: network.subnets,
        securityGroup: network.securityGroups.functions,
      },
      logRetentionDays: config.deployment.logRetentionDays,
    });
    pushgateway.registry?.grant(push, ...REGISTRY_ACTIONS);
    return push;
  }
}

/** What a claim takes. */
const REGISTRY_ACTIONS = [
  "dynamodb:BatchGetItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
];
