import { describe, expect, it } from "@jest/globals";
import type { Caller } from "../../../lambda/authenticate/authentication-outcome.ts";
import { toAuthorizerPolicy } from "../../../lambda/authenticate/authorizer-policy.ts";
import { toUsageKey } from "../../../lambda/config/shared-names.ts";
import type { Claims } from "../../../lambda/model/glob.ts";
import { createGrant, createRead } from "../../support/granted-pushes.ts";
import { createClientConfig, createIssuerConfig } from "../../support/proxy-callers.ts";

const STAGE = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3/prod";

const callerOf = (changes: Partial<Caller> = {}): Caller => ({
  config: createClientConfig("desktop-app"),
  claims: {},
  expiresAtSeconds: undefined,
  ...changes,
});

const policyFor = (caller: Caller, path = "PUT/metrics/job/x") => {
  const policy = toAuthorizerPolicy(caller, `${STAGE}/${path}`, "prod");
  if (!policy.ok) {
    throw new Error(policy.error);
  }
  return policy.value;
};

const resourcesOf = (caller: Caller, path?: string) =>
  (policyFor(caller, path).policyDocument.Statement[0] as { Resource?: unknown }).Resource;

describe("toAuthorizerPolicy", () => {
  it("allows each method of some grant, and for GET only /-/ready", () => {
    const grants = [createGrant({ methods: ["PUT"] }), createGrant({ methods: ["POST", "PUT"] })];
    expect(resourcesOf(callerOf({ config: createClientConfig("a", { grants }) }))).toEqual([
      `${STAGE}/GET/-/ready`,
      `${STAGE}/PUT/*`,
      `${STAGE}/POST/*`,
    ]);
  });

  it("is the same for every path, even one with stars", () => {
    const caller = callerOf();
    expect(resourcesOf(caller, "PUT/metrics/job/*")).toEqual(resourcesOf(caller));
    expect(resourcesOf(caller, "GET/*/*/../prod2/PUT/*")).toEqual(resourcesOf(caller));
    expect(resourcesOf(caller, "PUT/")).toEqual(resourcesOf(caller));
  });

  it("allows an issuer's token the methods of the grants that its claims match", () => {
    const grants = [
      createGrant({ when: { ref: "refs/heads/*" }, methods: ["PUT"] }),
      createGrant({ when: { ref: "refs/tags/*" }, methods: ["DELETE"] }),
    ];
    const caller = {
      config: createIssuerConfig({ grants }),
      claims: { ref: "refs/heads/x" },
      expiresAtSeconds: 1,
    };
    expect(resourcesOf(caller)).toEqual([`${STAGE}/GET/-/ready`, `${STAGE}/PUT/*`]);
  });

  const allMethods = [createGrant({ job: "*", methods: ["PUT", "POST", "DELETE"] })];

  it("does not allow a client to read because it may push", () => {
    const config = createClientConfig("a", { grants: allMethods });
    expect(resourcesOf(callerOf({ config }), "GET/metrics")).toEqual([
      `${STAGE}/GET/-/ready`,
      `${STAGE}/PUT/*`,
      `${STAGE}/POST/*`,
      `${STAGE}/DELETE/*`,
    ]);
  });

  it("allows a client that may scrape the page, but no groups", () => {
    const config = createClientConfig("prometheus", { grants: [], scrape: { jobs: ["*"] } });
    expect(resourcesOf(callerOf({ config }))).toEqual([`${STAGE}/GET/-/ready`, `${STAGE}/GET/metrics`]);
  });

  it("allows a client that may read some groups the groups, but not the page", () => {
    const config = createClientConfig("reader", { grants: [], reads: [createRead()] });
    expect(resourcesOf(callerOf({ config }))).toEqual([`${STAGE}/GET/-/ready`, `${STAGE}/GET/metrics/*`]);
  });

  it("allows a token to read only if its claims match a right to read", () => {
    const config = createIssuerConfig({
      grants: allMethods,
      reads: [createRead({ when: { repository_id: "123" } })],
    });
    const resourcesWith = (claims: Claims) => resourcesOf({ config, claims, expiresAtSeconds: 1 });
    expect(resourcesWith({ repository_id: "123" })).toContain(`${STAGE}/GET/metrics/*`);
    for (const claims of [{ repository_id: "666" }, {}]) {
      expect(resourcesWith(claims)).toEqual([
        `${STAGE}/GET/-/ready`,
        `${STAGE}/PUT/*`,
        `${STAGE}/POST/*`,
        `${STAGE}/DELETE/*`,
      ]);
    }
  });

  it("is a policy as IAM and API Gateway define it", () =>
    expect(policyFor(callerOf()).policyDocument).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: expect.any(Array) }],
    }));

  it("returns the caller as strings", () => {
    expect(policyFor(callerOf()).context).toEqual({ client: "desktop-app" });
    const signed = callerOf({ config: createIssuerConfig(), claims: { ref: "x" }, expiresAtSeconds: 9 });
    expect(policyFor(signed).context).toEqual({
      client: "github",
      claims: "eyJyZWYiOiJ4In0=",
      expiresAt: "9",
    });
  });

  it("names the usage key of the caller", () => {
    const config = createClientConfig("desktop-app", { rate: { requestsPerSecond: 20, burst: 40 } });
    const { usageIdentifierKey } = policyFor(callerOf({ config }));
    expect(usageIdentifierKey).toBe(toUsageKey("prod", config));
    expect(usageIdentifierKey).toMatch(/^[0-9a-f]{64}$/);
  });

  it("gives each caller with a rate its own key, and all others one shared key", () => {
    const rate = { requestsPerSecond: 20, burst: 40 };
    const keys = [
      toUsageKey("prod", { id: "a", rate }),
      toUsageKey("prod", { id: "b", rate }),
      toUsageKey("test", { id: "a", rate }),
      toUsageKey("prod", { id: "a", rate: undefined }),
    ];
    expect(new Set(keys).size).toBe(4);
    expect(toUsageKey("prod", { id: "a", rate: { ...rate, requestsPerSecond: 50 } })).toBe(keys[0]);
    expect(toUsageKey("prod", { id: "b", rate: undefined })).toBe(keys[3]);
  });

  it("refuses claims that are too long", () => {
    const caller = callerOf({ claims: { a: "x".repeat(5_000) }, expiresAtSeconds: 1 });
    expect(toAuthorizerPolicy(caller, `${STAGE}/PUT/x`, "prod")).toEqual({
      ok: false,
      error: "claims-too-long",
    });
  });
});
