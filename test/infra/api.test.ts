import { describe, expect, it } from "@jest/globals";
import { Match, type Template } from "aws-cdk-lib/assertions";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const { api } = synthesize();

const ACCESS_LOG = {
  time: "$context.requestTime",
  requestId: "$context.requestId",
  client: "$context.authorizer.principalId",
  ip: "$context.identity.sourceIp",
  method: "$context.httpMethod",
  path: "$context.path",
  resource: "$context.resourcePath",
  status: "$context.status",
  responseType: "$context.error.responseType",
  authorizerStatus: "$context.authorizer.status",
  authorizerLatencyMs: "$context.authorizer.latency",
  pushLatencyMs: "$context.integration.latency",
  latencyMs: "$context.responseLatency",
};

const methods = (template = api) => {
  const paths = new Map(
    Object.entries(template.findResources("AWS::ApiGateway::Resource")).map(([id, { Properties }]) => [
      id,
      { part: Properties.PathPart, parent: Properties.ParentId.Ref },
    ]),
  );
  const pathOf = (id: string | undefined): string => {
    const found = id === undefined ? undefined : paths.get(id);
    return found === undefined ? "" : `${pathOf(found.parent)}/${found.part}`;
  };
  return Object.values(template.findResources("AWS::ApiGateway::Method")).map(({ Properties }) => ({
    name: `${Properties.HttpMethod} ${pathOf(Properties.ResourceId.Ref)}`,
    properties: Properties,
  }));
};

