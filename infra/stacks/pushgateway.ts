import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { ProxyConfig, PushgatewayConfig } from "../../lambda/config/proxy-config.ts";
import { toPushgatewayCommand } from "../constructs/pushgateway-command.ts";
import { toPushgatewayImage } from "../constructs/pushgateway-image.ts";
import { PushgatewayService } from "../constructs/pushgateway-service.ts";
import { PushgatewayStorage } from "../constructs/pushgateway-storage.ts";
import { toScrapeConfig } from "../scrape-config.ts";
import type { NetworkStack } from "./network.ts";

export interface PushgatewayStackProps extends StackProps {
  readonly config: ProxyConfig;
  /** The settings of `config`. */
  readonly settings: PushgatewayConfig;
  readonly network: NetworkStack;
}

/** The Pushgateway, and the disk on which it keeps its groups over restarts. */
export class PushgatewayStack extends Stack {
  readonly pushgateway: PushgatewayService;

  constructor(scope: Construct, id: string, { config, settings, network, ...props }: PushgatewayStackProps) {
    super(scope, id, props);
    const { vpc, subnets, securityGroups } = network;
    const { adopt } = config.deployment;
    const storage = new PushgatewayStorage(this, "Storage", {
      vpc,
      subnets,
      securityGroup: securityGroups.fileSystem,
      network: network.identity,
      adopted: adopt.fileSystemId,
    });
    this.pushgateway = new PushgatewayService(this, "Pushgateway", {
      vpc,
      subnets,
      securityGroup: securityGroups.pushgateway,
      image: toPushgatewayImage(this, settings),
      command: toPushgatewayCommand(settings),
      storage,
      domain: `${config.environment}.pushgateway.internal`,
      cpu: settings.cpu,
      memoryMiB: settings.memoryMiB,
      logRetentionDays: config.deployment.logRetentionDays,
    });
    new CfnOutput(this, "FileSystemId", {
      description: "Kept when the stack is deleted. To use it again, set deployment.adopt.fileSystemId",
      value: storage.fileSystemId,
    });
    const target = { job: config.scrape.job, address: this.pushgateway.scrapeAddress };
    new CfnOutput(this, "ScrapeConfig", {
      description: "Paste it into prometheus.yml of Prometheus 3.8 or newer",
      value: toScrapeConfig(target, "3.8 or newer"),
    });
    new CfnOutput(this, "ScrapeConfigBefore38", {
      description: "Paste it into prometheus.yml of a Prometheus before 3.8",
      value: toScrapeConfig(target, "before 3.8"),
    });
  }
}

/** The Pushgateway and its VPC, which `pushgateway: none` leaves out. */
export interface PushgatewayStacks {
  readonly network: NetworkStack;
  readonly pushgateway: PushgatewayStack;
}
