import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { withPushgateway } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const { pushgateway } = synthesize();

const container = (template = pushgateway) =>
  Object.values(template.findResources("AWS::ECS::TaskDefinition"))[0]?.["Properties"]
    .ContainerDefinitions[0];

const withImage = (image: string): ProxyConfig => withPushgateway({ image });

describe("the Pushgateway's task", () => {
  it("runs on Fargate and arm64, with half a processor and 2 GiB", () => {
    pushgateway.hasResourceProperties("AWS::ECS::TaskDefinition", {
      RequiresCompatibilities: ["FARGATE"],
      NetworkMode: "awsvpc",
      RuntimePlatform: { CpuArchitecture: "ARM64", OperatingSystemFamily: "LINUX" },
      Cpu: "512",
      Memory: "2048",
    });
  });

  it("has the configured size", () => {
    synthesize(withPushgateway({ cpu: 1_024, memoryMiB: 4_096 })).pushgateway.hasResourceProperties(
      "AWS::ECS::TaskDefinition",
      { Cpu: "1024", Memory: "4096" },
    );
  });

  it("tells Go how much of the task's memory it may use", () => {
    const large = synthesize(withPushgateway({ cpu: 1_024, memoryMiB: 4_096 })).pushgateway;
    expect(container().Environment).toEqual([{ Name: "GOMEMLIMIT", Value: "1843MiB" }]);
    expect(container(large).Environment).toEqual([{ Name: "GOMEMLIMIT", Value: "3686MiB" }]);
  });

  it("is one container that runs the Pushgateway and listens on the expected ports", () => {
    pushgateway.hasResourceProperties("AWS::ECS::TaskDefinition", {
      ContainerDefinitions: [
        Match.objectLike({
          Name: "pushgateway",
          Essential: true,
          PortMappings: [
            { ContainerPort: 9091, Protocol: "tcp" },
            { ContainerPort: 9092, Protocol: "tcp" },
          ],
        }),
      ],
    });
  });

  it("logs to a group that the alarms watch", () => {
    expect(container().LogConfiguration).toEqual({
      LogDriver: "awslogs",
      Options: {
        "awslogs-group": { Ref: expect.stringMatching(/^PushgatewayLog/) },
        "awslogs-stream-prefix": "pushgateway",
        "awslogs-region": { Ref: "AWS::Region" },
      },
    });
  });

  it("has a role that may use its disk, and lets ECS assume another one that may pull and log", () => {
    pushgateway.hasResourceProperties("AWS::ECS::TaskDefinition", {
      TaskRoleArn: { "Fn::GetAtt": [Match.stringLikeRegexp("TaskTaskRole"), "Arn"] },
      ExecutionRoleArn: { "Fn::GetAtt": [Match.stringLikeRegexp("TaskExecutionRole"), "Arn"] },
    });
  });

  it("keeps its groups in another file if configured", () => {
    const { Command } = container(synthesize(withPushgateway({ file: "restored" })).pushgateway);
    expect(Command).toContain("--persistence.file=/data/restored");
  });

  it("saves its state every minute, logs warnings and leaves checks to the store", () => {
    expect(container().Command).toEqual([
      // For scrapers, and for the functions.
      "--web.listen-address=:9091",
      "--web.listen-address=:9092",
      "--persistence.file=/data/pushgateway",
      "--persistence.interval=60s",
      "--log.level=warn",
      "--push.disable-consistency-check",
    ]);
  });

  it("does not let any request wipe, stop or poison it", () => {
    expect(container().Command.join(" ")).not.toMatch(/enable-admin-api|enable-lifecycle|enable-utf8-names/);
  });

  it("is checked with the image's own wget", () => {
    expect(container().HealthCheck.Command).toEqual([
      "CMD",
      "wget",
      "-q",
      "-O",
      "/dev/null",
      "http://127.0.0.1:9092/-/healthy",
    ]);
  });

  it("is replaced after it was unhealthy for half a minute, but not in its first half minute", () => {
    expect(container().HealthCheck).toMatchObject({ Interval: 10, Timeout: 5, Retries: 3, StartPeriod: 30 });
  });

  it("can write only to its disk, and has no capability", () => {
    expect(container()).toMatchObject({
      ReadonlyRootFilesystem: true,
      LinuxParameters: { Capabilities: { Drop: ["ALL"] } },
      MountPoints: [{ ContainerPath: "/data", ReadOnly: false, SourceVolume: "storage" }],
    });
  });

  it("has two minutes to save its state when it is stopped", () => {
    expect(container().StopTimeout).toBe(120);
  });
});

describe("a configured image", () => {
  it.each([
    ["eu-central-1", "eu-central-1.amazonaws.com", ":v1.11.3"],
    ["us-gov-west-1", "us-gov-west-1.amazonaws.com", ":v1.11.3"],
    ["cn-north-1", "cn-north-1.amazonaws.com.cn", ":v1.11.3"],
    ["eu-central-1", "eu-central-1.amazonaws.com", ""],
  ])("is pulled from ECR in %s with a right to that repository (%s, %j)", (region, host, tag) => {
    const template = synthesize(
      withImage(`123456789012.dkr.ecr.${host}/mirror/pushgateway${tag}`),
    ).pushgateway;
    expect(JSON.stringify(container(template).Image)).toContain(`mirror/pushgateway${tag || ":latest"}`);
    template.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            Resource: {
              "Fn::Join": [
                "",
                [
                  "arn:",
                  { Ref: "AWS::Partition" },
                  `:ecr:${region}:123456789012:repository/mirror/pushgateway`,
                ],
              ],
            },
          }),
        ]),
      },
    });
  });
});
