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

  it("has the size of the configuration", () => {
    synthesize(withPushgateway({ cpu: 1_024, memoryMiB: 4_096 })).pushgateway.hasResourceProperties(
      "AWS::ECS::TaskDefinition",
      { Cpu: "1024", Memory: "4096" },
    );
  });

  it("is one container, which is the Pushgateway and listens where it is looked for", () => {
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

  it("takes a role that may use its disk, and lets ECS take another that may pull and log", () => {
    pushgateway.hasResourceProperties("AWS::ECS::TaskDefinition", {
      TaskRoleArn: { "Fn::GetAtt": [Match.stringLikeRegexp("TaskTaskRole"), "Arn"] },
      ExecutionRoleArn: { "Fn::GetAtt": [Match.stringLikeRegexp("TaskExecutionRole"), "Arn"] },
    });
  });

  it("keeps its groups in another file where the configuration says so", () => {
    const { Command } = container(synthesize(withPushgateway({ file: "restored" })).pushgateway);
    expect(Command).toContain("--persistence.file=/data/restored");
  });

  it("keeps its state every minute, logs warnings and leaves checking to the store", () => {
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

  it("gives nobody a way to wipe, stop or poison it by a request", () => {
    expect(container().Command.join(" ")).not.toMatch(/enable-admin-api|enable-lifecycle|enable-utf8-names/);
  });

  it("is asked for its health by the image's own wget", () => {
    expect(container().HealthCheck.Command).toEqual([
      "CMD",
      "wget",
      "-q",
      "-O",
      "/dev/null",
      "http://127.0.0.1:9092/-/healthy",
    ]);
  });

  it("is replaced when it has not been healthy for half a minute, half a minute after its start", () => {
    expect(container().HealthCheck).toMatchObject({ Interval: 10, Timeout: 5, Retries: 3, StartPeriod: 30 });
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
