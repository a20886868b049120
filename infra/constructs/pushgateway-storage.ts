import { RemovalPolicy } from "aws-cdk-lib";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import type { ContainerDefinition, FargateTaskDefinition } from "aws-cdk-lib/aws-ecs";
import { type AccessPoint, FileSystem } from "aws-cdk-lib/aws-efs";
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct, type IDependable } from "constructs";

export interface PushgatewayStorageProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly securityGroup: ISecurityGroup;
  /** Of the VPC. */
  readonly network: string;
}

/** Where a container finds it. */
export const STORAGE_PATH = "/data";

/** `nobody`, as whom the Pushgateway's image runs. */
const NOBODY = "65534";

/**
 * The disk on which the Pushgateway keeps its groups over restarts: encrypted at rest and on the way, kept when the stack goes.
 * Its throughput is EFS's default, which costs nothing: 1 MiB/s when its credits are used up. The state of 10,000 groups of 37
 * series is 30 MB, those that the Pushgateway may hold by default are 41 MB, and it is written once a minute.
 */
export class PushgatewayStorage extends Construct {
  private readonly fileSystem: FileSystem;
  private readonly accessPoint: AccessPoint;

  constructor(
    scope: Construct,
    id: string,
    { vpc, subnets, securityGroup, network }: PushgatewayStorageProps,
  ) {
    super(scope, id);
    // A file system has mount targets in one VPC at a time, so another VPC takes another file system.
    this.fileSystem = new FileSystem(this, `FileSystem-${network}`, {
      vpc,
      vpcSubnets: subnets,
      securityGroup,
      encrypted: true,
      fileSystemPolicy: new PolicyDocument({ statements: [refuseUnencrypted()] }),
      // What the library would add against anonymous clients lets every principal write through a mount target. Under a
      // policy that allows nobody anything, only whom a role lets in gets in at all.
      allowAnonymousAccess: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.accessPoint = this.fileSystem.addAccessPoint("Pushgateway", {
      path: "/pushgateway",
      createAcl: { ownerUid: NOBODY, ownerGid: NOBODY, permissions: "700" },
      posixUser: { uid: NOBODY, gid: NOBODY },
    });
  }

  /** Mounts the storage at {@link STORAGE_PATH} and lets the task, and nobody else, read and write it. */
  mount(task: FargateTaskDefinition, container: ContainerDefinition): void {
    task.addVolume({
      name: "storage",
      efsVolumeConfiguration: {
        fileSystemId: this.fileSystem.fileSystemId,
        transitEncryption: "ENABLED",
        authorizationConfig: { accessPointId: this.accessPoint.accessPointId, iam: "ENABLED" },
      },
    });
    container.addMountPoints({ sourceVolume: "storage", containerPath: STORAGE_PATH, readOnly: false });
    task.taskRole.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        resources: [this.fileSystem.fileSystemArn],
        conditions: { StringEquals: { "elasticfilesystem:AccessPointArn": this.accessPoint.accessPointArn } },
      }),
    );
  }

  /** What must be there before a task can mount the storage. */
  get mountable(): IDependable {
    return this.fileSystem.mountTargetsAvailable;
  }
}

/** A file system without a policy lets in whoever can reach it; with one, only whom a role lets in, too. */
const refuseUnencrypted = (): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ["elasticfilesystem:*"],
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  });
