import { describe, expect, it } from "@jest/globals";
import { App, NestedStack, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { RestApi, Stage } from "aws-cdk-lib/aws-apigateway";
import { Code } from "aws-cdk-lib/aws-lambda";
import { ClientTokens } from "../../infra/constructs/client-tokens.ts";
import { UsagePlans } from "../../infra/constructs/usage-plans.ts";
import type { ApiStack } from "../../infra/stacks/api.ts";
import type { DeploymentConfig, ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { toUsageKey } from "../../lambda/config/shared-names.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize, synthesizeStacks } from "../support/synthesize.ts";

const DEFAULT = createProxyConfig();

const synthesizeApi = (changes: Partial<ProxyConfig>) => synthesize(createProxyConfig(changes)).api;

const withDeployment = (changes: Partial<DeploymentConfig>): Partial<ProxyConfig> => ({
  deployment: { ...DEFAULT.deployment, ...changes },
});

/** Without the stacks of the Pushgateway, which rates do not change. */
const withRates = (rates: Readonly<Record<string, number>>) =>
  synthesizeStacks(
    createProxyConfig({
      pushgateway: "none",
      // With an address, the synthesis does not warn about alarms without a receiver.
      ...withDeployment({ alarms: { ...DEFAULT.deployment.alarms, email: "on-call@example.com" } }),
      clients: Object.entries(rates).map(([id, perSecond]) => ({
        ...DEFAULT.clients[0]!,
        id,
        rate: perSecond === 0 ? undefined : { requestsPerSecond: perSecond, burst: 2 * perSecond },
      })),
    }),
  ).api;

/** The stack and its nested stacks, as one set of resources of a type. */
const findEverywhere = (api: ApiStack, type: string): Readonly<Record<string, Resource>> =>
  Object.assign(
    {},
    ...[api, ...api.node.findAll().filter(NestedStack.isNestedStack)].map((stack) =>
      Template.fromStack(stack as Stack).findResources(type),
    ),
  );

const plansOf = (api: ApiStack) =>
  Object.values(findEverywhere(api, "AWS::ApiGateway::UsagePlan")).map(
    ({ Properties: { Description, Throttle } }) => [Description, Throttle],
  );

describe("rates of clients", () => {
  const api = withRates({ one: 20, two: 20, free: 0, idle: 0 });

  it("have one plan for each caller with a rate, and one plan without a throttle for all others", () => {
    expect(Object.fromEntries(plansOf(api))).toEqual({
      "of everybody without a rate": undefined,
      "of one": { RateLimit: 20, BurstLimit: 40 },
      "of two": { RateLimit: 20, BurstLimit: 40 },
    });
  });

  it("are counted by the keys that the authorizer returns, each in one plan", () => {
    const values = Object.values(findEverywhere(api, "AWS::ApiGateway::ApiKey")).map(
      ({ Properties }) => Properties["Value"],
    );
    const rate = { requestsPerSecond: 20, burst: 40 };
    expect(values.sort()).toEqual(
      [
        toUsageKey("test", { id: "one", rate }),
        toUsageKey("test", { id: "two", rate }),
        toUsageKey("test", { id: "free", rate: undefined }),
      ].sort(),
    );
    const members = Object.values(findEverywhere(api, "AWS::ApiGateway::UsagePlanKey"));
    expect(new Set(members.map(({ Properties }) => JSON.stringify(Properties["UsagePlanId"]))).size).toBe(3);
    expect(new Set(members.map(({ Properties }) => JSON.stringify(Properties["KeyId"]))).size).toBe(3);
  });

  it("are in a stack whose tag, which all of its resources have, is the environment", () =>
    expect(api.tags.tagValues()).toEqual({ "pushgateway-proxy:environment": "test" }));

  it("are plans of the API's stage with valid keys, since a caller without one is refused", () => {
    for (const { Properties } of Object.values(findEverywhere(api, "AWS::ApiGateway::UsagePlan"))) {
      const [{ ApiId, Stage: ofPlan }, ...others] = Properties["ApiStages"] as readonly [ApiStage];
      expect(others).toEqual([]);
      // A nested stack gets both as parameters.
      expect(JSON.stringify(ApiId)).toContain("PushApi");
      expect(JSON.stringify(ofPlan)).toContain("Stageprod");
    }
    for (const { Properties } of Object.values(findEverywhere(api, "AWS::ApiGateway::ApiKey"))) {
      expect(Properties["Enabled"]).toBe(true);
    }
  });

  it("change in place: only the throttle of a plan changes", () => {
    const withoutThrottles = (stack: ApiStack) =>
      ["UsagePlan", "ApiKey", "UsagePlanKey"].map((type) =>
        Object.entries(findEverywhere(stack, `AWS::ApiGateway::${type}`)).map(([id, { Properties }]) => [
          id,
          { ...Properties, Throttle: undefined },
        ]),
      );
    const faster = withRates({ one: 50, two: 20, free: 0, idle: 0 });
    expect(plansOf(faster)).toContainEqual(["of one", { RateLimit: 50, BurstLimit: 100 }]);
    expect(withoutThrottles(faster)).toEqual(withoutThrottles(api));
  });

  it("start without a change to any method or to another caller's key", () => {
    const before = withRates({ one: 0, two: 0 });
    const after = withRates({ one: 20, two: 0 });
    expect(Template.fromStack(after).findResources("AWS::ApiGateway::Method")).toEqual(
      Template.fromStack(before).findResources("AWS::ApiGateway::Method"),
    );
    for (const type of ["UsagePlan", "ApiKey", "UsagePlanKey"]) {
      expect(findEverywhere(after, `AWS::ApiGateway::${type}`)).toMatchObject(
        findEverywhere(before, `AWS::ApiGateway::${type}`),
      );
    }
  });

  it("are enforced by the authorizer only when the plans exist", () => {
    const template = Template.fromStack(api);
    const nested = Object.keys(template.findResources("AWS::CloudFormation::Stack"));
    expect(nested.length).toBeGreaterThan(0);
    const [alias] = Object.values(template.findResources("AWS::Lambda::Alias"));
    expect(alias!["DependsOn"]).toEqual(expect.arrayContaining(nested));
  });

  it("make every guarded method ask for a key from the first deployment on, and no other method", () => {
    for (const template of [Template.fromStack(withRates({ free: 0 })), Template.fromStack(api)]) {
      const methods = Object.values(template.findResources("AWS::ApiGateway::Method")) as Resource[];
      expect(methods.length).toBeGreaterThan(5);
      for (const { Properties } of methods) {
        expect(Properties["ApiKeyRequired"] ?? false).toBe(Properties["AuthorizationType"] === "CUSTOM");
      }
    }
  });
});

interface ApiStage {
  readonly ApiId: unknown;
  readonly Stage: unknown;
}

interface Resource {
  readonly Properties: Readonly<Record<string, unknown>>;
}

describe("a thousand clients", () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => `client-with-a-long-name-${1_000 + index}`);

  /** CloudFormation's limits: 500 resources, 200 outputs and 1 MB of template (CloudFormation user guide, "Quotas"). */
  const expectToFit = (api: Stack) => {
    const stacks = [api, ...api.node.findAll().filter(NestedStack.isNestedStack)] as Stack[];
    for (const template of stacks.map((stack) => Template.fromStack(stack).toJSON())) {
      expect(Object.keys(template["Resources"]).length).toBeLessThan(450);
      expect(Object.keys(template["Outputs"] ?? {}).length).toBeLessThan(50);
      expect(JSON.stringify(template).length).toBeLessThan(700_000);
    }
    return stacks;
  };

  it("fit, and need no more resources than one client if none has a rate", () => {
    const api = withRates(Object.fromEntries(ids.map((id) => [id, 0])));
    expect(expectToFit(api)).toHaveLength(1);
    const alone = Template.fromStack(withRates({ one: 0 })).toJSON();
    expect(Object.keys(Template.fromStack(api).toJSON()["Resources"]).length).toBe(
      Object.keys(alone["Resources"]).length,
    );
  });

  it("fit with a rate each, and none moves to another stack when more are added", () => {
    const withPlansOf = (callers: readonly string[]): Stack => {
      const stack = new Stack(new App({ builtinCloudFormationValidation: false }));
      const restApi = RestApi.fromRestApiAttributes(stack, "Api", {
        restApiId: "api",
        rootResourceId: "root",
      });
      new UsagePlans(stack, "Plans", {
        stage: Stage.fromStageAttributes(stack, "Stage", { stageName: "prod", restApi }) as Stage,
        environment: "test",
        callers: callers.map((id) => ({
          ...DEFAULT.clients[0]!,
          id,
          rate: { requestsPerSecond: 20, burst: 40 },
        })),
      });
      return stack;
    };
    const stack = withPlansOf(ids);
    expect(expectToFit(stack)).toHaveLength(11);
    const homes = (of: Stack) =>
      of.node
        .findAll()
        .filter((node) => /^plan-client/.test(node.node.id))
        .map(({ node }) => node.path);
    expect(homes(stack)).toHaveLength(1_000);
    expect(homes(stack)).toEqual(expect.arrayContaining(homes(withPlansOf(ids.slice(0, 5)))));
  });
});

