import { createHash, createHmac, generateKeyPairSync, sign } from "node:crypto";
import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { readJwks } from "../../../lambda/adapters/jwks-reader.ts";
import { verifySignedToken } from "../../../lambda/adapters/jwks-verifier.ts";
import { createAuthenticate } from "../../../lambda/authenticate/authenticate.ts";
import { createClientDirectory } from "../../../lambda/authenticate/client-directory.ts";
import type { IssuerConfig } from "../../../lambda/config/proxy-config.ts";
import { toBasicAuth } from "../../support/credentials.ts";
import { createSigningKey, type OidcIssuer, signJwt, startOidcIssuer } from "../../support/oidc-issuer.ts";
import { createIssuerConfig } from "../../support/proxy-callers.ts";
import { createProxyConfig } from "../../support/proxy-config.ts";
import { soonAfter } from "../../support/soon-after.ts";

let issuer: OidcIssuer;

beforeAll(async () => {
  issuer = await startOidcIssuer();
});

afterAll(() => issuer.close());

afterEach(() => {
  issuer.answerWith("/jwks", undefined);
  issuer.answerWith(DISCOVERY, undefined);
  issuer.requests.length = 0;
});

const DISCOVERY = "/.well-known/openid-configuration";

/** Nothing takes this long, also on a busy machine. */
const AMPLE_TIMEOUT_MS = 20_000;

/** The stage with one issuer and real keys over HTTP. The test moves the clock of its caches. */
const createFixture = (changes: Partial<IssuerConfig> = {}, keysTimeoutMs = AMPLE_TIMEOUT_MS) => {
  const errors: string[] = [];
  const clock = { nowMs: Date.now() };
  const config = createIssuerConfig({ issuer: issuer.url, ...changes });
  const directory = createClientDirectory(createProxyConfig({ issuers: [config] }));
  const authenticate = createAuthenticate({
    directory,
    overlapSeconds: 0,
    secretStore: { read: async () => undefined },
    readIssuerKeys: () => readJwks(config, keysTimeoutMs),
    verify: verifySignedToken,
    now: () => clock.nowMs,
    onRead: ({ error }) => {
      if (error !== undefined) {
        errors.push(String(error));
      }
    },
  });
  const ask = async (header: string): Promise<string> => {
    const outcome = await authenticate(header);
    return outcome.kind === "authenticated"
      ? `${outcome.caller.config.id} ${JSON.stringify(outcome.caller.claims)}`
      : outcome.reason;
  };
  const bearer = (jwt: string): Promise<string> => ask(`Bearer ${jwt}`);
  return { clock, authenticate, ask, bearer, errors };
};

const CLAIMS = { repository_id: "123", ref: "refs/heads/main", actor: "somebody" };

const NOW = Math.floor(Date.now() / 1000);

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

describe("a token that the issuer signed", () => {
  it("is accepted as Bearer, with only the claims that the grants name", async () => {
    const { bearer } = createFixture();
    expect(await bearer(issuer.sign(CLAIMS))).toBe('github {"repository_id":"123","ref":"refs/heads/main"}');
  });

  it("is accepted as the password of Basic, with the issuer's id as the user", async () => {
    const { ask } = createFixture();
    expect(await ask(toBasicAuth("github", issuer.sign(CLAIMS)))).toMatch(/^github /);
    expect(await ask(toBasicAuth("gitlab", issuer.sign(CLAIMS)))).toBe("issuer-unknown");
    expect(await ask(toBasicAuth("desktop-app", issuer.sign(CLAIMS)))).toBe("issuer-unknown");
  });

  it("is valid until its end, plus ten seconds for clock skew", async () => {
    const { authenticate } = createFixture();
    expect(await authenticate(`Bearer ${issuer.sign({ ...CLAIMS, exp: NOW + 60 })}`)).toMatchObject({
      caller: { expiresAtSeconds: NOW + 70 },
    });
  });

  it("may be for several audiences, if ours is among them", async () => {
    const { bearer } = createFixture();
    expect(await bearer(issuer.sign({ aud: ["other", "pushgateway-proxy"] }))).toMatch(/^github/);
  });

  it("may be signed by a key that was published after the last read", async () => {
    const { clock, bearer } = createFixture();
    await bearer(issuer.sign(CLAIMS));
    issuer.rotateKeys();
    clock.nowMs += 10_000;
    expect(await bearer(issuer.sign(CLAIMS))).toMatch(/^github/);
  });
});

