import { describe, expect, it } from "@jest/globals";
import { createAuthenticate } from "../../../lambda/authenticate/authenticate.ts";
import type { VerifySignedToken } from "../../../lambda/authenticate/check-signed-token.ts";
import { createClientDirectory } from "../../../lambda/authenticate/client-directory.ts";
import { toBasicAuth } from "../../support/credentials.ts";
import { createIssuerConfig } from "../../support/proxy-callers.ts";
import { createProxyConfig } from "../../support/proxy-config.ts";

const GITHUB = createIssuerConfig();
const GITLAB = createIssuerConfig({
  id: "gitlab",
  issuer: "https://gitlab.example.com",
  algorithms: ["ES256"],
});

const HOUR_MS = 3_600_000;

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** A token that is "signed" with the key that it names. signed-tokens.test.ts checks real signatures. */
const toJwt = (claims: object = {}, header: unknown = { alg: "RS256" }): string =>
  `${encode(header)}.${encode({ iss: GITHUB.issuer, key: "a", ref: "main", repository_id: "123", ...claims })}.c2ln`;

/** The stage with issuers whose keys are strings and a clock that the test moves. */
const createFixture = () => {
  const world = {
    nowMs: 1_000_000_000_000,
    isDown: false,
    keys: ["a"],
    asked: [] as string[],
    heard: [] as string[],
  };
  const verify: VerifySignedToken<readonly string[]> = (jwt, keys) => {
    const { key, exp, ...claims } = JSON.parse(Buffer.from(jwt.split(".")[1]!, "base64url").toString());
    if (!keys.includes(key)) {
      return { kind: "key-unknown" };
    }
    return exp === 0 ? { kind: "expired" } : { kind: "valid", claims, expiresAtSeconds: 4_000_000_000 };
  };
  const authenticate = createAuthenticate<readonly string[]>({
    directory: createClientDirectory(createProxyConfig({ issuers: [GITHUB, GITLAB] })),
    overlapSeconds: 0,
    secretStore: { read: async () => undefined },
    readIssuerKeys: async ({ id }) => {
      world.asked.push(id);
      if (world.isDown) {
        throw new Error("down");
      }
      return world.keys;
    },
    verify,
    now: () => world.nowMs,
    onRead: ({ source, callerId, error }) => world.heard.push(`${source} ${callerId} ${error ?? "read"}`),
  });
  return { world, ask: (jwt: string, user?: string) => authenticate(toHeader(jwt, user)) };
};

const toHeader = (jwt: string, user: string | undefined): string =>
  user === undefined ? `Bearer ${jwt}` : toBasicAuth(user, jwt);

const refusedWith = (reason: string, callerId?: string) => ({ kind: "refused", reason, callerId });

const UNAVAILABLE = { kind: "unavailable", reason: "issuer-keys", callerId: "github" };

