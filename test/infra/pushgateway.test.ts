import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import { toScrapeConfig } from "../../infra/scrape-config.ts";
import { synthesize } from "../support/synthesize.ts";

const { pushgateway } = synthesize();

describe("the Pushgateway's service", () => {
  it("stops the one task before it starts the next", () => {
    pushgateway.hasResourceProperties("AWS::ECS::Service", {
      DesiredCount: 1,
      DeploymentConfiguration: Match.objectLike({ MinimumHealthyPercent: 0, MaximumPercent: 100 }),
      AvailabilityZoneRebalancing: "DISABLED",
    });
  });

  it("returns to the previous version when a new one does not start", () => {
    pushgateway.hasResourceProperties("AWS::ECS::Service", {
      LaunchType: "FARGATE",
      DeploymentConfiguration: Match.objectLike({
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      }),
    });
  });

  it("lets no one execute commands in the task, or reach it from outside", () => {
    pushgateway.hasResourceProperties("AWS::ECS::Service", {
      EnableExecuteCommand: false,
      NetworkConfiguration: { AwsvpcConfiguration: Match.objectLike({ AssignPublicIp: "DISABLED" }) },
    });
  });

  it("is in both isolated subnets, in its own security group", () => {
    const [service] = Object.values(pushgateway.findResources("AWS::ECS::Service"));
    const { Subnets, SecurityGroups } = service!["Properties"].NetworkConfiguration.AwsvpcConfiguration;
    expect(Subnets.map(JSON.stringify)).toEqual([
      expect.stringContaining("innerSubnet1"),
      expect.stringContaining("innerSubnet2"),
    ]);
    expect(SecurityGroups.map(JSON.stringify)).toEqual([
      expect.stringContaining("SecurityGroupsPushgateway"),
    ]);
  });

  it("has a DNS name that is resolved again every ten seconds", () => {
    pushgateway.hasResourceProperties("AWS::ServiceDiscovery::Service", {
      Name: "pushgateway",
      DnsConfig: Match.objectLike({ DnsRecords: [{ TTL: 10, Type: "A" }] }),
      // ECS reports which task is healthy; Route 53 does not check it.
      HealthCheckCustomConfig: { FailureThreshold: 1 },
    });
    pushgateway.hasResourceProperties("AWS::ServiceDiscovery::PrivateDnsNamespace", {
      Name: "test.pushgateway.internal",
    });
    pushgateway.hasResourceProperties("AWS::ECS::Service", {
      ServiceRegistries: [
        { RegistryArn: { "Fn::GetAtt": [Match.stringLikeRegexp("CloudmapService"), "Arn"] } },
      ],
    });
    const target = { job: "pushgateway", address: "pushgateway.test.pushgateway.internal:9091" };
    pushgateway.hasOutput("ScrapeConfig", { Value: toScrapeConfig(target, "3.8 or newer") });
    pushgateway.hasOutput("ScrapeConfigBefore38", { Value: toScrapeConfig(target, "before 3.8") });
  });

  it("waits for its disk and for its task's roles", () => {
    const [service] = Object.values(pushgateway.findResources("AWS::ECS::Service"));
    for (const type of ["AWS::EFS::MountTarget", "AWS::IAM::Policy"]) {
      expect(service?.["DependsOn"]).toEqual(
        expect.arrayContaining(Object.keys(pushgateway.findResources(type))),
      );
    }
  });
});

describe("the Pushgateway's disk", () => {
  it("is encrypted, and kept when the stack is deleted", () => {
    pushgateway.hasResource("AWS::EFS::FileSystem", {
      Properties: Match.objectLike({ Encrypted: true }),
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
    });
  });

  it("can be mounted in both isolated subnets, through its own security group", () => {
    const targets = Object.values(pushgateway.findResources("AWS::EFS::MountTarget")).map(
      ({ Properties }) => Properties,
    );
    expect(targets.map(({ SubnetId }) => JSON.stringify(SubnetId))).toEqual([
      expect.stringContaining("innerSubnet1"),
      expect.stringContaining("innerSubnet2"),
    ]);
    for (const { FileSystemId, SecurityGroups } of targets) {
      expect(FileSystemId.Ref).toMatch(/^StorageFileSystem/);
      expect(SecurityGroups.map(JSON.stringify)).toEqual([
        expect.stringContaining("SecurityGroupsFileSystem"),
      ]);
    }
  });

  it('belongs to the user "nobody" that the image runs as', () => {
    pushgateway.hasResourceProperties("AWS::EFS::AccessPoint", {
      PosixUser: { Uid: "65534", Gid: "65534" },
      FileSystemId: { Ref: Match.stringLikeRegexp("^StorageFileSystem") },
      RootDirectory: {
        Path: "/pushgateway",
        CreationInfo: { OwnerUid: "65534", OwnerGid: "65534", Permissions: "700" },
      },
    });
  });

  it("is mounted through its access point with the task's role, over TLS", () => {
    pushgateway.hasResourceProperties("AWS::ECS::TaskDefinition", {
      Volumes: [
        {
          Name: "storage",
          EFSVolumeConfiguration: {
            FilesystemId: { Ref: Match.stringLikeRegexp("^StorageFileSystem") },
            TransitEncryption: "ENABLED",
            AuthorizationConfig: {
              AccessPointId: { Ref: Match.stringLikeRegexp("^StorageAccessPoint") },
              IAM: "ENABLED",
            },
          },
        },
      ],
    });
  });

  it("refuses connections without encryption, and admits only principals whose role allows it", () => {
    pushgateway.hasResourceProperties("AWS::EFS::FileSystem", {
      FileSystemPolicy: {
        Statement: [
          {
            Effect: "Deny",
            Principal: { AWS: "*" },
            Action: "elasticfilesystem:*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      },
    });
    pushgateway.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({
            Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
            Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": Match.anyValue() } },
          }),
        ],
      }),
    });
  });
});
