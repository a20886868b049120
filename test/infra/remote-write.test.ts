import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import type { RemoteWriteConfig } from "../../lambda/config/proxy-config.ts";
import { DEPLOYED_FOR_REMOTE_WRITE } from "../../scripts/estimate-remote-write.ts";
import { createProxyConfig, createRemoteWriteConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const WORKSPACE_ARN = "arn:aws:aps:eu-west-1:123456789012:workspace/ws-0123";

const synthesizeWith = (...destinations: readonly Partial<RemoteWriteConfig>[]) =>
  synthesize(createProxyConfig({ remoteWrite: destinations.map((one) => createRemoteWriteConfig(one)) }));

/** Actions with their resources, of every policy of the stack. */
const rightsOf = (template: ReturnType<typeof synthesizeWith>["api"]) =>
  Object.values(template.findResources("AWS::IAM::Policy")).flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap(
      (statement: { Action: string | string[]; Resource: unknown }) =>
        [statement.Action].flat().map((action) => ({ action, resource: statement.Resource })),
    ),
  );

describe("a workspace that the deployment creates", () => {
  const { remoteWrite } = synthesizeWith({});

  it("is kept when the stack is deleted", () => {
    remoteWrite!.hasResource("AWS::APS::Workspace", {
      DeletionPolicy: "Retain",
      Properties: { Alias: "pushgateway-proxy-test-amp" },
    });
  });

  it("is written to by a function that may write samples only to it, read groups and write its lease", () => {
    const rights = rightsOf(remoteWrite!);
    expect(rights.filter(({ action }) => action.startsWith("aps:"))).toEqual([
      { action: "aps:RemoteWrite", resource: { "Fn::GetAtt": [expect.stringMatching(/Workspace/), "Arn"] } },
    ]);
    expect(rights.map(({ action }) => action).sort()).toEqual([
      "aps:RemoteWrite",
      "dynamodb:BatchGetItem",
      "dynamodb:PutItem",
      "dynamodb:Scan",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]);
  });

  it("has a function outside the VPC that runs once a minute and is never retried", () => {
    remoteWrite!.hasResourceProperties("AWS::Lambda::Function", {
      Architectures: ["arm64"],
      MemorySize: 1_769,
      Timeout: 58,
      VpcConfig: Match.absent(),
      Environment: {
        Variables: Match.objectLike({
          DESTINATION: "amp",
          SHARD: "0",
          GROUPS_TABLE: Match.anyValue(),
          CONTRACTS_TABLE: Match.anyValue(),
          SECRET_ID: Match.absent(),
          RECEIVER_URL: {
            "Fn::Join": [
              "",
              [
                { "Fn::GetAtt": [Match.stringLikeRegexp("Workspace"), "PrometheusEndpoint"] },
                "api/v1/remote_write",
              ],
            ],
          },
        }),
      },
    });
    const once = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 };
    remoteWrite!.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(1 minute)",
      State: "ENABLED",
      Targets: [Match.objectLike({ Arn: { "Fn::GetAtt": [Match.anyValue(), "Arn"] }, RetryPolicy: once })],
    });
    remoteWrite!.hasResourceProperties("AWS::Lambda::EventInvokeConfig", once);
  });
});

describe("a workspace that exists", () => {
  it("is written to in its own region", () => {
    const { remoteWrite } = synthesizeWith({ target: { kind: "amp", workspaceArn: WORKSPACE_ARN } });
    remoteWrite!.resourceCountIs("AWS::APS::Workspace", 0);
    remoteWrite!.hasResourceProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: Match.objectLike({
          RECEIVER_URL:
            "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-0123/api/v1/remote_write",
        }),
      },
    });
    expect(rightsOf(remoteWrite!)).toContainEqual({ action: "aps:RemoteWrite", resource: WORKSPACE_ARN });
  });
});

describe("another receiver", () => {
  const url = "https://receiver.example.com/api/v1/push";
  const { remoteWrite } = synthesizeWith({
    name: "other",
    target: { kind: "url", url, credential: { kind: "bearer" } },
    shards: 3,
  });

  it("has a secret that says that it was not set, and is kept", () => {
    remoteWrite!.hasResource("AWS::SecretsManager::Secret", {
      DeletionPolicy: "Retain",
      Properties: {
        GenerateSecretString: { SecretStringTemplate: '{"notSetYet":true}', GenerateStringKey: "random" },
      },
    });
  });

  it("has a function for each shard that may read that secret and write to no workspace", () => {
    const functions = Object.values(remoteWrite!.findResources("AWS::Lambda::Function"));
    const variables = functions.map(({ Properties }) => Properties.Environment.Variables);
    expect(variables.map(({ SHARD }) => SHARD).sort()).toEqual(["0", "1", "2"]);
    const [secret] = Object.keys(remoteWrite!.findResources("AWS::SecretsManager::Secret"));
    for (const { SECRET_ID } of variables) {
      expect(SECRET_ID).toEqual({ Ref: secret });
    }
    expect(rightsOf(remoteWrite!).filter(({ action }) => action.startsWith("aps:"))).toEqual([]);
    expect(
      rightsOf(remoteWrite!)
        .map(({ action }) => action)
        .filter((action) => action.startsWith("secretsmanager:")),
    ).toEqual(Array(3).fill("secretsmanager:GetSecretValue"));
  });
});

describe("alarms", () => {
  it("exist for each destination, and not without one", () => {
    const { observability } = synthesizeWith(
      {},
      { name: "b", target: { kind: "amp", workspaceArn: WORKSPACE_ARN } },
    );
    const told = (template: typeof observability) =>
      Object.values(template.findResources("AWS::CloudWatch::Alarm"))
        .map(({ Properties }) => String(Properties.AlarmDescription))
        .filter((text) => /remote write|refuses samples/.test(text));
    expect(told(observability)).toHaveLength(2 * DEPLOYED_FOR_REMOTE_WRITE.alarms);
    expect(told(synthesize(createProxyConfig()).observability)).toEqual([]);
    observability.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "remoteWriteLagSeconds",
      Threshold: 300,
      Dimensions: Match.arrayWith([{ Name: "destination", Value: "amp" }]),
    });
  });

  it("fire when no run has sent everything for a quarter of an hour, also if there are no runs at all", () => {
    synthesizeWith({}).observability.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmDescription: Match.stringLikeRegexp("#pump-missing$"),
      ComparisonOperator: "LessThanThreshold",
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 3,
      TreatMissingData: "breaching",
    });
  });

  it("exist for each shard that ends with an error or does not run, since the others' metrics hide it", () => {
    const { observability } = synthesizeWith({ shards: 2 });
    const failing = Object.values(
      observability.findResources("AWS::CloudWatch::Alarm", {
        Properties: { Namespace: "AWS/Lambda", MetricName: "Errors" },
      }),
    ).filter(({ Properties }) => Properties.AlarmDescription.includes("remote write"));
    for (const { Properties } of failing) {
      expect(Properties).toMatchObject({ EvaluationPeriods: 3, TreatMissingData: "breaching" });
    }
    expect(failing.map(({ Properties }) => JSON.stringify(Properties.Dimensions))).toEqual([
      expect.stringContaining("Shard0"),
      expect.stringContaining("Shard1"),
    ]);
  });

  it("do not depend on the stack of remote write if there is no destination", () =>
    expect(synthesize(createProxyConfig()).remoteWrite).toBeUndefined());
});