describe("a signed token", () => {
  it("yields its issuer, the claims that rights name, and its expiry", async () => {
    const { ask } = createFixture();
    expect(await ask(toJwt({ actor: "someone" }))).toEqual({
      kind: "authenticated",
      caller: {
        config: GITHUB,
        claims: { ref: "main", repository_id: "123" },
        expiresAtSeconds: 4_000_000_000,
      },
    });
  });

  it("is refused once it has expired, and the refusal names its issuer", async () => {
    const { ask } = createFixture();
    expect(await ask(toJwt({ exp: 0 }))).toEqual(refusedWith("signed-token-expired", "github"));
  });

  it.each([
    ["is not configured", toJwt({ iss: "https://other.example.com" })],
    ["is not a string", toJwt({ iss: 5 })],
    ["is missing", toJwt({ iss: undefined })],
    ["is missing because the claims are null", `${encode({ alg: "RS256" })}.${encode(null)}.c2ln`],
    ["is missing because the claims are not JSON", `${encode({ alg: "RS256" })}.bm9uZQ.c2ln`],
  ])("is refused without reading keys when the issuer %s", async (_, jwt) => {
    const { ask, world } = createFixture();
    expect(await ask(jwt)).toEqual(refusedWith("issuer-unknown"));
    expect(world.asked).toEqual([]);
  });

  it("is checked with the keys of the issuer that the Basic user names, whatever the token says", async () => {
    const { ask, world } = createFixture();
    expect(await ask(toJwt({}, { alg: "ES256" }), "gitlab")).toMatchObject({
      kind: "authenticated",
      caller: { config: GITLAB },
    });
    expect(world.asked).toEqual(["gitlab"]);
    expect(await ask(toJwt(), "nobody")).toEqual(refusedWith("issuer-unknown"));
  });

  it.each([
    ["an algorithm of no configured issuer", { alg: "none" }],
    ["an algorithm of another issuer only", { alg: "HS256" }],
    ["no algorithm", {}],
    ["something critical", { alg: "RS256", crit: [] }],
    ["a value that is not an object", "RS256"],
    ["null", null],
  ])("is refused without reading keys when its header has %s", async (_, header) => {
    const { ask, world } = createFixture();
    world.isDown = true;
    expect(await ask(toJwt({}, header))).toEqual(refusedWith("signed-token-invalid", "github"));
    expect(world.asked).toEqual([]);
  });

  it("may use any algorithm that the configuration names", async () => {
    const { ask } = createFixture();
    expect(await ask(toJwt({}, { alg: "ES256" }))).toMatchObject({ kind: "authenticated" });
  });
});

describe("the keys of an issuer", () => {
  it("are read again when a token names an unknown key", async () => {
    const { ask, world } = createFixture();
    await ask(toJwt());
    world.nowMs += 2_000;
    world.keys = ["a", "b"];
    expect(await ask(toJwt({ key: "b" }))).toMatchObject({ kind: "authenticated" });
    expect(world.asked).toEqual(["github", "github"]);
    expect(world.heard).toEqual(["issuer-keys github read", "issuer-keys github read"]);
  });

  it("refuse a token whose key they still lack", async () => {
    const { ask, world } = createFixture();
    await ask(toJwt());
    world.nowMs += 2_000;
    expect(await ask(toJwt({ key: "b" }))).toEqual(refusedWith("signed-token-invalid", "github"));
    expect(world.asked).toEqual(["github", "github"]);
  });

  it("cannot refuse a token when they were never read", async () => {
    const { ask, world } = createFixture();
    world.isDown = true;
    expect(await ask(toJwt())).toEqual(UNAVAILABLE);
  });

  it("are read again for the next token after a read has failed, not only after an hour", async () => {
    const { ask, world } = createFixture();
    await ask(toJwt());
    world.keys = ["a", "b"];
    world.isDown = true;
    expect(await ask(toJwt({ key: "b" }))).toEqual(UNAVAILABLE);
    world.isDown = false;
    world.nowMs += 5_000;
    expect(await ask(toJwt({ key: "b" }))).toMatchObject({ kind: "authenticated" });
  });

  it("accept tokens of known keys when they cannot be read again, and cannot refuse others", async () => {
    const { ask, world } = createFixture();
    await ask(toJwt());
    world.isDown = true;
    world.nowMs += HOUR_MS - 1;
    await ask(toJwt());
    expect(world.asked).toHaveLength(1);
    world.nowMs += 1;
    expect(await ask(toJwt())).toMatchObject({ kind: "authenticated" });
    expect(world.asked).toHaveLength(2);
    expect(await ask(toJwt({ key: "b" }))).toEqual(UNAVAILABLE);
    expect(await ask(toJwt({ exp: 0 }))).toEqual(refusedWith("signed-token-expired", "github"));
    world.nowMs += 23 * HOUR_MS - 1;
    expect(await ask(toJwt())).toMatchObject({ kind: "authenticated" });
    world.nowMs += 1;
    expect(await ask(toJwt())).toEqual(UNAVAILABLE);
  });
});
