import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import type { DeploymentConfig, ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { toUsageKey } from "../../lambda/config/usage-key.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const DEFAULT = createProxyConfig();

const synthesizeApi = (changes: Partial<ProxyConfig>) => synthesize(createProxyConfig(changes)).api;

const withDeployment = (changes: Partial<DeploymentConfig>): Partial<ProxyConfig> => ({
  deployment: { ...DEFAULT.deployment, ...changes },
});

describe("rates of clients", () => {
  const [desktop, ci] = DEFAULT.clients;
  const slow = { requestsPerSecond: 20, burst: 40 };
  const api = synthesizeApi({
    clients: [
      { ...desktop!, rate: slow },
      { ...ci!, rate: slow },
      { ...ci!, id: "free" },
    ],
  });

  it("are a plan each, shared by those of equal rate, and one without for everyone else", () => {
    const plans = Object.values(api.findResources("AWS::ApiGateway::UsagePlan")).map(
      (plan) => plan["Properties"].Throttle,
    );
    expect(plans).toEqual([{ RateLimit: 20, BurstLimit: 40 }, undefined]);
    api.allResourcesProperties("AWS::ApiGateway::UsagePlan", {
      ApiStages: [{ ApiId: { Ref: Match.anyValue() }, Stage: { Ref: Match.stringLikeRegexp("Stageprod") } }],
    });
  });

  it("hold for each client by itself, by a key in the plan of its rate", () => {
    const members = Object.values(api.findResources("AWS::ApiGateway::UsagePlanKey")).map(
      ({ Properties: { KeyId, KeyType, UsagePlanId } }) =>
        `${KeyType} ${KeyId.Ref} in ${UsagePlanId.Ref}`.replaceAll(/[0-9A-F]{8}(?= |$)/g, ""),
    );
    expect(members).toEqual([
      "API_KEY Usagekeydesktopapp in Usageplan2040",
      "API_KEY Usagekeyci in Usageplan2040",
      "API_KEY Usagekeyfree in Usageplanunlimited",
    ]);
  });

  it("are counted by the key that the authorizer names", () => {
    for (const id of ["desktop-app", "ci", "free"]) {
      api.hasResourceProperties("AWS::ApiGateway::ApiKey", { Value: toUsageKey("test", id), Enabled: true });
    }
  });

  it("make every guarded method ask for a key, and no other", () => {
    for (const { Properties } of Object.values(api.findResources("AWS::ApiGateway::Method")) as Resource[]) {
      expect(Properties.ApiKeyRequired ?? false).toBe(Properties.AuthorizationType === "CUSTOM");
    }
  });

  it("cost nothing where there are none", () => {
    const plain = synthesizeApi({});
    plain.resourceCountIs("AWS::ApiGateway::UsagePlan", 0);
    for (const { Properties } of Object.values(
      plain.findResources("AWS::ApiGateway::Method"),
    ) as Resource[]) {
      expect(Properties.ApiKeyRequired ?? false).toBe(false);
    }
  });
});

interface Resource {
  readonly Properties: { readonly ApiKeyRequired?: boolean; readonly AuthorizationType: string };
}

describe("rotation", () => {
  const api = synthesizeApi({ rotation: { overlapSeconds: 86_400, everyDays: 30 } });

  it("is scheduled for every client, and does not begin with a deployment", () => {
    api.resourceCountIs("AWS::SecretsManager::RotationSchedule", 2);
    api.allResourcesProperties("AWS::SecretsManager::RotationSchedule", {
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediatelyOnUpdate: false,
      RotationLambdaARN: { "Fn::GetAtt": [Match.stringLikeRegexp("^RotationFunction"), "Arn"] },
    });
    const rotated = Object.values(api.findResources("AWS::SecretsManager::RotationSchedule")).map(
      ({ Properties }) => Properties.SecretId.Ref,
    );
    expect(rotated).toEqual(Object.keys(api.findResources("AWS::SecretsManager::Secret")));
  });

  it("is scheduled only once Secrets Manager may invoke the function", () => {
    const [permission] = Object.keys(
      api.findResources("AWS::Lambda::Permission", {
        Properties: { Principal: "secretsmanager.amazonaws.com" },
      }),
    );
    for (const { DependsOn } of Object.values(api.findResources("AWS::SecretsManager::RotationSchedule"))) {
      expect(DependsOn).toContain(permission);
    }
  });

  it("is invoked by Secrets Manager of this account, and by nobody else", () => {
    api.hasResourceProperties("AWS::Lambda::Permission", {
      Principal: "secretsmanager.amazonaws.com",
      SourceAccount: { Ref: "AWS::AccountId" },
    });
  });

  it("is not there by default", () => {
    const plain = synthesizeApi({});
    plain.resourceCountIs("AWS::SecretsManager::RotationSchedule", 0);
    plain.resourceCountIs("AWS::Lambda::Function", 3);
  });
});

describe("the sweep", () => {
  const api = synthesizeApi({});

  it("runs every five minutes, from the first deployment on", () => {
    api.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(5 minutes)",
      State: "ENABLED",
      Targets: [
        Match.objectLike({ Arn: { "Fn::GetAtt": [Match.stringLikeRegexp("^SweepFunction"), "Arn"] } }),
      ],
    });
  });

  it("is not repeated when it failed, neither by its rule nor by Lambda", () => {
    const once = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 };
    api.hasResourceProperties("AWS::Events::Rule", { Targets: [Match.objectLike({ RetryPolicy: once })] });
    api.hasResourceProperties("AWS::Lambda::EventInvokeConfig", {
      FunctionName: { Ref: Match.stringLikeRegexp("^SweepFunction") },
      Qualifier: "$LATEST",
      ...once,
    });
  });

  it("ends before the next one begins", () => {
    api.hasResourceProperties("AWS::Lambda::Function", {
      Description: Match.stringLikeRegexp("^Sweeps"),
      Timeout: 240,
    });
  });
});

