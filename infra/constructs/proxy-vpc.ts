import { Stack } from "aws-cdk-lib";
import {
  FlowLogDestination,
  FlowLogTrafficType,
  IpAddresses,
  LogFormat,
  type SubnetConfiguration,
  SubnetType,
  Vpc,
} from "aws-cdk-lib/aws-ec2";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { NetworkConfig } from "../../lambda/config/proxy-config.ts";
import { DiscardedLogGroup } from "./discarded-log-group.ts";

export interface ProxyVpcProps {
  readonly cidr: string;
  readonly egress: NetworkConfig["egress"];
  readonly logRetentionDays: number;
}

/** The proxy's own VPC with two zones. Nothing in it can be reached from outside, and refused traffic is logged. */
export class ProxyVpc extends Construct {
  readonly vpc: Vpc;
  /** The log of connections to each port: `<port> <from> <to>`. */
  readonly connectionLog: ILogGroup;

  constructor(scope: Construct, id: string, { cidr, egress, logRetentionDays }: ProxyVpcProps) {
    super(scope, id);
    // A VPC with another address block is a new VPC. It also gets another logical id, so that the templates of
    // everything inside it change: references between stacks are weak, and an unchanged template would not be deployed
    // again.
    this.vpc = new Vpc(this, `Vpc-${cidr.replaceAll(/[./]/g, "-")}`, {
      vpcName: Stack.of(this).stackName,
      ipAddresses: IpAddresses.cidr(cidr),
      maxAzs: 2,
      natGateways: egress === "nat" ? 1 : 0,
      subnetConfiguration: toSubnets(cidr, egress),
      // It has no members. Emptying it would need a function with the right to change security groups.
      restrictDefaultSecurityGroup: false,
    });
    this.vpc.addFlowLog("Refused", {
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(
        new DiscardedLogGroup(this, "RefusedLog", { retentionDays: logRetentionDays }),
      ),
    });
    // An alarm counts it, and nothing else reads it.
    this.connectionLog = new DiscardedLogGroup(this, "ConnectionLog", { retentionDays: 1 });
    this.vpc.addFlowLog("Connections", {
      trafficType: FlowLogTrafficType.ACCEPT,
      destination: FlowLogDestination.toCloudWatchLogs(this.connectionLog),
      logFormat: [LogFormat.DST_PORT, LogFormat.SRC_ADDR, LogFormat.DST_ADDR],
    });
  }
}

/**
 * Functions and Pushgateway are in the inner subnets. These are the same for every value of `egress`, so that it can change
 * in a running deployment. The addresses for the subnets of the NAT gateway are reserved from the start.
 */
const toSubnets = (cidr: string, egress: NetworkConfig["egress"]): SubnetConfiguration[] => [
  {
    name: "inner",
    subnetType: egress === "nat" ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED,
    cidrMask: toInnerMask(Number(cidr.split("/")[1])),
  },
  {
    name: "nat",
    subnetType: SubnetType.PUBLIC,
    cidrMask: 28,
    mapPublicIpOnLaunch: false,
    reserved: egress === "none",
  },
];

/** 250 addresses in a zone are enough. A smaller block is divided into four parts, and each zone gets one of them. */
const toInnerMask = (prefix: number): number => Math.max(24, prefix + 2);
