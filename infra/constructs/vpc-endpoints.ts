import { Aws, Stack, Validations } from "aws-cdk-lib";
import {
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  type SubnetSelection,
} from "aws-cdk-lib/aws-ec2";
import { AnyPrincipal, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { EndpointName } from "../../lambda/config/proxy-config.ts";
import { STORE_ACTIONS } from "./store-tables.ts";

export interface VpcEndpointsProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  /** The security group of the interface endpoints. */
  readonly securityGroup: ISecurityGroup;
  readonly names: readonly EndpointName[];
  /** Names of the tables that may be reached. `*` stands for the rest of a name. */
  readonly tables: readonly string[];
  /** The name of the log group of the Pushgateway, in the same form. */
  readonly logGroup: string;
  /**
   * Who uses the endpoints. In the proxy's own VPC only the proxy uses them, and each endpoint admits only the proxy's
   * requests. In a shared VPC an endpoint also changes the route of others' traffic, so it has AWS's default policy and
   * admits the whole VPC.
   */
  readonly usedBy: "proxy" | "whole-vpc";
}

/**
 * The endpoints of subnets without another route: DynamoDB for the push and sweep functions; ECR and, for its image
 * layers, S3 to start the Pushgateway; CloudWatch Logs for the Pushgateway's log. Functions write their logs through
 * Lambda.
 */
export class VpcEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: VpcEndpointsProps) {
    super(scope, id);
    const { vpc, subnets, securityGroup, names, usedBy } = props;
    const policies = toPolicies(this, props);
    const endpoints = names.map((name) => {
      const endpoint = isGateway(name)
        ? new GatewayVpcEndpoint(this, CONSTRUCT_IDS[name], {
            vpc,
            service: GATEWAYS[name],
            subnets: [subnets],
          })
        : new InterfaceVpcEndpoint(this, CONSTRUCT_IDS[name], {
            vpc,
            service: INTERFACES[name],
            subnets,
            securityGroups: [securityGroup],
            // The security group decides who may connect.
            open: false,
          });
      return [name, endpoint] as const;
    });
    if (usedBy === "whole-vpc") {
      if (!names.every(isGateway)) {
        openTo(securityGroup);
      }
      return;
    }
    for (const [name, endpoint] of endpoints) {
      for (const statement of policies[name]) {
        endpoint.addToPolicy(statement);
      }
    }
  }
}

/** The private name of a service leads the whole VPC to its endpoint, so the endpoint must admit the whole VPC. */
const openTo = (securityGroup: ISecurityGroup): void => {
  securityGroup.addIngressRule(Peer.anyIpv4(), Port.HTTPS, "everybody in the VPC");
  Validations.of(securityGroup).acknowledge({
    id: "AwsSolutions-EC23",
    reason: "An endpoint can be reached from its VPC only, and the whole VPC resolves the service to it.",
  });
};

type GatewayName = "dynamodb" | "s3";

const isGateway = (name: EndpointName): name is GatewayName => name in GATEWAYS;

const GATEWAYS: Readonly<Record<GatewayName, GatewayVpcEndpointAwsService>> = {
  dynamodb: GatewayVpcEndpointAwsService.DYNAMODB,
  s3: GatewayVpcEndpointAwsService.S3,
};

const INTERFACES: Readonly<Record<Exclude<EndpointName, GatewayName>, InterfaceVpcEndpointAwsService>> = {
  "ecr.api": InterfaceVpcEndpointAwsService.ECR,
  "ecr.dkr": InterfaceVpcEndpointAwsService.ECR_DOCKER,
  logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
};

const CONSTRUCT_IDS: Readonly<Record<EndpointName, string>> = {
  dynamodb: "DynamoDb",
  s3: "S3",
  "ecr.api": "Ecr",
  "ecr.dkr": "EcrDocker",
  logs: "Logs",
};

/** The proxy's requests to each service. */
const toPolicies = (
  scope: Construct,
  { tables, logGroup }: Pick<VpcEndpointsProps, "tables" | "logGroup">,
): Readonly<Record<EndpointName, readonly PolicyStatement[]>> => {
  const { partition, region, account } = Stack.of(scope);
  const arn = (service: string, resource: string, owner = account) =>
    `arn:${partition}:${service}:${region}:${owner}:${resource}`;
  const pull = [
    // It names no repository.
    toOwnAccount(["ecr:GetAuthorizationToken"], ["*"]),
    // The image may be in another account.
    toOwnAccount(PULL_ACTIONS, [arn("ecr", "repository/*", "*")]),
  ];
  return {
    dynamodb: [
      toOwnAccount(
        STORE_ACTIONS,
        tables.map((name) => arn("dynamodb", `table/${name}`)),
      ),
    ],
    s3: [
      // ECR signs addresses in its own bucket, so the caller is not an identity of this account.
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ["s3:GetObject"],
        resources: [`arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`],
      }),
    ],
    "ecr.api": pull,
    "ecr.dkr": pull,
    logs: [toOwnAccount(LOG_ACTIONS, [arn("logs", `log-group:${logGroup}`)])],
  };
};

const toOwnAccount = (actions: readonly string[], resources: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: [...actions],
    resources: [...resources],
    conditions: { StringEquals: { "aws:PrincipalAccount": Aws.ACCOUNT_ID } },
  });

const PULL_ACTIONS = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

const LOG_ACTIONS = ["logs:CreateLogStream", "logs:PutLogEvents"];
