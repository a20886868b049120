import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import { toSweepFunctionName } from "../../lambda/config/shared-names.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const config = createProxyConfig({ rotation: { overlapSeconds: 86_400, everyDays: 30 } });
const { api } = synthesize(config);

const FUNCTIONS = {
  authorizer: "Checks",
  push: "Validates",
  page: "Renders",
  sweep: "Repairs",
  provision: "Makes",
  rotate: "Gives",
} as const;

type FunctionName = keyof typeof FUNCTIONS;

const findFunction = (name: FunctionName, template = api) => {
  const [found] = Object.values(template.findResources("AWS::Lambda::Function")).filter(({ Properties }) =>
    Properties.Description.startsWith(FUNCTIONS[name]),
  );
  return found!["Properties"];
};

describe("every function", () => {
  it("runs on Node 24 and arm64, as the bundles are built", () => {
    api.allResourcesProperties("AWS::Lambda::Function", {
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
    });
  });

  it.each(Object.keys(FUNCTIONS) as FunctionName[])("%s logs to its own log group, as JSON", (name) => {
    const { LoggingConfig } = findFunction(name);
    expect(LoggingConfig).toEqual({
      LogGroup: { Ref: expect.any(String) },
      LogFormat: "JSON",
      SystemLogLevel: "WARN",
    });
    const groups = (Object.keys(FUNCTIONS) as FunctionName[]).map(
      (other) => findFunction(other).LoggingConfig.LogGroup.Ref,
    );
    expect(groups.filter((group) => group === LoggingConfig.LogGroup.Ref)).toHaveLength(1);
  });

  it("has the memory that was measured for it", () => {
    const memory = (Object.keys(FUNCTIONS) as FunctionName[]).map((name) => [
      name,
      findFunction(name).MemorySize,
    ]);
    expect(Object.fromEntries(memory)).toEqual({
      authorizer: 512,
      push: 1_024,
      page: 1_769,
      sweep: 1_769,
      provision: 256,
      rotate: 256,
    });
  });

  it("has a timeout that covers its own deadlines", () => {
    const seconds = (Object.keys(FUNCTIONS) as FunctionName[]).map((name) => [
      name,
      findFunction(name).Timeout,
    ]);
    expect(Object.fromEntries(seconds)).toEqual({
      authorizer: 10,
      push: 30,
      page: 60,
      sweep: 240,
      provision: 600,
      rotate: 30,
    });
  });

  it("is deployed only after its role has its rights", () => {
    const functions = Object.values(api.findResources("AWS::Lambda::Function"));
    expect(functions).toHaveLength(6);
    for (const { Properties, DependsOn } of functions) {
      const role: string = Properties.Role["Fn::GetAtt"][0];
      const policies = Object.entries(api.findResources("AWS::IAM::Policy")).filter(
        ([, policy]) => policy["Properties"].Roles[0].Ref === role,
      );
      expect(policies).toHaveLength(1);
      expect(DependsOn).toEqual(expect.arrayContaining([policies[0]![0], role]));
    }
  });
});

describe("push and sweep function", () => {
  it.each(["push", "sweep"] as const)("%s is in both isolated subnets, in the functions' group", (name) => {
    const { SubnetIds, SecurityGroupIds } = findFunction(name).VpcConfig;
    expect(SubnetIds.map(JSON.stringify)).toEqual([
      expect.stringContaining("innerSubnet1"),
      expect.stringContaining("innerSubnet2"),
    ]);
    expect(SecurityGroupIds.map(JSON.stringify)).toEqual([
      expect.stringContaining("SecurityGroupsFunctions"),
    ]);
  });

  it.each(["push", "sweep"] as const)("%s knows the Pushgateway and the store's tables", (name) => {
    expect(findFunction(name).Environment.Variables).toMatchObject({
      PUSHGATEWAY_URL: "http://pushgateway.test.pushgateway.internal:9092",
      ...Object.fromEntries(
        (["Groups", "Contracts"] as const).map((table) => [
          `${table.toUpperCase()}_TABLE`,
          {
            "Fn::GetStackOutput": {
              StackName: "pushgateway-proxy-test-data",
              OutputName: expect.stringContaining(`Store${table}`),
            },
          },
        ]),
      ),
    });
  });

  it("the sweep's name is the one that operators' commands use, and fits Lambda's limit for every environment", () => {
    expect(findFunction("sweep").FunctionName).toBe(toSweepFunctionName("test"));
    expect(toSweepFunctionName("e".repeat(32)).length).toBeLessThanOrEqual(64);
  });

  it.each(["authorizer", "provision", "rotate"] as const)(
    "are the only functions in the VPC: %s is outside",
    (name) => {
      expect(findFunction(name)).not.toHaveProperty("VpcConfig");
    },
  );
});