describe("clients' tokens", () => {
  const toRotation = (everyDays: number | undefined) => ({ rotation: { overlapSeconds: 86_400, everyDays } });
  const api = synthesizeApi(toRotation(30));
  const [tokens] = Object.values(api.findResources("Custom::ClientTokens"));

  it("are provisioned again only when the clients or their rotation change", () => {
    const propertiesOf = (everyDays: number | undefined, clients = DEFAULT.clients) => {
      const stack = new Stack(new App({ builtinCloudFormationValidation: false }));
      const config = createProxyConfig({ clients, ...toRotation(everyDays) });
      new ClientTokens(stack, "Clients", { config, toCode: () => Code.fromInline("code") });
      return Object.values(Template.fromStack(stack).findResources("Custom::ClientTokens"))[0]!["Properties"];
    };
    const [one, two] = DEFAULT.clients;
    const before = propertiesOf(30);
    expect(propertiesOf(30, [two!, one!])).toEqual(before);
    expect(propertiesOf(30, [one!])).not.toEqual(before);
    expect(propertiesOf(31)).not.toEqual(before);
    expect(propertiesOf(undefined)).not.toEqual(before);
  });

  it("are rotated by the function, once Secrets Manager may invoke it", () => {
    expect(tokens!["Properties"]).toMatchObject({
      RotationFunction: { "Fn::GetAtt": [expect.stringMatching(/^ClientsRotation/), "Arn"] },
      RotationDays: 30,
    });
    const [permission] = Object.keys(
      api.findResources("AWS::Lambda::Permission", {
        Properties: {
          Principal: "secretsmanager.amazonaws.com",
          SourceAccount: { Ref: "AWS::AccountId" },
        },
      }),
    );
    expect(permission).toBeDefined();
    expect(tokens!["DependsOn"]).toContain(permission);
  });

  it("are not rotated by default", () => {
    const plain = synthesizeApi({});
    plain.resourceCountIs("AWS::Lambda::Function", 5);
    expect(JSON.stringify(plain.toJSON())).not.toContain("RotationFunction");
  });
});