describe("a token of a new key that has the id of the old one", () => {
  const renewed = createSigningKey("key-1");

  it("is accepted, because the keys are read again", async () => {
    const { bearer } = createFixture();
    expect(await bearer(issuer.sign(CLAIMS))).toMatch(/^github/);
    issuer.answerWith("/jwks", (response) => response.end(JSON.stringify({ keys: [renewed.jwk] })));
    expect(await bearer(signJwt(renewed, { iss: issuer.url, ...CLAIMS }))).toMatch(/^github/);
  });

  it("cannot be refused while the keys cannot be read", async () => {
    const { bearer } = createFixture();
    await bearer(issuer.sign(CLAIMS));
    issuer.answerWith("/jwks", (response) => response.destroy());
    expect(await bearer(signJwt(renewed, { iss: issuer.url, ...CLAIMS }))).toBe("issuer-keys");
  });
});

describe("refuses a token", () => {
  const forged = createSigningKey("key-1");
  const claims = (): object => ({ iss: issuer.url, aud: "pushgateway-proxy", exp: NOW + 300, ...CLAIMS });

  const CASES: readonly [string, () => string, string][] = [
    [
      "signed by another key with the same kid",
      () => signJwt(forged, { iss: issuer.url }),
      "signed-token-invalid",
    ],
    ["without a kid", () => issuer.sign(CLAIMS, { kid: undefined }), "signed-token-invalid"],
    ["with the kid of another key", () => issuer.sign(CLAIMS, { kid: "key-0" }), "signed-token-invalid"],
    [
      "with alg none",
      () => `${encode({ alg: "none", kid: "key-1" })}.${encode(claims())}.`,
      "signed-token-invalid",
    ],
    [
      "with alg none and a signature",
      () => `${encode({ alg: "none", kid: "key-1" })}.${encode(claims())}.AA`,
      "signed-token-invalid",
    ],
    ["with HS256, signed with the public key id", () => signWithSecret(claims()), "signed-token-invalid"],
    [
      "with an algorithm that does not fit the key",
      () => issuer.sign(CLAIMS, { alg: "ES256" }),
      "signed-token-invalid",
    ],
    ["for another audience", () => issuer.sign({ aud: "sts.amazonaws.com" }), "signed-token-invalid"],
    ["without an audience", () => issuer.sign({ aud: undefined }), "signed-token-invalid"],
    ["of another issuer", () => issuer.sign({ iss: "https://evil.example.com" }), "issuer-unknown"],
    ["without an issuer", () => issuer.sign({ iss: undefined }), "issuer-unknown"],
    ["whose issuer differs by a slash", () => issuer.sign({ iss: `${issuer.url}/` }), "issuer-unknown"],
    ["that has expired", () => issuer.sign({ exp: NOW - 30 }), "signed-token-expired"],
    ["that never expires", () => issuer.sign({ exp: undefined }), "signed-token-invalid"],
    ["whose end is not a number", () => issuer.sign({ exp: "never" }), "signed-token-invalid"],
    ["that is not valid yet", () => issuer.sign({ nbf: NOW + 60 }), "signed-token-invalid"],
    ["with a critical header", () => issuer.sign(CLAIMS, { crit: ["exp"], exp: 1 }), "signed-token-invalid"],
    ["whose payload was changed", () => swapPayload(issuer.sign(CLAIMS), claims()), "signed-token-invalid"],
    ["whose signature is cut", () => issuer.sign(CLAIMS).slice(0, -4), "signed-token-invalid"],
    ["whose payload is not JSON", () => `${encode({ alg: "RS256" })}.e30x.AA`, "issuer-unknown"],
    ["whose payload is null", () => `${encode({ alg: "RS256" })}.bnVsbA.AA`, "issuer-unknown"],
  ];

  it.each(CASES)("%s", async (_, token, reason) => {
    const { bearer } = createFixture();
    expect(await bearer(token())).toBe(reason);
  });

  it("whose algorithm is not in the configuration", async () => {
    const { bearer } = createFixture({ algorithms: ["ES256"] });
    expect(await bearer(issuer.sign(CLAIMS))).toBe("signed-token-invalid");
  });

  it("whose issuer is not the one that the Basic user names", async () => {
    const { ask } = createFixture({ issuer: "http://127.0.0.1:1", jwksUri: `${issuer.url}/jwks` });
    expect(await ask(toBasicAuth("github", issuer.sign(CLAIMS)))).toBe("signed-token-invalid");
  });
});

