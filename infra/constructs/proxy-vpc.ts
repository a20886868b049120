import {
  FlowLogDestination,
  FlowLogTrafficType,
  IpAddresses,
  type SubnetConfiguration,
  SubnetType,
  Vpc,
} from "aws-cdk-lib/aws-ec2";
import { Construct } from "constructs";
import type { NetworkConfig } from "../../lambda/config/proxy-config.ts";
import { DiscardedLogGroup } from "./discarded-log-group.ts";

export interface ProxyVpcProps {
  readonly egress: NetworkConfig["egress"];
  readonly logRetentionDays: number;
}

/** A VPC of the proxy's own: two zones, nothing in it reachable from outside, refused traffic logged. */
export class ProxyVpc extends Construct {
  readonly vpc: Vpc;

  constructor(scope: Construct, id: string, { egress, logRetentionDays }: ProxyVpcProps) {
    super(scope, id);
    this.vpc = new Vpc(this, "Vpc", {
      ipAddresses: IpAddresses.cidr("10.91.0.0/20"),
      maxAzs: 2,
      natGateways: egress === "nat" ? 1 : 0,
      subnetConfiguration: SUBNETS[egress],
      // Nothing is a member of it; emptying it would take a function with rights to change security groups.
      restrictDefaultSecurityGroup: false,
    });
    this.vpc.addFlowLog("Refused", {
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(
        new DiscardedLogGroup(this, "RefusedLog", { retentionDays: logRetentionDays }),
      ),
    });
  }
}

const SUBNETS: Readonly<Record<NetworkConfig["egress"], SubnetConfiguration[]>> = {
  none: [{ name: "isolated", subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
  nat: [
    { name: "nat", subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
    { name: "private", subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
  ],
};
