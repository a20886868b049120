import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import { HEALTHY_RESPONSE, ROUTES } from "../../infra/routes.ts";
import { GATEWAY_RESPONSES, type GatewayResponse } from "../../lambda/respond/gateway-responses.ts";
import { synthesize } from "../support/synthesize.ts";

const { api } = synthesize();

const quoted = (headers: Readonly<Record<string, string>>, prefix: string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [`${prefix}${name}`, `'${value}'`]));

describe("the gateway's own answers", () => {
  const responses = Object.values(api.findResources("AWS::ApiGateway::GatewayResponse")).map(
    ({ Properties }) => Properties,
  );

  it("include one for every type", () => {
    expect(responses.map(({ ResponseType }) => ResponseType).sort()).toEqual(
      Object.keys(GATEWAY_RESPONSES).sort(),
    );
  });

  it.each(Object.entries<GatewayResponse>(GATEWAY_RESPONSES))(
    "for %s are those of the table",
    (type, { statusCode, headers, template }) => {
      const { RestApiId, ...response } = responses.find(({ ResponseType }) => ResponseType === type)!;
      expect(response).toEqual({
        ResponseType: type,
        ...(statusCode !== undefined && { StatusCode: String(statusCode) }),
        ResponseParameters: quoted(headers, "gatewayresponse.header."),
        ResponseTemplates: { "application/json": template },
      });
      expect(RestApiId.Ref).toMatch(/^PushApi/);
    },
  );

  it("have the shape of every other refusal, with the request's id", () => {
    expect(responses).not.toEqual([]);
    for (const { ResponseTemplates, ResponseParameters } of responses) {
      const problem = JSON.parse(ResponseTemplates["application/json"]);
      expect(problem).toMatchObject({ instance: "$context.requestId", code: expect.any(String) });
      expect(ResponseParameters["gatewayresponse.header.Content-Type"]).toBe("'application/problem+json'");
    }
  });

  it("are 404 for unknown paths, 401 with a challenge, 503 with a time to wait, 429 from the firewall", () => {
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
    response("UNSUPPORTED_MEDIA_TYPE", { StatusCode: "405" });
    response("WAF_FILTERED", { StatusCode: "403" });
  });
});

/** Content types that clients of a Pushgateway send. */
const REQUEST_TYPES = [
  "application/json",
  "application/openmetrics-text",
  "application/vnd.google.protobuf",
  "application/x-www-form-urlencoded",
  "text/plain",
];

const toMock = ({ statusCode, headers, template }: GatewayResponse) => ({
  AuthorizationType: "NONE",
  Integration: {
    Type: "MOCK",
    // Without this a MOCK integration answers 500, since every body is passed as bytes.
    ContentHandling: "CONVERT_TO_TEXT",
    PassthroughBehavior: "NEVER",
    RequestTemplates: Object.fromEntries(REQUEST_TYPES.map((type) => [type, `{"statusCode":${statusCode}}`])),
    IntegrationResponses: [
      {
        StatusCode: String(statusCode),
        ContentHandling: "CONVERT_TO_TEXT",
        ResponseParameters: quoted(headers, "method.response.header."),
        ResponseTemplates: { "application/json": template },
      },
    ],
  },
  MethodResponses: [
    {
      StatusCode: String(statusCode),
      ResponseParameters: Object.fromEntries(
        Object.keys(headers).map((name) => [`method.response.header.${name}`, true]),
      ),
    },
  ],
});

describe("answers without a function", () => {
  it.each(ROUTES)("are 405 with the allowed methods for $resource", ({ resource, methodNotAllowed }) => {
    api.hasResourceProperties("AWS::ApiGateway::Method", {
      HttpMethod: "ANY",
      ResourceId: { Ref: Match.stringLikeRegexp(`^PushApi${resource.replaceAll(/\W/g, "")}[0-9A-F]{8}$`) },
      ...toMock(methodNotAllowed),
    });
    expect(methodNotAllowed.statusCode).toBe(405);
    expect(methodNotAllowed.headers["Allow"]).toBe(
      resource.startsWith("/metrics/") ? "GET, PUT, POST, DELETE" : "GET",
    );
  });

  it("tell that the gateway is healthy", () => {
    api.hasResourceProperties("AWS::ApiGateway::Method", { HttpMethod: "GET", ...toMock(HEALTHY_RESPONSE) });
  });

  it("are the only ones without an authorizer, and call nothing", () => {
    const free = Object.values(api.findResources("AWS::ApiGateway::Method")).filter(
      ({ Properties }) => Properties.AuthorizationType !== "CUSTOM",
    );
    expect(free.map(({ Properties }) => [Properties.HttpMethod, Properties.Integration.Type]).sort()).toEqual(
      [
        ["ANY", "MOCK"],
        ["ANY", "MOCK"],
        ["ANY", "MOCK"],
        ["ANY", "MOCK"],
        ["GET", "MOCK"],
      ],
    );
  });
});