const signWithSecret = (claims: object): string => {
  const input = `${encode({ alg: "HS256", kid: "key-1" })}.${encode(claims)}`;
  return `${input}.${createHmac("sha256", "key-1").update(input).digest("base64url")}`;
};

const swapPayload = (jwt: string, claims: object): string => {
  const [header, , signature] = jwt.split(".");
  return [header, encode({ ...claims, repository_id: "999" }), signature].join(".");
};

describe("a key", () => {
  const rsa = (modulusLength: number) => generateKeyPairSync("rsa", { modulusLength });
  const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve });
  const KEYS = {
    "RSA of 2,048 bits": rsa(2_048),
    "RSA of 2,047 bits": rsa(2_047),
    "RSA of 1,024 bits": rsa(1_024),
    "P-256": ec("prime256v1"),
    "P-384": ec("secp384r1"),
    "P-521": ec("secp521r1"),
    Ed25519: generateKeyPairSync("ed25519"),
    Ed448: generateKeyPairSync("ed448"),
  };
  type KeyName = keyof typeof KEYS;
  const HASHES = {
    RS256: "sha256",
    RS384: "sha384",
    RS512: "sha512",
    ES256: "sha256",
    ES384: "sha384",
    ES512: "sha512",
  };
  const ALGORITHMS = [...(Object.keys(HASHES) as (keyof typeof HASHES)[]), "EdDSA"] as const;
  const FITTING: Readonly<Record<(typeof ALGORITHMS)[number], readonly KeyName[]>> = {
    RS256: ["RSA of 2,048 bits"],
    RS384: ["RSA of 2,048 bits"],
    RS512: ["RSA of 2,048 bits"],
    ES256: ["P-256"],
    ES384: ["P-384"],
    ES512: ["P-521"],
    EdDSA: ["Ed25519", "Ed448"],
  };
  const CLAIMS_OF_KEY = { iss: "https://token.example.com", aud: "pushgateway-proxy", exp: NOW + 300 };

  /** The verdict on a token with a correct signature by the key, which the issuer publishes without an algorithm. */
  const verdictOn = (
    name: KeyName,
    algorithm: (typeof ALGORITHMS)[number],
    { claims = JSON.stringify(CLAIMS_OF_KEY), algorithms = ALGORITHMS as IssuerConfig["algorithms"] } = {},
  ): string => {
    const { privateKey, publicKey } = KEYS[name];
    const input = `${encode({ alg: algorithm, kid: "k" })}.${Buffer.from(claims).toString("base64url")}`;
    const hash = privateKey.asymmetricKeyType?.startsWith("ed")
      ? null
      : algorithm === "EdDSA"
        ? "sha512"
        : HASHES[algorithm];
    const signature = sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
    const jwk = { ...publicKey.export({ format: "jwk" }), kid: "k" };
    const config = createIssuerConfig({ algorithms });
    return verifySignedToken(`${input}.${signature.toString("base64url")}`, { keys: [jwk] } as never, config)
      .kind;
  };

  it.each(ALGORITHMS)("is accepted for %s only if the algorithm may use it", (algorithm) => {
    const names = Object.keys(KEYS) as KeyName[];
    expect(names.filter((name) => verdictOn(name, algorithm) === "valid")).toEqual(FITTING[algorithm]);
  });

  it("is not accepted for an algorithm that the configuration leaves out", () => {
    expect(verdictOn("P-256", "ES256", { algorithms: ["RS256"] })).toBe("invalid");
    expect(verdictOn("P-256", "ES256", { algorithms: ["ES256"] })).toBe("valid");
  });

  it("has signed until ten seconds after the token's end, which must be a time", () => {
    const verdictOnEnd = (exp: string): string =>
      verdictOn("P-256", "ES256", {
        claims: JSON.stringify(CLAIMS_OF_KEY).replace(/"exp":\d+/, `"exp":${exp}`),
      });
    const nowSeconds = Math.floor(Date.now() / 1_000);
    expect(verdictOnEnd(String(nowSeconds - 3))).toBe("valid");
    expect(verdictOnEnd(String(nowSeconds - 11))).toBe("expired");
    expect(verdictOnEnd("1e400")).toBe("invalid");
    expect(verdictOnEnd("1e300")).toBe("invalid");
  });

  it("with the exponent 1 is refused, because its signature is the message itself", () => {
    const input = `${encode({ alg: "RS256", kid: "k" })}.${encode(CLAIMS_OF_KEY)}`;
    const digest = createHash("sha256").update(input).digest();
    const info = Buffer.concat([Buffer.from("3031300d060960864801650304020105000420", "hex"), digest]);
    const message = Buffer.concat([
      Buffer.of(0, 1),
      Buffer.alloc(256 - 3 - info.length, 0xff),
      Buffer.of(0),
      info,
    ]);
    const jwk = { ...KEYS["RSA of 2,048 bits"].publicKey.export({ format: "jwk" }), kid: "k", e: "AQ" };
    const forged = `${input}.${message.toString("base64url")}`;
    expect(verifySignedToken(forged, { keys: [jwk] } as never, createIssuerConfig()).kind).toBe("invalid");
  });
});

