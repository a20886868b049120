import { describe, expect, it } from "@jest/globals";
import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import type { AuthenticationOutcome } from "../../../lambda/authenticate/authentication-outcome.ts";
import { createAuthorizerHandler } from "../../../lambda/handlers/authorizer.ts";
import { createClientConfig } from "../../support/proxy-callers.ts";

const eventWith = (
  changes: Partial<APIGatewayRequestAuthorizerEvent> = {},
): APIGatewayRequestAuthorizerEvent =>
  ({
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3/prod/PUT/metrics/job/x",
    headers: { Authorization: "Bearer a.b" },
    multiValueHeaders: { Authorization: ["Bearer a.b"] },
    requestContext: { requestId: "request-1" },
    ...changes,
  }) as APIGatewayRequestAuthorizerEvent;

const createFixture = (outcome: AuthenticationOutcome) => {
  const seen = {
    headers: [] as (string | undefined)[],
    audited: [] as (readonly [AuthenticationOutcome, string])[],
  };
  const handler = createAuthorizerHandler({
    authenticate: async (header) => {
      seen.headers.push(header);
      return outcome;
    },
    environment: "test",
    audit: (...audited) => seen.audited.push(audited),
  });
  return { handler, seen };
};

const authenticated: AuthenticationOutcome = {
  kind: "authenticated",
  caller: { config: createClientConfig("desktop-app"), claims: {}, expiresAtSeconds: undefined },
};

describe("the authorizer function", () => {
  it("returns the caller's policy", async () => {
    const { handler, seen } = createFixture(authenticated);
    expect(await handler(eventWith())).toMatchObject({
      principalId: "desktop-app",
      context: { client: "desktop-app" },
      policyDocument: { Statement: [{ Effect: "Allow" }] },
    });
    expect(seen.audited).toEqual([[authenticated, "request-1"]]);
  });

  it('throws exactly "Unauthorized" for a refusal, which API Gateway turns into a 401', async () => {
    const { handler, seen } = createFixture({
      kind: "refused",
      reason: "token-wrong",
      callerId: "desktop-app",
    });
    await expect(handler(eventWith())).rejects.toThrow(/^Unauthorized$/);
    expect(seen.audited).toMatchObject([[{ reason: "token-wrong" }, "request-1"]]);
  });

  it("throws another error during an outage, which becomes a 503", async () => {
    const { handler } = createFixture({
      kind: "unavailable",
      reason: "secret-store",
      callerId: "desktop-app",
    });
    await expect(handler(eventWith())).rejects.toThrow(
      "credentials cannot be checked: secret-store unavailable",
    );
  });

  it("refuses claims that are too long, and records it in its audit", async () => {
    const caller = { ...authenticated.caller, claims: { a: "x".repeat(5_000) }, expiresAtSeconds: 1 };
    const { handler, seen } = createFixture({ kind: "authenticated", caller });
    await expect(handler(eventWith())).rejects.toThrow(/^Unauthorized$/);
    expect(seen.audited).toMatchObject([[{ kind: "refused", reason: "claims-too-long" }, "request-1"]]);
  });
});

describe("the Authorization header", () => {
  it.each([
    ["in any case", { multiValueHeaders: { aUTHORIZATION: ["x"] } }, "x"],
    [
      "in an event that has only single-value headers",
      { multiValueHeaders: null, headers: { authorization: "x" } },
      "x",
    ],
    ["twice", { multiValueHeaders: { Authorization: ["x", "y"] } }, "x, y"],
    [
      "twice in different case",
      { multiValueHeaders: { Authorization: ["x"], authorization: ["y"] } },
      "x, y",
    ],
    ["not at all", { multiValueHeaders: {}, headers: {} }, undefined],
  ])("is read %s", async (_, changes, expected) => {
    const { handler, seen } = createFixture(authenticated);
    await handler(eventWith(changes as Partial<APIGatewayRequestAuthorizerEvent>));
    expect(seen.headers).toEqual([expected]);
  });
});
