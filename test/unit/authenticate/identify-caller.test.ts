import { describe, expect, it } from "@jest/globals";
import { flattenContext, MAX_CLAIMS_BYTES } from "../../../lambda/authenticate/authorizer-context.ts";
import { createClientDirectory } from "../../../lambda/authenticate/client-directory.ts";
import { identifyCaller } from "../../../lambda/authenticate/identify-caller.ts";
import { bindGrants } from "../../../lambda/model/grant.ts";
import { bindReads } from "../../../lambda/model/read-right.ts";
import { createRead } from "../../support/granted-pushes.ts";
import { createIssuerConfig } from "../../support/proxy-callers.ts";
import { createProxyConfig } from "../../support/proxy-config.ts";

const issuer = createIssuerConfig({
  reads: [createRead({ job: "ci", grouping: [{ label: "ref", isOptional: false, value: "{ref}" }] })],
});
const config = createProxyConfig({ issuers: [issuer] });
const directory = createClientDirectory(config);

const flat = (
  client: string,
  claims: Readonly<Record<string, string>>,
  expiresAtSeconds: number | undefined,
) => {
  const result = flattenContext({ client, claims, expiresAtSeconds });
  if (!result.ok) {
    throw new Error(result.error);
  }
  return result.value;
};

const identify = (context: Parameters<typeof identifyCaller>[0], nowMs = 0) =>
  identifyCaller(context, directory, nowMs);

const refusalOf = (context: Parameters<typeof identifyCaller>[0], nowMs = 0): string => {
  const result = identify(context, nowMs);
  return result.ok ? "identified" : `${result.error.code}: ${result.error.detail}`;
};

describe("a client", () => {
  it("gets its id from the authorizer and its rights from the configuration", () =>
    expect(
      identify({ ...flat("desktop-app", {}, undefined), principalId: "x", integrationLatency: 3 }),
    ).toEqual({
      ok: true,
      value: {
        id: "desktop-app",
        grants: bindGrants(config.clients[0]!.grants, {}),
        reads: [],
        scrape: undefined,
        limits: config.clients[0]!.limits,
        claims: {},
        countPer: undefined,
      },
    }));

  it("is refused once it is no longer configured", () =>
    expect(refusalOf({ client: "gone" })).toBe(
      "credential-invalid: the client is no longer configured; ask the operator of the proxy for another one",
    ));

  it.each(["__proto__", "constructor", ""])("is not found under %j", (client) =>
    expect(refusalOf({ client })).toMatch(/^credential-invalid/),
  );
});

describe("an issuer's token", () => {
  const context = flat("github", { ref: "refs/heads/müller", repository_id: "123" }, 1_000);

  it("binds its grants to its claims, whatever characters they have", () => {
    const claims = { ref: "refs/heads/müller", repository_id: "123" };
    const identified = identify(context);
    expect(identified).toEqual({
      ok: true,
      value: {
        id: "github",
        grants: bindGrants(issuer.grants, claims),
        reads: bindReads(issuer.reads, claims),
        scrape: undefined,
        limits: issuer.limits,
        claims,
        countPer: undefined,
      },
    });
    expect(identified.ok && identified.value.grants).not.toEqual(bindGrants(issuer.grants, {}));
    expect(identified.ok && identified.value.reads).not.toEqual(bindReads(issuer.reads, {}));
  });

  it("is accepted until its expiry and not later", () => {
    expect(refusalOf(context, 999_999)).toBe("identified");
    expect(refusalOf(context, 1_000_000)).toMatch(/^credential-invalid: the token has expired/);
  });

  it("is refused without an expiry, since an issuer is not a client", () =>
    expect(refusalOf({ client: "github" })).toMatch(/^credential-invalid/));

  it("cannot turn into a client by the client id alone", () =>
    expect(refusalOf({ ...context, client: "desktop-app" })).toMatch(/^credential-invalid/));
});

describe("a context that our authorizer did not write", () => {
  it.each([null, undefined])("%j", (context) =>
    expect(refusalOf(context)).toBe("credential-invalid: the authorizer has not checked this request"),
  );

  it.each([
    ["no client", {}],
    ["a client that is not a string", { client: 1 }],
    ["claims without an expiry", { client: "github", claims: "e30=" }],
    ["an expiry without claims", { client: "github", expiresAt: "1000" }],
    ["an expiry that is not a number", { client: "github", claims: "e30=", expiresAt: "soon" }],
    ["claims that are not JSON", { client: "github", claims: "!", expiresAt: "1000" }],
    ["claims that are a list", { client: "github", claims: "W10=", expiresAt: "1000" }],
    ["claims that are bytes of JSON", { client: "github", claims: [123, 125], expiresAt: "1000" }],
    [
      "one claim that is not a string",
      { client: "github", claims: "eyJhIjoieCIsImIiOjF9", expiresAt: "1000" },
    ],
    ["no claim that is a string", { client: "github", claims: "eyJhIjoxfQ==", expiresAt: "1000" }],
  ])("%s", (_, context) =>
    expect(refusalOf(context)).toMatch(/^credential-invalid: the authorizer's answer/),
  );
});

describe("flattenContext", () => {
  it("returns only strings, since API Gateway accepts nothing else", () =>
    expect(flat("github", { ref: "x" }, 7)).toEqual({
      client: "github",
      claims: "eyJyZWYiOiJ4In0=",
      expiresAt: "7",
    }));

  it("accepts claims of the largest size that fits, and none larger", () => {
    const fits = (MAX_CLAIMS_BYTES / 4) * 3 - '{"a":""}'.length;
    expect(flattenContext({ client: "g", claims: { a: "x".repeat(fits) }, expiresAtSeconds: 1 }).ok).toBe(
      true,
    );
    expect(flattenContext({ client: "g", claims: { a: "x".repeat(fits + 1) }, expiresAtSeconds: 1 })).toEqual(
      {
        ok: false,
        error: "claims-too-long",
      },
    );
  });
});
