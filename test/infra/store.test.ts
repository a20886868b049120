import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const { data, api } = synthesize();

const { store } = createProxyConfig();
const adopting = synthesize(
  createProxyConfig({ store: { ...store, adopted: { groups: "kept-groups", contracts: "kept-contracts" } } }),
);

describe("the store's tables", () => {
  it.each(["Groups", "Contracts"])(
    "%s is paid per request, can be restored, and is kept when its stack is deleted",
    (name) => {
      const [table] = Object.entries(data.findResources("AWS::DynamoDB::Table")).filter(([id]) =>
        id.startsWith(`Store${name}`),
      );
      expect(table?.[1]).toMatchObject({
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        Properties: {
          BillingMode: "PAY_PER_REQUEST",
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          DeletionProtectionEnabled: true,
          KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        },
      });
    },
  );

  it("have a configured warm throughput, which belongs to the groups, since pushes are spread over them", () => {
    const warm = synthesize(
      createProxyConfig({
        store: { ...store, warmThroughput: { readUnits: 20_000, writeUnits: 8_000 } },
      }),
    ).data;
    const throughputs = (template: typeof data) =>
      Object.entries(template.findResources("AWS::DynamoDB::Table")).map(([id, { Properties }]) => [
        /^Store(Groups|Contracts)/.exec(id)?.[1],
        Properties.WarmThroughput,
      ]);
    expect(throughputs(warm)).toEqual([
      ["Groups", { ReadUnitsPerSecond: 20_000, WriteUnitsPerSecond: 8_000 }],
      ["Contracts", undefined],
    ]);
    expect(throughputs(data).map(([, throughput]) => throughput)).toEqual([undefined, undefined]);
  });

  it("are output by the deployment, since their names are needed to adopt them", () => {
    data.hasOutput("GroupsTable", { Value: { Ref: Match.stringLikeRegexp("^StoreGroups") } });
    data.hasOutput("ContractsTable", { Value: { Ref: Match.stringLikeRegexp("^StoreContracts") } });
  });
});

describe("tables of an earlier deployment", () => {
  it("are used instead of new ones", () => {
    // CloudFormation accepts no stack without resources.
    expect(
      Object.values<{ Type: string }>(adopting.data.toJSON()["Resources"]).map(({ Type }) => Type),
    ).toEqual(["AWS::CloudFormation::WaitConditionHandle"]);
    data.resourceCountIs("AWS::CloudFormation::WaitConditionHandle", 0);
    for (const name of ["Validates", "Repairs"]) {
      adopting.api.hasResourceProperties("AWS::Lambda::Function", {
        Description: Match.stringLikeRegexp(`^${name}`),
        Environment: {
          Variables: Match.objectLike({ GROUPS_TABLE: "kept-groups", CONTRACTS_TABLE: "kept-contracts" }),
        },
      });
    }
  });

  it("are the only DynamoDB resources that the functions have rights to", () => {
    const statements = Object.values(adopting.api.findResources("AWS::IAM::Policy"))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes("dynamodb:"));
    const tables = statements.map(({ Resource }) => Resource["Fn::Join"][1].at(-1));
    expect(tables).toEqual([
      ":table/kept-groups",
      ":table/kept-groups",
      ":table/kept-contracts",
      ":table/kept-groups",
      ":table/kept-groups",
      ":table/kept-contracts",
    ]);
  });
});

describe("the sweep", () => {
  it("is called each minute to check whether a run is due", () => {
    api.hasResourceProperties("AWS::Events::Rule", { ScheduleExpression: "rate(1 minute)" });
  });

  it("runs when a task of this Pushgateway has started, and of no other", () => {
    api.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: {
        source: ["aws.ecs"],
        "detail-type": ["ECS Task State Change"],
        detail: {
          clusterArn: [
            {
              "Fn::GetStackOutput": Match.objectLike({
                StackName: "pushgateway-proxy-test-pushgateway",
                OutputName: Match.stringLikeRegexp("Cluster"),
              }),
            },
          ],
          group: [{ "Fn::Join": ["", ["service:", Match.anyValue()]] }],
          lastStatus: ["RUNNING"],
          desiredStatus: ["RUNNING"],
        },
      },
      ScheduleExpression: Match.absent(),
    });
  });

  it("is not retried, neither by its rules nor by Lambda, since the next tick comes in a minute", () => {
    const once = { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 };
    const target = {
      Arn: { "Fn::GetAtt": ["NamedSweepFunction", "Arn"] },
      RetryPolicy: once,
    };
    api.allResourcesProperties("AWS::Events::Rule", {
      State: "ENABLED",
      Targets: [Match.objectLike(target)],
    });
    api.hasResourceProperties("AWS::Lambda::EventInvokeConfig", {
      FunctionName: { Ref: "NamedSweepFunction" },
      Qualifier: "$LATEST",
      ...once,
    });
  });

  it("ends before the next complete run is due", () => {
    api.hasResourceProperties("AWS::Lambda::Function", {
      Description: Match.stringLikeRegexp("^Repairs"),
      Timeout: 240,
    });
  });
});