describe("the stage", () => {
  it("has the configured name", () => {
    const api = synthesizeApi(withDeployment({ stage: "v1" }));
    api.hasResourceProperties("AWS::ApiGateway::Stage", { StageName: "v1" });
  });
});

describe("a custom host name", () => {
  const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/0";
  const api = synthesizeApi(withDeployment({ domain: { name: "push.example.com", certificateArn } }));

  it("is regional and accepts TLS 1.2 or newer", () => {
    api.hasResourceProperties("AWS::ApiGateway::DomainName", {
      DomainName: "push.example.com",
      RegionalCertificateArn: certificateArn,
      EndpointConfiguration: { Types: ["REGIONAL"] },
      SecurityPolicy: "SecurityPolicy_TLS13_1_2_PQ_2025_09",
      EndpointAccessMode: "STRICT",
    });
  });

  it("is told to the owner, who makes its DNS record", () =>
    expect(Object.values(api.toJSON()["Outputs"])).toContainEqual({
      Description: "Make push.example.com an alias (or a CNAME) of it",
      Value: { "Fn::GetAtt": [expect.stringMatching(/^DomainName/), "RegionalDomainName"] },
    }));

  it("has the API at its root", () => {
    api.hasResourceProperties("AWS::ApiGateway::BasePathMapping", {
      BasePath: Match.absent(),
      DomainName: { Ref: Match.stringLikeRegexp("^DomainName") },
      Stage: { Ref: Match.stringLikeRegexp("Stageprod") },
    });
  });
});

describe("traces", () => {
  it("are sent if configured, by the gateway and every function", () => {
    const api = synthesizeApi(withDeployment({ tracing: true }));
    api.allResourcesProperties("AWS::ApiGateway::Stage", { TracingEnabled: true });
    api.allResourcesProperties("AWS::Lambda::Function", { TracingConfig: { Mode: "Active" } });
  });

  it("are not sent by default, and no function may send them", () => {
    const api = synthesizeApi({});
    api.allResourcesProperties("AWS::ApiGateway::Stage", { TracingEnabled: false });
    api.allResourcesProperties("AWS::Lambda::Function", { TracingConfig: Match.absent() });
    expect(JSON.stringify(api.toJSON())).not.toContain("xray:");
  });
});

describe("a cold start", () => {
  it("reads no source map in the functions on a push's way", () => {
    const api = synthesizeApi({ rotation: { overlapSeconds: 86_400, everyDays: 30 } });
    const mapped = Object.values(api.findResources("AWS::Lambda::Function"))
      .filter(({ Properties }) => Properties.Environment?.Variables.NODE_OPTIONS !== undefined)
      .map(({ Properties }) => Properties.Description.split(" ")[0]);
    expect(mapped.sort()).toEqual(["Gives", "Makes", "Repairs"]);
  });
});
