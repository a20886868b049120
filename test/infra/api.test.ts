import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import { GATEWAY_RESPONSES } from "../../lambda/respond/gateway-responses.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const { api } = synthesize();

const methods = () => {
  const paths = new Map(
    Object.entries(api.findResources("AWS::ApiGateway::Resource")).map(([id, { Properties }]) => [
      id,
      { part: Properties.PathPart, parent: Properties.ParentId.Ref },
    ]),
  );
  const pathOf = (id: string | undefined): string => {
    const found = id === undefined ? undefined : paths.get(id);
    return found === undefined ? "" : `${pathOf(found.parent)}/${found.part}`;
  };
  return Object.values(api.findResources("AWS::ApiGateway::Method")).map(({ Properties }) => ({
    name: `${Properties.HttpMethod} ${pathOf(Properties.ResourceId.Ref)}`,
    properties: Properties,
  }));
};

describe("the API", () => {
  it("is regional, takes every body as bytes and inflates none", () => {
    api.hasResourceProperties("AWS::ApiGateway::RestApi", {
      EndpointConfiguration: { Types: ["REGIONAL"] },
      BinaryMediaTypes: ["*/*"],
      MinimumCompressionSize: Match.absent(),
      ApiKeySourceType: "AUTHORIZER",
    });
  });

  it("takes TLS 1.2 or newer", () => {
    api.hasResourceProperties("AWS::ApiGateway::RestApi", {
      SecurityPolicy: Match.stringLikeRegexp("TLS13_1_2"),
      EndpointAccessMode: "STRICT",
    });
  });

  it("asks the authorizer before the push function, and nobody else for anything", () => {
    const guarded = methods().filter(({ properties }) => properties.Integration.Type === "AWS_PROXY");
    expect(guarded.map(({ name }) => name).sort()).toEqual([
      "DELETE /metrics/{proxy+}",
      "GET /-/ready",
      "POST /metrics/{proxy+}",
      "PUT /metrics/{proxy+}",
    ]);
    for (const { properties } of guarded) expect(properties.AuthorizationType).toBe("CUSTOM");
  });

  it("answers other methods and health by itself, to everybody", () => {
    const mocks = methods().filter(({ properties }) => properties.Integration.Type === "MOCK");
    expect(mocks.map(({ name }) => name).sort()).toEqual([
      "ANY /-/healthy",
      "ANY /-/ready",
      "ANY /metrics/{proxy+}",
      "GET /-/healthy",
    ]);
    for (const { properties } of mocks) expect(properties.AuthorizationType).toBe("NONE");
  });

  it("converts both sides of its own answers to text, which they cannot do without", () => {
    for (const { properties } of methods().filter(({ properties: p }) => p.Integration.Type === "MOCK")) {
      expect(properties.Integration).toMatchObject({
        ContentHandling: "CONVERT_TO_TEXT",
        PassthroughBehavior: "NEVER",
        IntegrationResponses: [{ ContentHandling: "CONVERT_TO_TEXT" }],
      });
      expect(properties.Integration.RequestTemplates).toHaveProperty("application/json");
    }
  });

  it("names the methods that a path takes when it is asked for another", () => {
    const allow = methods()
      .filter(({ name }) => name.startsWith("ANY"))
      .map(({ name, properties }) => [
        name,
        properties.Integration.IntegrationResponses[0].ResponseParameters["method.response.header.Allow"],
      ]);
    expect(Object.fromEntries(allow)).toEqual({
      "ANY /metrics/{proxy+}": "'PUT, POST, DELETE'",
      "ANY /-/ready": "'GET'",
      "ANY /-/healthy": "'GET'",
    });
  });

  it("gives every answer of the gateway's own the shape of a refusal", () => {
    const responses = Object.values(api.findResources("AWS::ApiGateway::GatewayResponse"));
    expect(responses.map(({ Properties }) => Properties.ResponseType).sort()).toEqual(
      Object.keys(GATEWAY_RESPONSES).sort(),
    );
    for (const { Properties } of responses) {
      const template = JSON.parse(Properties.ResponseTemplates["application/json"]);
      expect(template).toMatchObject({ instance: "$context.requestId", code: expect.any(String) });
      expect(Properties.ResponseParameters["gatewayresponse.header.Content-Type"]).toBe(
        "'application/problem+json'",
      );
    }
  });

  it("answers 404 to unknown paths, 401 with a challenge and 503 with a time to wait", () => {
    const response = (type: string, properties: object) =>
      api.hasResourceProperties("AWS::ApiGateway::GatewayResponse", { ResponseType: type, ...properties });
    response("MISSING_AUTHENTICATION_TOKEN", { StatusCode: "404" });
    response("UNAUTHORIZED", {
      StatusCode: "401",
      ResponseParameters: Match.objectLike({
        "gatewayresponse.header.WWW-Authenticate": Match.stringLikeRegexp("^'Basic .*Bearer .*'$"),
      }),
    });
    for (const type of ["AUTHORIZER_FAILURE", "DEFAULT_5XX"]) {
      response(type, {
        StatusCode: "503",
        ResponseParameters: Match.objectLike({ "gatewayresponse.header.Retry-After": "'5'" }),
      });
    }
    response("WAF_FILTERED", { StatusCode: "429" });
  });

  it("throttles all clients together as configured", () => {
    api.hasResourceProperties("AWS::ApiGateway::Stage", {
      StageName: "prod",
      MethodSettings: [
        Match.objectLike({
          HttpMethod: "*",
          ResourcePath: "/*",
          ThrottlingRateLimit: 200,
          ThrottlingBurstLimit: 400,
          LoggingLevel: "OFF",
          DataTraceEnabled: false,
        }),
      ],
    });
  });

  it("logs requests as JSON, without headers and queries", () => {
    const [stage] = Object.values(api.findResources("AWS::ApiGateway::Stage"));
    const format = stage?.["Properties"].AccessLogSetting.Format;
    expect(JSON.parse(format)).toMatchObject({ requestId: "$context.requestId", status: "$context.status" });
    expect(format).not.toMatch(/header|querystring|authorizer\.claims|Authorization/i);
  });
});

