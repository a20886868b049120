import { describe, expect, it } from "@jest/globals";
import { ALLOW_ALL, type StubFunctions, startStubGateway } from "../support/stub-gateway.ts";

const withPolicy = (statements: unknown): unknown => ({
  principalId: "somebody",
  policyDocument: { Version: "2012-10-17", Statement: statements },
});

const allow = (...resources: readonly string[]): object => ({
  Effect: "Allow",
  Action: "execute-api:Invoke",
  Resource: resources,
});

const arn = (rest: string): string => `arn:aws:execute-api:us-east-1:000000000000:local/${rest}`;

const ask = async (
  functions: StubFunctions,
  { path = "/metrics/job/x", method = "PUT", authorization = "Basic x" } = {},
) => {
  const gateway = await startStubGateway(functions);
  const response = await fetch(gateway.url + path, {
    method,
    headers: authorization === "" ? {} : { authorization },
  });
  const text = await response.text();
  await gateway.close();
  return { gateway, status: response.status, headers: response.headers, text };
};

describe("the authorizer of the local gateway", () => {
  it("is not called when there is no Authorization header", async () => {
    const { gateway, status, headers } = await ask({}, { authorization: "" });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain("Basic");
    expect(gateway.authorizerEvents).toHaveLength(0);
    expect(gateway.events).toHaveLength(0);
  });

  it.each([
    ['it throws exactly "Unauthorized"', new Error("Unauthorized"), 401],
    ["it throws something else", new Error("unauthorized"), 503],
  ])("is answered as by API Gateway when %s", async (_case, error, expected) => {
    const { gateway, status } = await ask({
      authorizer: () => Promise.reject(error),
    });
    expect(status).toBe(expected);
    expect(gateway.events).toHaveLength(0);
    expect(gateway.outages).toEqual(expected === 503 ? [`authorizer: ${error.message}`] : []);
  });

  it.each([
    ["nothing", undefined],
    ["no principalId", { policyDocument: ALLOW_ALL.policyDocument }],
    ["no policy", { principalId: "x" }],
    ["a policy without statements", { principalId: "x", policyDocument: {} }],
    ["an invalid effect", withPolicy([{ Effect: "allow", Action: "*", Resource: "*" }])],
    ["a resource of 513 characters", withPolicy([allow(arn(`prod/${"x".repeat(513)}`))])],
    ["an object in its context", { ...ALLOW_ALL, context: { claims: {} } }],
    ["more than 8 KB", { ...ALLOW_ALL, context: { claims: "x".repeat(9_000) } }],
  ])("counts as a failure (503) when it answers %s", async (_case, answer) => {
    const { gateway, status, headers } = await ask({ authorizer: async () => answer });
    expect(status).toBe(503);
    expect(headers.get("retry-after")).not.toBeNull();
    expect(gateway.events).toHaveLength(0);
    expect(gateway.outages).toHaveLength(1);
  });

  it.each([
    ["the method and every path", [allow(arn("prod/PUT/*"))], 200],
    ["another method", [allow(arn("prod/POST/*"))], 403],
    ["another stage", [allow(arn("test/PUT/*"))], 403],
    ["the exact path", [allow(arn("prod/PUT/metrics/job/x"))], 200],
    ["a path one character longer", [allow(arn("prod/PUT/metrics/job/x?"))], 403],
    ["a question mark for one character", [allow(arn("prod/PUT/metrics/job/?"))], 200],
    ["stars on both sides", [allow("*/PUT/*/x")], 200],
    ["everything, but denied", [allow("*"), { ...allow(arn("prod/PUT/*")), Effect: "Deny" }], 403],
    ["another action", [{ ...allow("*"), Action: "s3:GetObject" }], 403],
    ["every action", [{ ...allow("*"), Action: ["s3:*", "execute-api:*"] }], 200],
  ])("has its policy compared with the method ARN: %s", async (_case, statements, expected) => {
    const { status } = await ask({ authorizer: async () => withPolicy(statements) });
    expect(status).toBe(expected);
  });

  it("matches a long row of stars in linear time", async () => {
    const resource = arn(`prod/${"*a".repeat(200)}b`);
    const before = process.cpuUsage();
    const { status } = await ask(
      { authorizer: async () => withPolicy([allow(resource)]) },
      { path: `/metrics/job/${"a".repeat(1_000)}` },
    );
    expect(status).toBe(403);
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });

  it("is called once in 60 s for a credential, and its policy is compared with each request", async () => {
    const gateway = await startStubGateway({
      authorizer: async () => withPolicy([allow(arn("prod/PUT/*"))]),
    });
    const send = async (method: string, authorization: string) =>
      (await fetch(`${gateway.url}/metrics/job/x`, { method, headers: { authorization } })).status;
    expect(await send("PUT", "one")).toBe(200);
    expect(await send("POST", "one")).toBe(403);
    gateway.advance(59_999);
    expect(await send("PUT", "one")).toBe(200);
    expect(gateway.authorizerEvents).toHaveLength(1);
    expect(await send("PUT", "two")).toBe(200);
    expect(gateway.authorizerEvents).toHaveLength(2);
    gateway.advance(1);
    expect(await send("PUT", "one")).toBe(200);
    expect(gateway.authorizerEvents).toHaveLength(3);
    // The clock is set back: how old the answer is cannot be known.
    gateway.advance(-1);
    expect(await send("PUT", "one")).toBe(200);
    expect(gateway.authorizerEvents).toHaveLength(4);
    await gateway.close();
  });

  it("is called again after it failed", async () => {
    let calls = 0;
    const gateway = await startStubGateway({
      authorizer: async () => {
        calls++;
        if (calls === 1) {
          throw new Error("Unauthorized");
        }
        return ALLOW_ALL;
      },
    });
    const send = async () =>
      (await fetch(`${gateway.url}/metrics/job/x`, { method: "PUT", headers: { authorization: "x" } }))
        .status;
    expect([await send(), await send()]).toEqual([401, 200]);
    await gateway.close();
  });

  it("refuses a method ARN of more than 1,600 bytes, and accepts one of exactly 1,600", async () => {
    const front = arn("prod/PUT/metrics/job/").length;
    const send = (length: number) => ask({}, { path: `/metrics/job/${"x".repeat(length - front)}` });
    expect((await send(1_600)).status).toBe(200);
    const long = await send(1_601);
    expect(long.status).toBe(414);
    expect(long.gateway.authorizerEvents).toHaveLength(0);
  });

  it("throttles by the usage key in its answer, and tells how long to wait", async () => {
    const gateway = await startStubGateway({
      rates: new Map([["slow", { requestsPerSecond: 0.5, burst: 2 }]]),
      authorizer: async ({ headers }) => ({
        ...ALLOW_ALL,
        usageIdentifierKey: headers?.["Authorization"],
      }),
    });
    const send = async (authorization: string) =>
      fetch(`${gateway.url}/metrics/job/x`, { method: "PUT", headers: { authorization } });
    expect((await send("slow")).status).toBe(200);
    expect((await send("slow")).status).toBe(200);
    const refused = await send("slow");
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("2");
    expect((await send("other")).status).toBe(200);
    gateway.advance(2_000);
    expect((await send("slow")).status).toBe(200);
    expect(gateway.events).toHaveLength(4);
    await gateway.close();
  });
});
