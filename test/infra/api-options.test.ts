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
    api.resourceCountIs("AWS::ApiGateway::UsagePlanKey", 3);
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
    });
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
      SecurityPolicy: Match.stringLikeRegexp("TLS13_1_2"),
    });
  });

  it("has the API at its root", () => {
    api.hasResourceProperties("AWS::ApiGateway::BasePathMapping", { BasePath: Match.absent() });
  });
});

describe("allowed addresses", () => {
  const api = synthesizeApi(withDeployment({ allowedCidrs: ["203.0.113.0/24", "2001:db8::/32"] }));
  const [denied, allowed] = Object.values(api.findResources("AWS::ApiGateway::RestApi")).flatMap(
    ({ Properties }) => Properties.Policy.Statement,
  );

  it("are the only ones that get in, whatever they ask for", () => {
    expect(denied).toMatchObject({
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: "execute-api:Invoke",
      Resource: "execute-api:/*",
      Condition: { NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } },
    });
  });

  it("are allowed what has no authorizer, and nothing for which the authorizer alone may speak", () => {
    const asked = (resource: string): boolean => allowed.Resource.includes(resource);
    expect(allowed.Effect).toBe("Allow");
    for (const free of [
      "GET/-/healthy",
      "POST/-/healthy",
      "GET/metrics/*",
      "PATCH/metrics/*",
      "PUT/-/ready",
    ]) {
      expect([free, asked(`execute-api:/*/${free}`)]).toEqual([free, true]);
    }
    for (const guarded of ["PUT/metrics/*", "POST/metrics/*", "DELETE/metrics/*", "GET/-/ready"]) {
      expect([guarded, asked(`execute-api:/*/${guarded}`)]).toEqual([guarded, false]);
    }
    expect(
      allowed.Resource.filter((resource: string) => /\/\*$/.test(resource.replace("/metrics/*", ""))),
    ).toEqual([]);
  });

  it("are named by the answer that the others get", () => {
    api.hasResourceProperties("AWS::ApiGateway::GatewayResponse", {
      ResponseType: "ACCESS_DENIED",
      ResponseTemplates: { "application/json": Match.stringLikeRegexp("takes nothing from the address") },
    });
  });

  it("are all when none is named", () => {
    synthesizeApi({}).allResourcesProperties("AWS::ApiGateway::RestApi", { Policy: Match.absent() });
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