describe("the issuer's keys", () => {
  it("are found through its discovery document, which is read once", async () => {
    const { bearer } = createFixture();
    await Promise.all(Array.from({ length: 20 }, () => bearer(issuer.sign(CLAIMS))));
    expect(issuer.requests).toEqual(["/.well-known/openid-configuration", "/jwks"]);
  });

  it("are found if the issuer's URL ends with a slash", async () => {
    const url = `${issuer.url}/`;
    issuer.answerWith(DISCOVERY, (response) =>
      response.end(JSON.stringify({ issuer: url, jwks_uri: `${issuer.url}/jwks` })),
    );
    const { bearer } = createFixture({ issuer: url });
    expect(await bearer(issuer.sign({ ...CLAIMS, iss: url }))).toMatch(/^github/);
  });

  it("are found at jwksUri without a discovery document", async () => {
    const { bearer } = createFixture({ jwksUri: `${issuer.url}/jwks` });
    await bearer(issuer.sign(CLAIMS));
    expect(issuer.requests).toEqual(["/jwks"]);
  });

  it("are read once in ten seconds when tokens name unknown keys", async () => {
    const { clock, bearer } = createFixture({ jwksUri: `${issuer.url}/jwks` });
    await bearer(issuer.sign(CLAIMS));
    const guesses = Array.from({ length: 30 }, (_, index) => issuer.sign(CLAIMS, { kid: `guess-${index}` }));
    for (const guess of guesses) {
      expect(await bearer(guess)).toBe("signed-token-invalid");
    }
    expect(issuer.requests).toHaveLength(2);
    clock.nowMs += 10_000;
    for (const guess of guesses) {
      await bearer(guess);
    }
    expect(issuer.requests).toHaveLength(3);
  });

  it("are not read for issuers that are not configured", async () => {
    const { bearer } = createFixture();
    await bearer(issuer.sign({ iss: "https://evil.example.com" }));
    expect(issuer.requests).toEqual([]);
  });

  it("stay known during an outage of the issuer; tokens with unknown keys cannot be checked", async () => {
    const { clock, bearer } = createFixture({ jwksUri: `${issuer.url}/jwks` });
    await bearer(issuer.sign(CLAIMS));
    issuer.answerWith("/jwks", (response) => response.destroy());
    clock.nowMs += 2 * 3_600_000;
    expect(await bearer(issuer.sign(CLAIMS))).toMatch(/^github/);
    expect(await bearer(issuer.sign(CLAIMS, { kid: "new" }))).toBe("issuer-keys");
    clock.nowMs += 23 * 3_600_000;
    expect(await bearer(issuer.sign(CLAIMS))).toBe("issuer-keys");
  });

  it.each<[string, object]>([
    ["of a kind that is not known", { kty: "AKP", kid: "pq", alg: "ML-DSA-44", pub: "AA" }],
    ["without a kind", { kid: "key-1" }],
    ["with an id that is no text", { kty: "RSA", kid: 1, n: "AA", e: "AQAB" }],
    ["with a member that is null", { kty: "RSA", kid: "key-0", n: "AA", e: "AQAB", alg: null }],
    ["for encryption with the same id", { ...createSigningKey("key-1").jwk, use: "enc", alg: "RSA-OAEP" }],
  ])("can be used although there is one %s among them", async (_, odd) => {
    const { bearer } = createFixture();
    issuer.answerWith("/jwks", (response) =>
      response.end(JSON.stringify({ keys: [odd, null, ...issuer.keys()] })),
    );
    expect(await bearer(issuer.sign(CLAIMS))).toMatch(/^github/);
  });

  it("are read on a new connection, because one that was kept while the function was frozen can be dead", async () => {
    const { clock, bearer } = createFixture();
    const connections = new Set<unknown>();
    for (const path of [DISCOVERY, "/jwks"]) {
      issuer.answerWith(path, (response) => {
        connections.add(response.socket);
        issuer.answer(path, response);
      });
    }
    await bearer(issuer.sign(CLAIMS));
    clock.nowMs += 3_600_000;
    expect(await bearer(issuer.sign(CLAIMS))).toMatch(/^github/);
    expect(connections.size).toBe(4);
  });

  const BROKEN: readonly [string, string, (response: ServerResponse) => void, string][] = [
    ["the connection breaks", "/jwks", (response) => response.destroy(), "/jwks: socket hang up"],
    [
      "an error is answered",
      "/jwks",
      (response) => response.writeHead(500).end(),
      "/jwks: the answer has the status 500",
    ],
    [
      "a redirect is answered",
      "/jwks",
      (response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
      "/jwks: the answer has the status 302",
    ],
    ["it is no JSON", "/jwks", (response) => response.end("<html>"), "/jwks: Unexpected token"],
    ["it is no key set", "/jwks", (response) => response.end('{"keys":{}}'), "/jwks: this is no set of keys"],
    [
      "it has no end",
      "/jwks",
      (response) => response.write("x".repeat(200_000)),
      "/jwks: the answer has more than 150000 bytes",
    ],
    [
      "the discovery document is another issuer's",
      DISCOVERY,
      (response) => response.end('{"issuer":"https://x","jwks_uri":"https://x/jwks"}'),
      `${DISCOVERY}: its issuer is "https://x", not the one of the configuration`,
    ],
    [
      "the discovery document leads to plain http elsewhere",
      DISCOVERY,
      (response) => response.end(`{"issuer":"${issuer.url}","jwks_uri":"http://example.com/jwks"}`),
      `${DISCOVERY}: its jwks_uri is "http://example.com/jwks", which is not an https URL without a query`,
    ],
    [
      "the discovery document has no jwks_uri",
      DISCOVERY,
      (response) => response.end(`{"issuer":"${issuer.url}"}`),
      `${DISCOVERY}: its jwks_uri is undefined, which is not an https URL without a query`,
    ],
    [
      "the discovery document is no object",
      DISCOVERY,
      (response) => response.end("null"),
      `${DISCOVERY}: its issuer is undefined, not the one of the configuration`,
    ],
  ];

  it.each(BROKEN)("cannot be read when %s, and the error says why", async (_, path, answer, why) => {
    const { bearer, errors } = createFixture();
    issuer.answerWith(path, answer);
    expect(await bearer(issuer.sign(CLAIMS))).toBe("issuer-keys");
    expect(errors).toEqual([expect.stringContaining(`Error: ${issuer.url}${why}`)]);
  });

  it("cannot be read when nothing listens at their address, and the error says why", async () => {
    const { bearer, errors } = createFixture({ jwksUri: "http://localhost:1/jwks" });
    expect(await bearer(issuer.sign(CLAIMS))).toBe("issuer-keys");
    expect(errors[0]).toMatch(/^Error: http:\/\/localhost:1\/jwks: .*ECONNREFUSED/);
  });

  const trickle = (response: ServerResponse): void => {
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  };

  const KEYS_TIMEOUT_MS = 400;

  const SLOW: readonly [string, Readonly<Record<string, (response: ServerResponse) => void>>][] = [
    ["the discovery document never comes", { [DISCOVERY]: () => {} }],
    ["the discovery document trickles in", { [DISCOVERY]: trickle }],
    ["half of the discovery document comes", { [DISCOVERY]: (response) => response.write('{"issuer":') }],
    ["the keys never come", { "/jwks": () => {} }],
    ["the keys trickle in", { "/jwks": trickle }],
    ["half of the keys comes", { "/jwks": (response) => response.write('{"keys":[') }],
    [
      "the discovery document is late and the keys never come",
      {
        [DISCOVERY]: (response) =>
          setTimeout(
            () => response.end(JSON.stringify({ issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` })),
            KEYS_TIMEOUT_MS / 2,
          ),
        "/jwks": () => {},
      },
    ],
  ];

  it.each(SLOW)("are given up at one deadline when %s", async (_, answers) => {
    const { bearer, errors } = createFixture({}, KEYS_TIMEOUT_MS);
    for (const [path, answer] of Object.entries(answers)) {
      issuer.answerWith(path, answer);
    }
    expect(await soonAfter(KEYS_TIMEOUT_MS, () => bearer(issuer.sign(CLAIMS)))).toBe("issuer-keys");
    expect(errors).toEqual([expect.stringMatching(/: no complete answer in time$/)]);
  });

  it.each([
    ["none", `${encode({ alg: "none", kid: "key-1" })}`],
    ["HS256", `${encode({ alg: "HS256", kid: "key-1" })}`],
    ["one that the configuration leaves out", `${encode({ alg: "RS512", kid: "key-1" })}`],
    ["RS256 in small letters", `${encode({ alg: "rs256", kid: "key-1" })}`],
    ["no algorithm", `${encode({ kid: "key-1" })}`],
    ["a list", `${encode({ alg: ["RS256"], kid: "key-1" })}`],
    ["a critical header", `${encode({ alg: "RS256", kid: "key-1", crit: ["exp"] })}`],
    ["null", "bnVsbA"],
    ["no JSON", "e30x"],
  ])("are not read for a token whose header says %s, even during an outage", async (_, header) => {
    const { ask, bearer } = createFixture();
    issuer.answerWith(DISCOVERY, (response) => response.destroy());
    const jwt = `${header}.${encode({ iss: issuer.url, exp: NOW + 300, ...CLAIMS })}.AA`;
    expect(await bearer(jwt)).toBe("signed-token-invalid");
    expect(await ask(toBasicAuth("github", jwt))).toBe("signed-token-invalid");
    expect(issuer.requests).toEqual([]);
  });
});
