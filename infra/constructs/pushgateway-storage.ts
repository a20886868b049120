import { RemovalPolicy, Stack } from "aws-cdk-lib";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import type { ContainerDefinition, FargateTaskDefinition } from "aws-cdk-lib/aws-ecs";
import { AccessPoint, CfnMountTarget, FileSystem, type IFileSystem } from "aws-cdk-lib/aws-efs";
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct, DependencyGroup, type IDependable } from "constructs";

export interface PushgatewayStorageProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly securityGroup: ISecurityGroup;
  /** Identifies the VPC at synthesis. */
  readonly network: string;
  /** The id of a file system of an earlier deployment. Undefined: a new one is created. */
  readonly adopted: string | undefined;
}

interface MountableFileSystem {
  readonly fileSystem: IFileSystem;
  readonly mountable: IDependable;
}

/** Its path in a container. */
export const STORAGE_PATH = "/data";

/** The user `nobody`: the Pushgateway's image runs as this user. */
const NOBODY = "65534";

/**
 * The disk on which the Pushgateway keeps its groups over restarts: encrypted at rest and in transit, and kept when the
 * stack is deleted. Its throughput is EFS's default, which costs nothing: 1 MiB/s when its credits are used up. The
 * state is written once a minute. It is 30 MB for 10,000 groups with 37 series, and 41 MB for the most groups that the
 * default limits allow.
 */
export class PushgatewayStorage extends Construct {
  /** Resources that must exist before a task can mount the storage. */
  readonly mountable: IDependable;
  private readonly fileSystem: IFileSystem;
  private readonly accessPoint: AccessPoint;

  constructor(scope: Construct, id: string, props: PushgatewayStorageProps) {
    super(scope, id);
    const { fileSystem, mountable } = props.adopted === undefined ? this.create(props) : this.adopt(props);
    this.fileSystem = fileSystem;
    this.mountable = mountable;
    this.accessPoint = new AccessPoint(this, "AccessPoint", {
      fileSystem,
      path: "/pushgateway",
      createAcl: { ownerUid: NOBODY, ownerGid: NOBODY, permissions: "700" },
      posixUser: { uid: NOBODY, gid: NOBODY },
    });
  }

  private create({ vpc, subnets, securityGroup, network }: PushgatewayStorageProps): MountableFileSystem {
    // A file system has mount targets in one VPC at a time, so another VPC gets another file system.
    const fileSystem = new FileSystem(this, `FileSystem-${network}`, {
      fileSystemName: Stack.of(this).stackName,
      vpc,
      vpcSubnets: subnets,
      securityGroup,
      encrypted: true,
      fileSystemPolicy: new PolicyDocument({ statements: [refuseUnencrypted()] }),
      // The library would add a policy against anonymous clients that lets every principal write through a mount
      // target. This policy allows nothing, so only principals whose role allows it have access.
      allowAnonymousAccess: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    return { fileSystem, mountable: fileSystem.mountTargetsAvailable };
  }

  /** Its mount targets were deleted with the stack that created them, so they can be created in any VPC. */
  private adopt(props: PushgatewayStorageProps): MountableFileSystem {
    const { vpc, subnets, securityGroup, adopted: fileSystemId = "" } = props;
    const fileSystem = FileSystem.fromFileSystemAttributes(this, "Adopted", { fileSystemId, securityGroup });
    const targets = vpc.selectSubnets(subnets).subnetIds.map(
      (subnetId, index) =>
        new CfnMountTarget(this, `MountTarget${index}`, {
          fileSystemId,
          subnetId,
          securityGroups: [securityGroup.securityGroupId],
        }),
    );
    const mountable = new DependencyGroup();
    mountable.add(...targets);
    return { fileSystem, mountable };
  }

  get fileSystemId(): string {
    return this.fileSystem.fileSystemId;
  }

  /** Mounts the storage at {@link STORAGE_PATH} and lets only the task read and write it. */
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
}

/** Without a policy, everyone who can reach the file system may use it. With one, a role must allow it, too. */
const refuseUnencrypted = (): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ["elasticfilesystem:*"],
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  });