describe("a host name of one's own", () => {
  const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/0";
  const api = synthesizeApi(withDeployment({ domain: { name: "push.example.com", certificateArn } }));

  it("is regional and takes TLS 1.2 or newer", () => {
    api.hasResourceProperties("AWS::ApiGateway::DomainName", {
      DomainName: "push.example.com",
      RegionalCertificateArn: certificateArn,
      EndpointConfiguration: { Types: ["REGIONAL"] },
      SecurityPolicy: "SecurityPolicy_TLS13_1_2_PQ_2025_09",
      EndpointAccessMode: "STRICT",
    });
  });

  it("has the API at its root", () => {
    api.hasResourceProperties("AWS::ApiGateway::BasePathMapping", {
      BasePath: Match.absent(),
      DomainName: { Ref: Match.stringLikeRegexp("^DomainName") },
      Stage: { Ref: Match.stringLikeRegexp("Stageprod") },
    });
  });
});

describe("traces", () => {
  it("are sent where the configuration says so, by the gateway and every function", () => {
    const api = synthesizeApi(withDeployment({ tracing: true }));
    api.allResourcesProperties("AWS::ApiGateway::Stage", { TracingEnabled: true });
    api.allResourcesProperties("AWS::Lambda::Function", { TracingConfig: { Mode: "Active" } });
  });

  it("are not sent by default, and no function may send any", () => {
    const api = synthesizeApi({});
    api.allResourcesProperties("AWS::ApiGateway::Stage", { TracingEnabled: false });
    api.allResourcesProperties("AWS::Lambda::Function", { TracingConfig: Match.absent() });
    expect(JSON.stringify(api.toJSON())).not.toContain("xray:");
  });
});

describe("a cold start", () => {
  it("reads no source map where a push waits for it", () => {
    const api = synthesizeApi({ rotation: { overlapSeconds: 86_400, everyDays: 30 } });
    const mapped = Object.values(api.findResources("AWS::Lambda::Function"))
      .filter(({ Properties }) => Properties.Environment.Variables.NODE_OPTIONS !== undefined)
      .map(({ Properties }) => Properties.Description.split(" ")[0]);
    expect(mapped.sort()).toEqual(["Gives", "Sweeps"]);
  });
});

describe("too many clients for a function's environment", () => {
  it("are refused when the app is synthesised, not when it is deployed", () => {
    const [client] = DEFAULT.clients;
    const clients = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...client!, id: `client-${index}` }));
    expect(() => synthesizeApi({ clients: clients(31) })).toThrow(/31 clients .* takes 30/);
    expect(() => synthesizeApi({ clients: clients(30) })).not.toThrow();
  });
});