describe("the API", () => {
  it("is regional, passes every body as bytes and inflates none", () => {
    api.hasResourceProperties("AWS::ApiGateway::RestApi", {
      EndpointConfiguration: { Types: ["REGIONAL"] },
      BinaryMediaTypes: ["*/*"],
      MinimumCompressionSize: Match.absent(),
      ApiKeySourceType: "AUTHORIZER",
    });
  });

  it("accepts TLS 1.2 or newer", () => {
    api.hasResourceProperties("AWS::ApiGateway::RestApi", {
      SecurityPolicy: "SecurityPolicy_TLS13_1_2_PQ_2025_09",
      EndpointAccessMode: "STRICT",
    });
  });

  it("calls the authorizer before the functions, and nothing before other answers", () => {
    const guarded = methods().filter(({ properties }) => properties.Integration.Type === "AWS_PROXY");
    expect(guarded.map(({ name }) => name).sort()).toEqual([
      "DELETE /metrics/{proxy+}",
      "GET /-/ready",
      "GET /metrics",
      "GET /metrics/{proxy+}",
      "POST /metrics/{proxy+}",
      "PUT /metrics/{proxy+}",
    ]);
    for (const { properties } of guarded) {
      expect(properties.AuthorizationType).toBe("CUSTOM");
      expect(properties.AuthorizerId.Ref).toMatch(/^PushRoutesAuthorizer/);
    }
  });

  it("passes the whole request to the push function, for as long as API Gateway waits", () => {
    const pushes = methods().filter(
      ({ name, properties: p }) => p.Integration.Type === "AWS_PROXY" && !/^GET \/metrics/.test(name),
    );
    expect(pushes.map(({ name }) => name).sort()).toEqual([
      "DELETE /metrics/{proxy+}",
      "GET /-/ready",
      "POST /metrics/{proxy+}",
      "PUT /metrics/{proxy+}",
    ]);
    for (const { properties } of pushes) {
      expect(properties.Integration).toMatchObject({
        IntegrationHttpMethod: "POST",
        TimeoutInMillis: 29_000,
      });
      expect(JSON.stringify(properties.Integration.Uri)).toMatch(/"PushFunction\w+"/);
    }
  });

  const reads = (template = api) =>
    methods(template).filter(
      ({ name, properties: p }) => p.Integration.Type === "AWS_PROXY" && /^GET \/metrics/.test(name),
    );

  it("passes reads to the page function, whose answer is streamed and may take a minute", () => {
    expect(reads()).toHaveLength(2);
    for (const { properties } of reads()) {
      expect(properties.Integration).toMatchObject({
        IntegrationHttpMethod: "POST",
        ResponseTransferMode: "STREAM",
        TimeoutInMillis: 60_000,
      });
      expect(JSON.stringify(properties.Integration.Uri)).toMatch(
        /2021-11-15\/functions\/.*"PageFunction\w+".*\/response-streaming-invocations/,
      );
    }
  });

  it("does not stream if configured so", () => {
    const config = createProxyConfig();
    const buffered = synthesize({ ...config, scrape: { ...config.scrape, transfer: "buffered" } }).api;
    expect(reads(buffered)).toHaveLength(2);
    for (const { properties } of reads(buffered)) {
      expect(properties.Integration).toMatchObject({ TimeoutInMillis: 29_000 });
      expect(JSON.stringify(properties.Integration)).not.toMatch(/STREAM|streaming/);
    }
    buffered.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: Match.objectLike({ PAGE_TRANSFER: "buffered" }) },
    });
  });

  it("limits the reads of the page for all readers together", () => {
    const config = createProxyConfig();
    const throttle = { requestsPerSecond: 1, burst: 9 };
    const pageOf = (template: Template) =>
      Object.values(template.findResources("AWS::ApiGateway::Stage"))[0]?.["Properties"].MethodSettings.find(
        ({ ResourcePath }: { readonly ResourcePath: string }) => ResourcePath === "/~1metrics",
      );
    expect(pageOf(api)).toMatchObject({
      HttpMethod: "GET",
      ThrottlingRateLimit: 0.2,
      ThrottlingBurstLimit: 5,
      MetricsEnabled: false,
      LoggingLevel: "OFF",
    });
    expect(pageOf(synthesize({ ...config, scrape: { ...config.scrape, throttle } }).api)).toMatchObject({
      ThrottlingRateLimit: 1,
      ThrottlingBurstLimit: 9,
    });
  });

  it("answers other methods and the health check itself, to everyone", () => {
    const mocks = methods().filter(({ properties }) => properties.Integration.Type === "MOCK");
    expect(mocks.map(({ name }) => name).sort()).toEqual([
      "ANY /-/healthy",
      "ANY /-/ready",
      "ANY /metrics",
      "ANY /metrics/{proxy+}",
      "GET /-/healthy",
    ]);
    for (const { properties } of mocks) {
      expect(properties.AuthorizationType).toBe("NONE");
    }
  });

  it("throttles all clients together as configured", () => {
    api.hasResourceProperties("AWS::ApiGateway::Stage", {
      StageName: "prod",
      MethodSettings: Match.arrayWith([
        Match.objectLike({
          HttpMethod: "*",
          ResourcePath: "/*",
          ThrottlingRateLimit: 200,
          ThrottlingBurstLimit: 400,
          LoggingLevel: "OFF",
          DataTraceEnabled: false,
        }),
      ]),
    });
  });

  it("has no metrics per method, and caches no answers", () => {
    const [stage] = Object.values(api.findResources("AWS::ApiGateway::Stage"));
    expect(stage?.["Properties"].MethodSettings).toMatchObject([
      { ResourcePath: "/*", MetricsEnabled: false },
      { ResourcePath: "/~1metrics", MetricsEnabled: false },
    ]);
    expect(stage?.["Properties"]).not.toHaveProperty("CacheClusterEnabled");
  });

  it("is named after its environment, and outputs its URL", () => {
    api.hasResourceProperties("AWS::ApiGateway::RestApi", { Name: "pushgateway-proxy-test-api" });
    const { Value } = api.findOutputs("Endpoint")["Endpoint"]!;
    expect(JSON.stringify(Value)).toMatch(/^\{"Fn::Join":\["",\["https:\/\/",.*PushApiDeploymentStageprod/);
  });

  it("writes its log with a role of the account's API Gateway that exists before the stage", () => {
    api.hasResourceProperties("AWS::ApiGateway::Account", {
      CloudWatchRoleArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^PushApiCloudWatchRole"), "Arn"] },
    });
    const [role] = Object.values(
      api.findResources("AWS::IAM::Role", { Properties: { ManagedPolicyArns: Match.anyValue() } }),
    );
    expect(JSON.stringify(role!["Properties"].ManagedPolicyArns)).toContain(
      ":iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    );
    const [stage] = Object.values(api.findResources("AWS::ApiGateway::Stage"));
    expect(stage!["DependsOn"]).toEqual([expect.stringMatching(/^PushApiAccount/)]);
  });

  it("logs requests as JSON, without headers and queries", () => {
    const [stage] = Object.values(api.findResources("AWS::ApiGateway::Stage"));
    const { Format: format, DestinationArn } = stage!["Properties"].AccessLogSetting;
    expect(JSON.stringify(DestinationArn)).toMatch(/:log-group:.*"Ref":"PushAccessLog/);
    expect(JSON.parse(format)).toEqual(ACCESS_LOG);
    expect(format).not.toMatch(/header|querystring|authorizer\.claims|Authorization|userAgent/i);
  });

  it("logs the real client and status even if quotes in a path are not escaped", () => {
    const [stage] = Object.values(api.findResources("AWS::ApiGateway::Stage"));
    const format: string = stage!["Properties"].AccessLogSetting.Format;
    const path = '/metrics/job/x","client":"other","status":"200","resource":"/';
    const line = format.replaceAll(/\$context[\w.]+/g, (name) => (name === "$context.path" ? path : "real"));
    expect(JSON.parse(line)).toMatchObject({ client: "real", status: "real", resource: "real" });
  });
});

describe("the authorizer", () => {
  it("is called once a minute for each credential, and never without one", () => {
    api.hasResourceProperties("AWS::ApiGateway::Authorizer", {
      Type: "REQUEST",
      IdentitySource: "method.request.header.Authorization",
      AuthorizerResultTtlInSeconds: 60,
      AuthorizerUri: {
        "Fn::Join": [
          "",
          Match.arrayWith([{ "Fn::GetAtt": [Match.stringLikeRegexp("^Authorizer[0-9A-F]{8}$"), "Arn"] }]),
        ],
      },
    });
  });
});

describe("clients' tokens", () => {
  it("are in no template: a function creates them, and they outlive the stack", () => {
    api.resourceCountIs("AWS::SecretsManager::Secret", 0);
    api.hasResourceProperties("Custom::ClientTokens", {
      ServiceToken: { "Fn::GetAtt": [Match.stringLikeRegexp("^ClientsProvision"), "Arn"] },
      ServiceTimeout: "600",
    });
  });

  it("are made again while CloudFormation waits for an answer, but not later, after a rollback", () => {
    api.hasResourceProperties("AWS::Lambda::EventInvokeConfig", {
      FunctionName: { Ref: Match.stringLikeRegexp("^ClientsProvision") },
      MaximumEventAgeInSeconds: 600,
      MaximumRetryAttempts: Match.absent(),
    });
    const [tokens] = Object.values(api.findResources("Custom::ClientTokens"));
    expect(tokens!["DependsOn"]).toContainEqual(expect.stringMatching(/^ClientsProvisionEventInvokeConfig/));
  });

  it("are printed by a command that the stack outputs", () => {
    api.hasOutput("TokenCommand", {
      Value:
        "aws secretsmanager get-secret-value --secret-id 'pushgateway-proxy/test/<client>' --query SecretString --output text",
    });
  });
});
