import { Duration, Stack, Validations } from "aws-cdk-lib";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import {
  AvailabilityZoneRebalancing,
  Capability,
  Cluster,
  type ContainerDefinition,
  type ContainerImage,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  type ICluster,
  LinuxParameters,
  LogDrivers,
  OperatingSystemFamily,
} from "aws-cdk-lib/aws-ecs";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import { DnsRecordType, PrivateDnsNamespace } from "aws-cdk-lib/aws-servicediscovery";
import { Construct } from "constructs";
import { DiscardedLogGroup } from "./discarded-log-group.ts";
import { RELAY_PORT, SCRAPE_PORT } from "./proxy-security-groups.ts";
import { toPushgatewayEnvironment } from "./pushgateway-command.ts";
import type { PushgatewayStorage } from "./pushgateway-storage.ts";

export interface PushgatewayServiceProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly securityGroup: ISecurityGroup;
  readonly image: ContainerImage;
  readonly command: string[];
  readonly storage: PushgatewayStorage;
  /** The private domain of the service, which is named `pushgateway` in it. */
  readonly domain: string;
  /** Fargate CPU units (1,024 are one vCPU). */
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly logRetentionDays: number;
}

/**
 * The only Pushgateway, on Fargate. Its state is in memory and in one file, so there are never two: the old task has
 * stopped, and has written its file, before the next one starts.
 */
export class PushgatewayService extends Construct {
  readonly service: FargateService;
  readonly log: ILogGroup;
  /** `host:port` inside the VPC, for Prometheus to scrape. */
  readonly scrapeAddress: string;
  /** The same for the functions. */
  readonly relayAddress: string;

  constructor(scope: Construct, id: string, props: PushgatewayServiceProps) {
    super(scope, id);
    this.log = new DiscardedLogGroup(this, "Log", { retentionDays: props.logRetentionDays });
    const task = this.createTask(props);
    this.service = this.createService(task, props);
    // Without these the service would start its task before the rights of its roles and its disk exist, and fail.
    this.service.node.addDependency(task, props.storage.mountable);
    this.scrapeAddress = `pushgateway.${props.domain}:${SCRAPE_PORT}`;
    this.relayAddress = `pushgateway.${props.domain}:${RELAY_PORT}`;
  }

  private createTask({ cpu, memoryMiB, storage, ...props }: PushgatewayServiceProps): FargateTaskDefinition {
    const task = new FargateTaskDefinition(this, "Task", {
      family: Stack.of(this).stackName,
      cpu,
      memoryLimitMiB: memoryMiB,
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    });
    storage.mount(task, this.addContainer(task, toPushgatewayEnvironment(memoryMiB), props));
    Validations.of(task).acknowledge({
      id: "AwsSolutions-ECS2",
      reason: "The only variable of the container is GOMEMLIMIT, which is no secret.",
    });
    Validations.of(task.obtainExecutionRole()).acknowledge({
      id: "AwsSolutions-IAM5[Resource::*]",
      reason: "ecr:GetAuthorizationToken names no resource; pulling and logging are held to their own.",
    });
    return task;
  }

  private addContainer(
    task: FargateTaskDefinition,
    environment: Readonly<Record<string, string>>,
    { image, command }: Pick<PushgatewayServiceProps, "image" | "command">,
  ): ContainerDefinition {
    const linuxParameters = new LinuxParameters(this, "LinuxParameters");
    linuxParameters.dropCapabilities(Capability.ALL);
    return task.addContainer("pushgateway", {
      image,
      command,
      environment,
      linuxParameters,
      portMappings: [{ containerPort: SCRAPE_PORT }, { containerPort: RELAY_PORT }],
      readonlyRootFilesystem: true,
      logging: LogDrivers.awsLogs({ logGroup: this.log, streamPrefix: "pushgateway" }),
      healthCheck: {
        // The image has only BusyBox's wget to speak HTTP.
        command: ["CMD", "wget", "-q", "-O", "/dev/null", `http://127.0.0.1:${RELAY_PORT}/-/healthy`],
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        retries: 3,
        startPeriod: Duration.seconds(30),
      },
      // The maximum of Fargate, since the whole state is written at the end.
      stopTimeout: Duration.seconds(120),
    });
  }

  private createService(
    taskDefinition: FargateTaskDefinition,
    { vpc, subnets, securityGroup, domain }: PushgatewayServiceProps,
  ): FargateService {
    const cluster = new Cluster(this, "Cluster", { vpc });
    Validations.of(cluster).acknowledge({
      id: "AwsSolutions-ECS4",
      reason:
        "One task, whose health, series and scrape the sweep reports; insights would cost more than the task.",
    });
    return new FargateService(this, "Service", {
      cluster: cluster as ICluster,
      taskDefinition,
      desiredCount: 1,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      circuitBreaker: { rollback: true },
      enableExecuteCommand: false,
      assignPublicIp: false,
      vpcSubnets: subnets,
      securityGroups: [securityGroup],
      cloudMapOptions: {
        name: "pushgateway",
        cloudMapNamespace: new PrivateDnsNamespace(this, "Namespace", { name: domain, vpc }),
        dnsRecordType: DnsRecordType.A,
        // The task's address changes with every deployment, and the relay must find it again within its retries.
        dnsTtl: Duration.seconds(10),
      },
    });
  }
}
