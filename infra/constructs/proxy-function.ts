import { type Duration, Validations } from "aws-cdk-lib";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { DeploymentConfig } from "../../lambda/config/proxy-config.ts";
import { DiscardedLogGroup } from "./discarded-log-group.ts";

export interface ProxyFunctionProps {
  /** @default CloudFormation makes one */
  readonly name?: string;
  readonly description: string;
  /** A folder with `index.handler`. */
  readonly code: Code;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
  readonly timeout: Duration;
  /** @default none is reserved */
  readonly reservedConcurrency?: number | undefined;
  /** @default outside any VPC */
  readonly placement?: Placement;
  readonly telemetry: Telemetry;
}

export type Telemetry = Pick<DeploymentConfig, "logRetentionDays" | "tracing">;

export interface Placement {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly securityGroup: ISecurityGroup;
}

/**
 * A Lambda function on Node 24 and arm64. Its role starts with rights only to its own log and, in a VPC, its network
 * interfaces.
 */
export class ProxyFunction extends LambdaFunction {
  /** The metrics of its errors and invocations. */
  readonly log: DiscardedLogGroup;

  constructor(scope: Construct, id: string, props: ProxyFunctionProps) {
    const log = new DiscardedLogGroup(scope, `${id}Log`, { retentionDays: props.telemetry.logRetentionDays });
    super(scope, id, {
      ...(props.name !== undefined && { functionName: props.name }),
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: props.code,
      handler: "index.handler",
      environment: { ...props.environment },
      memorySize: props.memoryMiB,
      timeout: props.timeout,
      role: createRole(scope, `${id}Role`, log, props),
      tracing: props.telemetry.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      logGroup: log,
      // The functions write JSON lines to standard output themselves, and this format does not change them. Lambda's
      // own lines at the start and end of each invocation, a fifth of the log, can be left out only in this format.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
      ...(props.placement !== undefined && {
        vpc: props.placement.vpc,
        vpcSubnets: props.placement.subnets,
        securityGroups: [props.placement.securityGroup],
      }),
    });
    this.log = log;
  }
}

/** Replaces AWS's managed policies, which let a function write to every log group. */
const createRole = (
  scope: Construct,
  id: string,
  log: DiscardedLogGroup,
  { placement, telemetry }: Pick<ProxyFunctionProps, "placement" | "telemetry">,
): Role => {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  log.grantWrite(role);
  if (placement !== undefined) {
    role.addToPolicy(
      new PolicyStatement({ actions: INTERFACE_ACTIONS, resources: ["*"], conditions: BY_LAMBDA_ITSELF }),
    );
  }
  if (placement !== undefined || telemetry.tracing) {
    Validations.of(role).acknowledge({
      id: "AwsSolutions-IAM5[Resource::*]",
      reason:
        "Lambda manages a function's network interfaces and sends its traces, and EC2 and X-Ray offer nothing narrower.",
    });
  }
  return role;
};

/**
 * Requests of the function's code have this key, and requests by which Lambda manages network interfaces do not:
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
const BY_LAMBDA_ITSELF = { Null: { "lambda:SourceFunctionArn": "true" } };

const INTERFACE_ACTIONS = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
];
