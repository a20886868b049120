import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import { type IVpc, type SubnetSelection, SubnetType, Vpc } from "aws-cdk-lib/aws-ec2";
import type { Construct } from "constructs";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { ProxySecurityGroups } from "../constructs/proxy-security-groups.ts";
import { ProxyVpc } from "../constructs/proxy-vpc.ts";
import { VpcEndpoints } from "../constructs/vpc-endpoints.ts";
import { toStackName } from "./stack-name.ts";

export interface NetworkStackProps extends StackProps {
  readonly config: ProxyConfig;
}

/** Where the Pushgateway and the functions that talk to it live: no way in from outside, and out only what they need. */
export class NetworkStack extends Stack {
  readonly vpc: IVpc;
  /** Of functions and Pushgateway. */
  readonly subnets: SubnetSelection;
  readonly securityGroups: ProxySecurityGroups;

  constructor(scope: Construct, id: string, { config, ...props }: NetworkStackProps) {
    super(scope, id, props);
    const { network, logRetentionDays } = config.deployment;
    this.vpc =
      network.vpcId === undefined
        ? (new ProxyVpc(this, "Own", { egress: network.egress, logRetentionDays }).vpc as IVpc)
        : Vpc.fromLookup(this, "Existing", { vpcId: network.vpcId });
    this.subnets = { subnetType: innermostSubnets(this.vpc) };
    this.securityGroups = new ProxySecurityGroups(this, "SecurityGroups", {
      vpc: this.vpc,
      scrapeFrom: network.scrapeFrom,
    });
    if (network.endpoints === "create") {
      new VpcEndpoints(this, "Endpoints", {
        vpc: this.vpc,
        subnets: this.subnets,
        securityGroup: this.securityGroups.endpoints,
        tableNamePrefix: toStackName(config, "pushgateway"),
        interfaces: network.egress === "none" ? "all" : "none",
      });
    }
    new CfnOutput(this, "ScraperSecurityGroup", {
      description: "Prometheus must be a member of this security group to scrape the Pushgateway",
      value: this.securityGroups.scraper.securityGroupId,
    });
  }
}

const innermostSubnets = (vpc: IVpc): SubnetType =>
  vpc.isolatedSubnets.length > 0 ? SubnetType.PRIVATE_ISOLATED : SubnetType.PRIVATE_WITH_EGRESS;