describe("the authorizer", () => {
  it("has no clients in its environment, since Lambda's 4 kB cannot hold a thousand clients", () => {
    expect(findFunction("authorizer")).not.toHaveProperty("Environment");
  });

  it("is called by an alias that gets a new version only when its keys are in their plans", () => {
    const [alias] = Object.entries(api.findResources("AWS::Lambda::Alias"));
    const dependsOn: string[] = alias![1]["DependsOn"];
    expect(dependsOn.filter((id) => id.startsWith("Usagemember"))).toHaveLength(1);
    expect(alias![1]["Properties"]).toMatchObject({
      Name: "live",
      FunctionName: { Ref: expect.stringMatching(/^Authorizer/) },
      FunctionVersion: { "Fn::GetAtt": [expect.stringMatching(/^AuthorizerCurrentVersion/), "Version"] },
    });
    const [authorizer] = Object.values(api.findResources("AWS::ApiGateway::Authorizer"));
    expect(JSON.stringify(authorizer!["Properties"].AuthorizerUri)).toContain(":live/invocations");
    const [permission] = Object.values(
      api.findResources("AWS::Lambda::Permission", {
        Properties: { FunctionName: { "Fn::Join": ["", [Match.anyValue(), ":live"]] } },
      }),
    );
    expect(permission!["DependsOn"]).toContain(alias![0]);
  });
});

describe("reserved concurrency", () => {
  const reserve = (authorizer: number | undefined, push: number | undefined) =>
    synthesize({
      ...config,
      deployment: { ...config.deployment, reservedConcurrency: { authorizer, push } },
    }).api;

  it.each([
    ["authorizer", reserve(20, undefined), 20],
    ["push", reserve(undefined, 50), 50],
  ] as const)("is reserved for %s if configured, and for no other function", (name, template, kept) => {
    for (const other of Object.keys(FUNCTIONS) as FunctionName[]) {
      expect(findFunction(other, template).ReservedConcurrentExecutions).toBe(
        other === name ? kept : undefined,
      );
    }
  });

  it("is not set by default, since a new account has none to reserve", () => {
    api.allResourcesProperties("AWS::Lambda::Function", { ReservedConcurrentExecutions: Match.absent() });
  });
});

describe("the right to invoke a function", () => {
  it("belongs to API Gateway, its schedule or Secrets Manager only", () => {
    const permissions = Object.values(api.findResources("AWS::Lambda::Permission")).map(({ Properties }) => [
      Properties.Principal,
      Properties.Action,
      JSON.stringify(Properties.FunctionName).match(
        /Authorizer|PushFunction|PageFunction|SweepFunction|ClientsProvision|ClientsRotation/,
      )?.[0],
      Properties.SourceArn !== undefined || Properties.SourceAccount !== undefined,
    ]);
    const invoke = "lambda:InvokeFunction";
    expect(permissions.sort()).toEqual([
      ["apigateway.amazonaws.com", invoke, "Authorizer", true],
      ...Array.from({ length: 2 }, () => ["apigateway.amazonaws.com", invoke, "PageFunction", true]),
      ...Array.from({ length: 4 }, () => ["apigateway.amazonaws.com", invoke, "PushFunction", true]),
      ["events.amazonaws.com", invoke, "SweepFunction", true],
      ["events.amazonaws.com", invoke, "SweepFunction", true],
      ["secretsmanager.amazonaws.com", invoke, "ClientsRotation", true],
    ]);
  });
});
