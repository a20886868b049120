import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const { deployment } = createProxyConfig();

const allow = (allowedCidrs: readonly string[]) =>
  synthesize(createProxyConfig({ deployment: { ...deployment, allowedCidrs } })).api;

describe("allowed addresses", () => {
  const api = allow(["203.0.113.0/24", "2001:db8::/32"]);
  const [denied, allowed] = Object.values(api.findResources("AWS::ApiGateway::RestApi")).flatMap(
    ({ Properties }) => Properties.Policy.Statement,
  );

  it("get in with any request, and others do not", () => {
    expect(denied).toMatchObject({
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: "execute-api:Invoke",
      Resource: "execute-api:/*",
      Condition: { NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } },
    });
  });

  it("may use only routes without an authorizer by this policy, since the authorizer decides on the others", () => {
    const resources = (path: string, ...methods: readonly string[]) =>
      methods.map((method) => `execute-api:/*/${method}${path}`);
    expect(allowed).toEqual({
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "execute-api:Invoke",
      Resource: [
        ...resources("/metrics/*", "HEAD", "OPTIONS", "PATCH"),
        ...resources("/metrics", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"),
        ...resources("/-/ready", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"),
        ...resources("/-/healthy", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"),
      ].sort(),
    });
  });

  it("are named in the answer to other addresses", () => {
    api.hasResourceProperties("AWS::ApiGateway::GatewayResponse", {
      ResponseType: "ACCESS_DENIED",
      ResponseTemplates: {
        "application/json": Match.stringLikeRegexp(
          '"detail":"this deployment does not admit the address that the request was sent from, or no right of this client',
        ),
      },
    });
  });

  it("are all addresses when none is configured, also after some were, whose policy CloudFormation would keep", () => {
    allow([]).allResourcesProperties("AWS::ApiGateway::RestApi", { Policy: "" });
  });
});
