import { Aws, Stack } from "aws-cdk-lib";
import {
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  type SubnetSelection,
} from "aws-cdk-lib/aws-ec2";
import { AnyPrincipal, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { REGISTRY_ACTIONS } from "./registry-table.ts";

export interface VpcEndpointsProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  /** Of the interface endpoints. */
  readonly securityGroup: ISecurityGroup;
  /** Tables that may be reached: those whose name starts with it. */
  readonly tableNamePrefix: string;
  /** `none` where there is another way out: then only the endpoints that cost nothing are made. */
  readonly interfaces: "all" | "none";
}

/**
 * The ways out of subnets that have no other, each narrowed to what is asked of it: DynamoDB for the push and sweep
 * functions; ECR and, for its image layers, S3 to start the Pushgateway; CloudWatch Logs for what the Pushgateway logs
 * (functions log by a way of Lambda's own).
 */
export class VpcEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: VpcEndpointsProps) {
    super(scope, id);
    this.addGateways(props);
    if (props.interfaces === "all") this.addInterfaces(props);
  }

  private addGateways({ vpc, subnets, tableNamePrefix }: VpcEndpointsProps): void {
    const dynamoDb = new GatewayVpcEndpoint(this, "DynamoDb", {
      vpc,
      service: GatewayVpcEndpointAwsService.DYNAMODB,
      subnets: [subnets],
    });
    dynamoDb.addToPolicy(toOwnAccount(REGISTRY_ACTIONS, [this.arn("dynamodb", `table/${tableNamePrefix}*`)]));

    const s3 = new GatewayVpcEndpoint(this, "S3", {
      vpc,
      service: GatewayVpcEndpointAwsService.S3,
      subnets: [subnets],
    });
    // ECR hands out signed addresses in a bucket of its own, so the caller is not an identity of this account.
    s3.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ["s3:GetObject"],
        resources: [`arn:aws:s3:::prod-${Aws.REGION}-starport-layer-bucket/*`],
      }),
    );
  }

  private addInterfaces({ vpc, subnets, securityGroup }: VpcEndpointsProps): void {
    const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS } = InterfaceVpcEndpointAwsService;
    const pull = [
      // It names no repository.
      toOwnAccount(["ecr:GetAuthorizationToken"], ["*"]),
      // The image may be another account's.
      toOwnAccount(PULL_ACTIONS, [`arn:aws:ecr:${Aws.REGION}:*:repository/*`]),
    ];
    const log = [toOwnAccount(LOG_ACTIONS, [this.arn("logs", "log-group:*")])];
    for (const [name, service, statements] of [
      ["Ecr", ECR, pull],
      ["EcrDocker", ECR_DOCKER, pull],
      ["Logs", CLOUDWATCH_LOGS, log],
    ] as const) {
      const endpoint = new InterfaceVpcEndpoint(this, name, {
        vpc,
        service,
        subnets,
        securityGroups: [securityGroup],
        // Who may connect is what the security group says, not the whole VPC.
        open: false,
      });
      for (const statement of statements) endpoint.addToPolicy(statement);
    }
  }

  private arn(service: string, resource: string): string {
    const { region, account } = Stack.of(this);
    return `arn:aws:${service}:${region}:${account}:${resource}`;
  }
}

const toOwnAccount = (actions: readonly string[], resources: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: [...actions],
    resources: [...resources],
    conditions: { StringEquals: { "aws:PrincipalAccount": Aws.ACCOUNT_ID } },
  });

const PULL_ACTIONS = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

const LOG_ACTIONS = ["logs:CreateLogStream", "logs:PutLogEvents"];