describe("the authorizer", () => {
  it("is asked once a minute for each credential, and never without one", () => {
    api.hasResourceProperties("AWS::ApiGateway::Authorizer", {
      Type: "REQUEST",
      IdentitySource: "method.request.header.Authorization",
      AuthorizerResultTtlInSeconds: 60,
    });
  });

  it("is outside the VPC", () => {
    api.hasResourceProperties("AWS::Lambda::Function", {
      Description: Match.stringLikeRegexp("Checks who calls"),
      VpcConfig: Match.absent(),
    });
  });

  it("may read the clients' tokens and nothing else", () => {
    const secrets = Object.keys(api.findResources("AWS::SecretsManager::Secret"));
    api.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          {
            Effect: "Allow",
            Action: "secretsmanager:GetSecretValue",
            Resource: Match.arrayWith(secrets.sort().map((id) => ({ Ref: id }))),
          },
        ]),
      }),
    });
  });

  it("keeps concurrency aside where the configuration says so", () => {
    const config = createProxyConfig();
    const reserved = { authorizer: 20, push: undefined };
    const template = synthesize({
      ...config,
      deployment: { ...config.deployment, reservedConcurrency: reserved },
    }).api;
    template.hasResourceProperties("AWS::Lambda::Function", {
      Description: Match.stringLikeRegexp("Checks who calls"),
      ReservedConcurrentExecutions: 20,
    });
    api.allResourcesProperties("AWS::Lambda::Function", { ReservedConcurrentExecutions: Match.absent() });
  });
});

describe("the functions", () => {
  it("run on Node 24 and arm64", () => {
    api.allResourcesProperties("AWS::Lambda::Function", {
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
    });
  });

  it("log for as long as configured", () => {
    api.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
    api.allResourcesProperties("AWS::Lambda::Function", {
      LoggingConfig: { LogGroup: Match.anyValue(), LogFormat: "JSON", SystemLogLevel: "WARN" },
    });
  });

  it("keep to the VPC where they push", () => {
    api.hasResourceProperties("AWS::Lambda::Function", {
      Description: Match.stringLikeRegexp("Validates pushes"),
      VpcConfig: Match.objectLike({ SubnetIds: Match.anyValue() }),
      Environment: {
        Variables: Match.objectLike({
          PUSHGATEWAY_URL: "http://pushgateway.test.pushgateway.internal:9091",
          REGISTRY_TABLE: Match.anyValue(),
        }),
      },
    });
  });

  it("answer before the gateway gives up on them", () => {
    const timeouts = Object.values(api.findResources("AWS::Lambda::Function")).map(
      (f) => f["Properties"].Timeout,
    );
    for (const { properties } of methods().filter(
      ({ properties: p }) => p.Integration.Type === "AWS_PROXY",
    )) {
      expect(properties.Integration.TimeoutInMillis).toBeGreaterThan(
        Math.max(...timeouts.filter((t) => t < 60)) * 1_000,
      );
    }
  });
});

describe("clients' tokens", () => {
  it("are made by Secrets Manager, one a client, and kept when the stack goes", () => {
    api.resourceCountIs("AWS::SecretsManager::Secret", 2);
    api.allResources("AWS::SecretsManager::Secret", {
      Properties: Match.objectLike({
        GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
        SecretString: Match.absent(),
        Name: Match.absent(),
      }),
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
    });
  });

  it("are shown by a command that the stack prints", () => {
    for (const id of ["desktop-app", "ci"]) {
      const [output] = Object.values(api.findOutputs("*", { Description: `Prints the token of ${id}` }));
      expect(JSON.stringify(output?.["Value"])).toMatch(/aws secretsmanager get-secret-value --secret-id /);
    }
  });
});

describe("the firewall", () => {
  it("stands before the stage and stops addresses that ask too often or are ill reputed", () => {
    api.resourceCountIs("AWS::WAFv2::WebACLAssociation", 1);
    api.hasResourceProperties("AWS::WAFv2::WebACL", {
      Scope: "REGIONAL",
      DefaultAction: { Allow: {} },
      Rules: [
        Match.objectLike({
          Action: { Block: {} },
          Statement: { RateBasedStatement: { AggregateKeyType: "IP", Limit: 10_000 } },
        }),
        Match.objectLike({
          Statement: {
            ManagedRuleGroupStatement: { VendorName: "AWS", Name: "AWSManagedRulesAmazonIpReputationList" },
          },
        }),
      ],
    });
  });

  it("keeps no samples of requests, which hold credentials", () => {
    const [acl] = Object.values(api.findResources("AWS::WAFv2::WebACL"));
    const text = JSON.stringify(acl);
    expect(text.match(/"SampledRequestsEnabled":false/g)).toHaveLength(3);
    expect(text).not.toContain('"SampledRequestsEnabled":true');
  });
});
