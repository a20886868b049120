import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const { pushgateway } = synthesize();

const container = (template = pushgateway) =>
  Object.values(template.findResources("AWS::ECS::TaskDefinition"))[0]?.["Properties"]
    .ContainerDefinitions[0];

const withImage = (image: string): ProxyConfig => {
  const config = createProxyConfig();
  return { ...config, pushgateway: { ...config.pushgateway, image } };
};

describe("the Pushgateway's task", () => {
  it("runs on Fargate, arm64, with the configured size", () => {
    pushgateway.hasResourceProperties("AWS::ECS::TaskDefinition", {
      RequiresCompatibilities: ["FARGATE"],
      RuntimePlatform: { CpuArchitecture: "ARM64", OperatingSystemFamily: "LINUX" },
      Memory: "2048",
    });
  });

  it("keeps its state every minute, logs warnings and leaves checking to the registry", () => {
    expect(container().Command).toEqual([
      "--persistence.file=/data/pushgateway",
      "--persistence.interval=60s",
      "--log.level=warn",
      "--push.disable-consistency-check",
    ]);
  });

  it("checks consistency itself where the configuration says so", () => {
    const template = synthesize(createProxyConfig({ consistency: "pushgateway" })).pushgateway;
    expect(container(template).Command).not.toContain("--push.disable-consistency-check");
  });

  it("is asked for its health by the image's own wget", () => {
    expect(container().HealthCheck.Command).toEqual([
      "CMD",
      "wget",
      "-q",
      "-O",
      "/dev/null",
      "http://127.0.0.1:9091/-/healthy",
    ]);
  });

  it("can change nothing but its disk, and has no capability", () => {
    expect(container()).toMatchObject({
      ReadonlyRootFilesystem: true,
      LinuxParameters: { Capabilities: { Drop: ["ALL"] } },
      MountPoints: [{ ContainerPath: "/data", ReadOnly: false, SourceVolume: "storage" }],
    });
  });

  it("has two minutes to write its state when it is stopped", () => {
    expect(container().StopTimeout).toBe(120);
  });
});

describe("the Pushgateway's service", () => {
  it("stops the one task before it starts the next", () => {
    pushgateway.hasResourceProperties("AWS::ECS::Service", {
      DesiredCount: 1,
      DeploymentConfiguration: Match.objectLike({ MinimumHealthyPercent: 0, MaximumPercent: 100 }),
      AvailabilityZoneRebalancing: "DISABLED",
    });
  });

  it("lets nobody execute commands in the task, nor reach it from outside", () => {
    pushgateway.hasResourceProperties("AWS::ECS::Service", {
      EnableExecuteCommand: false,
      NetworkConfiguration: { AwsvpcConfiguration: Match.objectLike({ AssignPublicIp: "DISABLED" }) },
    });
  });

  it("is found under a name that is looked up anew every ten seconds", () => {
    pushgateway.hasResourceProperties("AWS::ServiceDiscovery::Service", {
      Name: "pushgateway",
      DnsConfig: Match.objectLike({ DnsRecords: [{ TTL: 10, Type: "A" }] }),
    });
    pushgateway.hasOutput("ScrapeConfig", {
      Value: Match.stringLikeRegexp('honor_labels: true\n.*\n.*"pushgateway.test.pushgateway.internal:9091"'),
    });
  });

  it("waits for the disk it mounts and for its task's roles", () => {
    const [service] = Object.values(pushgateway.findResources("AWS::ECS::Service"));
    for (const type of ["AWS::EFS::MountTarget", "AWS::IAM::Policy"]) {
      expect(service?.["DependsOn"]).toEqual(
        expect.arrayContaining(Object.keys(pushgateway.findResources(type))),
      );
    }
  });
});

describe("the Pushgateway's disk", () => {
  it("is encrypted, and kept when the stack goes", () => {
    pushgateway.hasResource("AWS::EFS::FileSystem", {
      Properties: Match.objectLike({ Encrypted: true }),
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
    });
  });

  it("belongs to nobody, as whom the image runs", () => {
    pushgateway.hasResourceProperties("AWS::EFS::AccessPoint", {
      PosixUser: { Uid: "65534", Gid: "65534" },
      RootDirectory: { CreationInfo: { OwnerUid: "65534", OwnerGid: "65534", Permissions: "700" } },
    });
  });

  it("is mounted through its access point, encrypted on the way, by the task's role", () => {
    pushgateway.hasResourceProperties("AWS::ECS::TaskDefinition", {
      Volumes: [
        {
          Name: "storage",
          EFSVolumeConfiguration: Match.objectLike({
            TransitEncryption: "ENABLED",
            AuthorizationConfig: { AccessPointId: Match.anyValue(), IAM: "ENABLED" },
          }),
        },
      ],
    });
  });

  it("refuses whoever does not encrypt, and admits only whom a role lets in", () => {
    pushgateway.hasResourceProperties("AWS::EFS::FileSystem", {
      FileSystemPolicy: {
        Statement: [
          Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
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

describe("the registry's table", () => {
  it("is paid for by use, restorable, and kept when the stack goes", () => {
    pushgateway.hasResource("AWS::DynamoDB::Table", {
      Properties: Match.objectLike({
        BillingMode: "PAY_PER_REQUEST",
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        TableName: Match.absent(),
      }),
      DeletionPolicy: "Retain",
    });
  });

  it("is not made where the Pushgateway checks itself", () => {
    const template = synthesize(createProxyConfig({ consistency: "pushgateway" })).pushgateway;
    template.resourceCountIs("AWS::DynamoDB::Table", 0);
  });
});

describe("a configured image", () => {
  it("is pulled from ECR with a right to that repository", () => {
    const template = synthesize(
      withImage("123456789012.dkr.ecr.eu-central-1.amazonaws.com/mirror/pushgateway:v1.11.3"),
    ).pushgateway;
    expect(JSON.stringify(container(template).Image)).toContain("mirror/pushgateway:v1.11.3");
    expect(JSON.stringify(template.findResources("AWS::IAM::Policy"))).toContain(
      "arn:aws:ecr:eu-central-1:123456789012:repository/mirror/pushgateway",
    );
  });

  it("must be in ECR where there is no other way out", () => {
    expect(() => synthesize(withImage("prom/pushgateway:v1.11.3"))).toThrow(/isolated subnets cannot reach/);
  });
});
