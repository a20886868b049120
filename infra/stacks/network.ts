import { Annotations, CfnOutput, CfnWaitConditionHandle, Stack, type StackProps } from "aws-cdk-lib";
import {
  type ISubnet,
  type IVpc,
  SecurityGroup,
  Subnet,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from "aws-cdk-lib/aws-ec2";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type {
  DeploymentConfig,
  NetworkConfig,
  ProxyConfig,
  SecurityGroupIds,
} from "../../lambda/config/proxy-config.ts";
import { type MemberSecurityGroups, ProxySecurityGroups } from "../constructs/proxy-security-groups.ts";
import { ProxyVpc } from "../constructs/proxy-vpc.ts";
import { VpcEndpoints } from "../constructs/vpc-endpoints.ts";
import { toStackName } from "./stack-name.ts";

export interface NetworkStackProps extends StackProps {
  readonly config: ProxyConfig;
}

/**
 * The network of the Pushgateway and its functions. It cannot be entered from outside, and has only the necessary
 * routes to outside.
 */
export class NetworkStack extends Stack {
  readonly vpc: IVpc;
  /** The subnets of functions and Pushgateway. */
  readonly subnets: SubnetSelection;
  readonly securityGroups: MemberSecurityGroups;
  /** The log of connections, see ProxyVpc; undefined in an existing VPC. */
  readonly scrapeLog: ILogGroup | undefined;
  /** Identifies the VPC at synthesis. */
  readonly identity: string;

  constructor(scope: Construct, id: string, { config, ...props }: NetworkStackProps) {
    super(scope, id, props);
    const { network } = config.deployment;
    this.identity = network.vpcId ?? network.cidr.replaceAll(/[./]/g, "-");
    const own = network.vpcId === undefined ? createOwn(this, config.deployment) : undefined;
    this.scrapeLog = own?.connectionLog;
    this.vpc = own === undefined ? toExisting(this, network) : (own.vpc as IVpc);
    this.subnets = toSubnets(this, this.vpc, network);
    this.securityGroups =
      network.securityGroupIds === undefined
        ? this.makeSecurityGroups(config)
        : importSecurityGroups(this, network.securityGroupIds);
  }

  private makeSecurityGroups(config: ProxyConfig): MemberSecurityGroups {
    const { vpc, subnets } = this;
    const { network } = config.deployment;
    const groups = new ProxySecurityGroups(this, "SecurityGroups", { vpc, scrapeFrom: network.scrapeFrom });
    new VpcEndpoints(this, "Endpoints", {
      vpc,
      subnets,
      securityGroup: groups.endpoints,
      names: network.endpoints,
      tables: toTableNames(config),
      logGroup: `${toStackName(config, "pushgateway")}-PushgatewayLog*`,
      usedBy: network.vpcId === undefined ? "proxy" : "whole-vpc",
    });
    new CfnOutput(this, "ScraperSecurityGroup", {
      description: "Prometheus must be a member of this security group to scrape the Pushgateway",
      value: groups.scraper.securityGroupId,
    });
    return groups;
  }
}

const createOwn = (scope: Construct, { network, logRetentionDays }: DeploymentConfig): ProxyVpc => {
  const { cidr, egress } = network;
  return new ProxyVpc(scope, "Own", { cidr, egress, logRetentionDays });
};

/** Named subnets are sufficient for an existing VPC. Without them it is looked up, which needs credentials. */
const toExisting = (scope: Construct, { vpcId = "", subnetIds }: NetworkConfig): IVpc =>
  subnetIds === undefined
    ? Vpc.fromLookup(scope, "Existing", { vpcId })
    : // The zones are not used, but must be given.
      Vpc.fromVpcAttributes(scope, "Existing", { vpcId, availabilityZones: ["unknown"] });

const toSubnets = (scope: Construct, vpc: IVpc, { subnetIds }: NetworkConfig): SubnetSelection =>
  subnetIds === undefined
    ? // A file system accepts one mount target in a zone, and an existing VPC can have several subnets there.
      { subnetType: innermostSubnets(vpc), onePerAz: true }
    : { subnets: subnetIds.map((id) => importSubnet(scope, id)) };

const importSubnet = (scope: Construct, id: string): ISubnet => {
  const subnet = Subnet.fromSubnetId(scope, id, id);
  Annotations.of(subnet).acknowledgeWarning(
    "@aws-cdk/aws-ec2:noSubnetRouteTableId",
    "Only gateway endpoints need the route table, and none is made in a VPC whose subnets are named.",
  );
  return subnet;
};

const innermostSubnets = (vpc: IVpc): SubnetType =>
  vpc.isolatedSubnets.length > 0 ? SubnetType.PRIVATE_ISOLATED : SubnetType.PRIVATE_WITH_EGRESS;

/** The names of the store's tables, as in a policy. CloudFormation names new tables `<stack>-<logical id>-<random>`. */
const toTableNames = (config: ProxyConfig): readonly string[] => {
  const { adopted } = config.store;
  return adopted === undefined
    ? [`${toStackName(config, "data")}-Store*`]
    : [adopted.groups, adopted.contracts];
};

const importSecurityGroups = (scope: Construct, ids: SecurityGroupIds): MemberSecurityGroups => {
  // CloudFormation accepts no stack without resources. This one costs nothing and does nothing.
  new CfnWaitConditionHandle(scope, "NothingToMake");
  // One group may be used for several of them.
  const group = (role: keyof SecurityGroupIds) =>
    SecurityGroup.fromSecurityGroupId(scope, `Existing-${role}`, ids[role], { mutable: false });
  return {
    functions: group("functions"),
    pushgateway: group("pushgateway"),
    fileSystem: group("fileSystem"),
  };
};
