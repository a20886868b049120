import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { sendRaw } from "../support/raw-http.ts";
import { ALLOW_ALL, type StubGateway, startStubGateway } from "../support/stub-gateway.ts";

describe("the events of the local gateway", () => {
  let gateway: StubGateway;

  beforeAll(async () => {
    gateway = await startStubGateway({
      authorizer: async () => ({ ...ALLOW_ALL, context: { client: "ci", count: 3, isNew: true } }),
    });
  });
  afterAll(() => gateway.close());

  const eventOf = async (
    target: string,
    { method = "PUT", header = "", body = "" }: { method?: string; header?: string; body?: string } = {},
  ): Promise<APIGatewayProxyEvent> => {
    const length = body === "" ? "" : `Content-Length: ${body.length}\r\n`;
    const [answer] = await sendRaw(
      gateway.url,
      `${method} ${target} HTTP/1.1\r\nHost: example.test\r\nAuthorization: Basic x\r\n${header}${length}\r\n${body}`,
    );
    expect(answer?.status).toBe(200);
    return gateway.events.at(-1)!;
  };

  // LocalStack recorded these rows on AWS. Only the resource is ours.
  it.each([
    ["nothing special", "/metrics/job/x", "/metrics/job/x", "job/x", "/metrics/job/x"],
    ["a slash at the end", "/metrics/job/x/", "/metrics/job/x/", "job/x", "/metrics/job/x/"],
    ["two slashes at the start", "//metrics/job/x", "/metrics/job/x", "job/x", "//metrics/job/x"],
    ["two slashes inside", "/metrics/job//x", "/metrics/job//x", "job//x", "/metrics/job//x"],
    [
      "percent encoding",
      "/metrics/job/a%2Fb%20c",
      "/metrics/job/a%2Fb%20c",
      "job/a%2Fb%20c",
      "/metrics/job/a%2Fb%20c",
    ],
    [
      "@, : and +",
      "/metrics/job@base64/a:b+c=",
      "/metrics/job@base64/a:b+c=",
      "job@base64/a:b+c=",
      "/metrics/job@base64/a:b+c=",
    ],
    ["dot segments", "/metrics/job/a/../b", "/metrics/job/a/../b", "job/a/../b", "/metrics/job/a/../b"],
    ["the stage", "/prod/metrics/job/x", "/metrics/job/x", "job/x", "/prod/metrics/job/x"],
    [
      "two slashes after the stage",
      "/prod//metrics/job/x",
      "/metrics/job/x",
      "job/x",
      "/prod//metrics/job/x",
    ],
    [
      "two slashes before the stage",
      "//prod/metrics/job/x",
      "/metrics/job/x",
      "job/x",
      "/prod/metrics/job/x",
    ],
    ["the absolute form", "http://else.where:1/metrics/job/x", "/metrics/job/x", "job/x", "/metrics/job/x"],
  ])("have the right path for a target with %s", async (_case, target, path, proxy, contextPath) => {
    const event = await eventOf(target);
    expect(event.path).toBe(path);
    expect(event.pathParameters).toEqual({ proxy });
    expect(event.requestContext.path).toBe(contextPath);
    expect(event.resource).toBe("/metrics/{proxy+}");
  });

  it("decode the query with plus as space, and keep every value of a name", async () => {
    const event = await eventOf("/metrics/job/x?a=b+c%2Bd&a=2&dry_run=true&__proto__=1&empty");
    expect(event.multiValueQueryStringParameters).toEqual(
      JSON.parse('{"a":["b c+d","2"],"dry_run":["true"],"__proto__":["1"],"empty":[""]}'),
    );
    expect(event.queryStringParameters).toEqual(
      JSON.parse('{"a":"2","dry_run":"true","__proto__":"1","empty":""}'),
    );
  });

  it("have null for a missing query or body", async () => {
    const event = await eventOf("/metrics/job/x?");
    expect(event).toMatchObject({
      body: null,
      isBase64Encoded: false,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      stageVariables: null,
    });
  });

  it("have every body as base64, whatever its type", async () => {
    const event = await eventOf("/metrics/job/x", {
      body: "x 1\n\xff",
      header: "Content-Type: text/plain\r\n",
    });
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body ?? "", "base64").toString("latin1")).toBe("x 1\n\xff");
  });

  it("have the whole body of a chunked request", async () => {
    await sendRaw(
      gateway.url,
      "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nx \r\n2\r\n1\n\r\n0\r\n\r\n",
    );
    expect(gateway.events.at(-1)?.body).toBe(Buffer.from("x 1\n").toString("base64"));
  });

  it("keep the case of header names, and all lines of one name", async () => {
    const event = await eventOf("/metrics/job/x", {
      header:
        "x-ODD: 1\r\nx-ODD: 2\r\nuser-agent: me\r\n__proto__: p\r\nTE: trailers\r\nX-Forwarded-For: 10.0.0.1\r\n",
    });
    expect(event.multiValueHeaders["x-ODD"]).toEqual(["1", "2"]);
    expect(event.headers["x-ODD"]).toBe("2");
    expect(event.headers["User-Agent"]).toBe("me");
    expect(Object.getOwnPropertyDescriptor(event.headers, "__proto__")?.value).toBe("p");
    expect(event.headers["X-Forwarded-For"]).toBe("10.0.0.1, 127.0.0.1");
    expect(Object.keys(event.headers)).not.toContain("TE");
  });

  it("have the request context of a REST API, with the authorizer's context as strings", async () => {
    const { requestContext } = await eventOf("/prod/metrics/job/x", { header: "User-Agent: me\r\n" });
    expect(requestContext).toMatchObject({
      authorizer: { client: "ci", count: "3", isNew: "true", principalId: "somebody" },
      domainName: "example.test",
      httpMethod: "PUT",
      identity: { sourceIp: "127.0.0.1", userAgent: "me", apiKey: null },
      protocol: "HTTP/1.1",
      requestTime: "23/Nov/2026:16:25:00 +0000",
      requestTimeEpoch: Date.parse("2026-11-23T16:25:00Z"),
      resourcePath: "/metrics/{proxy+}",
      stage: "prod",
    });
    expect(requestContext.requestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it("have a method ARN with an undecoded path for the authorizer", async () => {
    const fresh = await startStubGateway();
    await sendRaw(fresh.url, "POST /prod/metrics/job/a%2Fb HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\n\r\n");
    expect(fresh.authorizerEvents[0]).toMatchObject({
      type: "REQUEST",
      methodArn: "arn:aws:execute-api:us-east-1:000000000000:local/prod/POST/metrics/job/a%2Fb",
      path: "/metrics/job/a%2Fb",
      headers: { Authorization: "x" },
    });
    await fresh.close();
  });

  it("have the same request id as x-amzn-RequestId", async () => {
    const [answer] = await sendRaw(
      gateway.url,
      "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\n\r\n",
    );
    expect(answer?.headers["x-amzn-requestid"]).toBe(gateway.events.at(-1)?.requestContext.requestId);
  });

  it("describe the same request to the authorizer and to the function", async () => {
    gateway.advance(60_000);
    const event = await eventOf("/metrics/job/x/a/b?dry_run=true&x=1", {
      header: "X-A: 1\r\n",
      body: "m 1\n",
    });
    const { body: _body, isBase64Encoded: _encoded, requestContext: _context, ...request } = event;
    expect(gateway.authorizerEvents.at(-1)).toMatchObject({
      ...request,
      type: "REQUEST",
      methodArn: expect.stringMatching(/\/PUT\/metrics\/job\/x\/a\/b$/),
    });
    expect(request).toMatchObject({
      resource: "/metrics/{proxy+}",
      httpMethod: "PUT",
      multiValueHeaders: { "X-A": ["1"] },
      queryStringParameters: { dry_run: "true", x: "1" },
      stageVariables: null,
    });
  });
});
