import { createHmac, createPublicKey } from "node:crypto";
import { describe, it } from "@jest/globals";
import { toBasicAuth } from "../support/credentials.ts";
import { request } from "../support/hostile/requests.ts";
import { expectRefused, type HostileCase, type Target, VICTIM } from "../support/hostile/target.ts";
import { withTarget } from "../support/hostile/with-target.ts";
import { createSigningKey, signJwt } from "../support/oidc-issuer.ts";

const KEY = "/metrics/job/app";

const refused = (name: string, authorization: string | ((target: Target) => string)): HostileCase => [
  name,
  request(KEY, { authorization }),
  401,
  "credential-invalid",
];

const token = (target: Target): string => target.tokens["app"] ?? "";
const base64 = (text: string): string => Buffer.from(text, "latin1").toString("base64");

const CREDENTIALS: readonly HostileCase[] = [
  ["none", request(KEY, { as: null }), 401, "credential-invalid"],
  refused("an empty header", ""),
  refused("a header of blanks", "   "),
  refused("a scheme alone", "Basic"),
  refused("a scheme and a blank", "Basic "),
  refused("Bearer alone", "Bearer"),
  refused("no scheme", token),
  refused("another scheme", (target) => `Token ${token(target)}`),
  refused("Digest", 'Digest username="app", realm="x", nonce="", uri="/", response=""'),
  refused("Negotiate", "Negotiate YIIB"),
  refused(
    "an AWS signature",
    "AWS4-HMAC-SHA256 Credential=A/20261123/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=0",
  ),
  refused("a scheme with a tab", (target) => `Basic\t${base64(`app:${token(target)}`)}`),
  refused("base64 that is none", "Basic !!!!"),
  refused("base64 of nothing", "Basic ===="),
  refused(
    "base64 cut in two",
    (target) => `Basic ${base64(`app:${token(target)}`).replace(/^(.{8})/, "$1 ")}`,
  ),
  refused("base64 with a NUL", (target) => `Basic ${base64(`app\0:${token(target)}`)}`),
  refused("base64 with a line break", (target) => `Basic ${base64(`app:${token(target)}\n`)}`),
  refused("base64 without a colon", `Basic ${base64("app")}`),
  refused("no client", (target) => toBasicAuth("", token(target))),
  refused("no token", toBasicAuth("app", "")),
  refused("a wrong token", toBasicAuth("app", "wrong")),
  refused("a token of the right length", toBasicAuth("app", "A".repeat(43))),
  refused("a token with one letter more", (target) => toBasicAuth("app", `${token(target)}A`)),
  refused("a token with one letter less", (target) => toBasicAuth("app", token(target).slice(0, -1))),
  refused("a token with its last letter changed", (target) =>
    toBasicAuth(
      "app",
      token(target).replace(/.$/, (last) => (last === "A" ? "B" : "A")),
    ),
  ),
  refused("a token in small letters", (target) => toBasicAuth("app", token(target).toLowerCase())),
  refused("a token with a blank in front", (target) => toBasicAuth("app", ` ${token(target)}`)),
  refused("a token twice", (target) => toBasicAuth("app", token(target) + token(target))),
  refused("a token's hash", (target) => toBasicAuth("app", Buffer.from(token(target)).toString("hex"))),
  refused("a token of 7,000 bytes", toBasicAuth("app", "A".repeat(7_000))),
  refused("a token of another script", toBasicAuth("app", "ｔｏｋｅｎ")),
  refused("somebody else's token", (target) => toBasicAuth("app", target.tokens["wide"] ?? "")),
  refused("the victim's name with its own token", (target) => toBasicAuth(VICTIM, token(target))),
  refused("the victim's name with a guess", toBasicAuth(VICTIM, "guess")),
  refused("a client that is not there", (target) => toBasicAuth("nobody", token(target))),
  refused("the client in capitals", (target) => toBasicAuth("APP", token(target))),
  refused("the client with a blank", (target) => toBasicAuth("app ", token(target))),
  refused("the client with a star", (target) => toBasicAuth("*", token(target))),
  refused("the client with a slash", (target) => toBasicAuth("../app", token(target))),
  refused("a client of 65 letters", (target) => toBasicAuth("a".repeat(65), token(target))),
  refused("a client of 7,000 letters", toBasicAuth("a".repeat(7_000), "x")),
  refused("__proto__ as the client", toBasicAuth("__proto__", "x")),
  refused("constructor as the client", toBasicAuth("constructor", "x")),
  refused("toString as the client", toBasicAuth("toString", "x")),
  refused("hasownproperty as the client", toBasicAuth("hasownproperty", "x")),
  refused("a pattern of SQL", toBasicAuth("app'--", "x")),
  refused("an issuer as a client", (target) => toBasicAuth("github", token(target))),
  refused("Bearer without a client", (target) => `Bearer ${token(target)}`),
  refused("Bearer with a colon", (target) => `Bearer app:${token(target)}`),
  refused("Bearer with Basic's base64", (target) => `Bearer ${base64(`app:${token(target)}`)}`),
  refused("Bearer with nothing behind the dot", "Bearer app."),
  refused("Bearer with nothing before the dot", (target) => `Bearer .${token(target)}`),
  refused("Bearer with a wrong token", "Bearer app.wrong"),
  refused("Bearer with somebody else's token", (target) => `Bearer ${VICTIM}.${token(target)}`),
  refused("Bearer with two blanks inside", (target) => `Bearer app. ${token(target)}`),
  refused("Basic with a dot", (target) => `Basic ${base64(`app.${token(target)}`)}`),
  refused(
    "a valid one and another behind a comma",
    (target) => `${target.basic("app")}, ${target.basic("app")}`,
  ),
  refused("a valid one behind another", (target) => `Basic x, ${target.basic("app")}`),
  refused("two schemes", (target) => `Basic Bearer app.${token(target)}`),
  [
    "two headers, both valid",
    request(KEY, { as: null, headers: ["{basic}", "{basic}"] }),
    401,
    "credential-invalid",
  ],
  [
    "two headers, the first valid",
    request(KEY, { headers: ["Authorization: Basic x"] }),
    401,
    "credential-invalid",
  ],
  [
    "two headers, the last valid",
    request(KEY, { authorization: "Basic x", headers: ["{basic}"] }),
    401,
    "credential-invalid",
  ],
  [
    "two headers of two clients",
    request(KEY, { headers: ["authorization: Basic eDp5"] }),
    401,
    "credential-invalid",
  ],
  [
    "one in the query",
    request(`${KEY}?Authorization=Basic%20x&access_token=x&token=x`, { as: null }),
    401,
    "credential-invalid",
  ],
  [
    "one as an API key",
    request(KEY, { as: null, headers: ["X-API-Key: x", "X-Amz-Security-Token: x"] }),
    401,
    "credential-invalid",
  ],
  [
    "one for a proxy",
    request(KEY, { as: null, headers: ["Proxy-Authorization: Basic eDp5"] }),
    401,
    "credential-invalid",
  ],
  [
    "a cookie",
    request(KEY, { as: null, headers: ["Cookie: Authorization=Basic x; session=1"] }),
    401,
    "credential-invalid",
  ],
  [
    "a header with a similar name",
    request(KEY, { as: null, headers: ["Authorisation: Basic x", "X-Authorization: Basic x"] }),
    401,
    "credential-invalid",
  ],
  [
    "none, for readiness",
    request("/-/ready", { method: "GET", as: null, body: "" }),
    401,
    "credential-invalid",
  ],
  [
    "a wrong one for readiness",
    request("/-/ready", { method: "GET", authorization: "Basic eDp5", body: "" }),
    401,
    "credential-invalid",
  ],
  ["none for an invalid grouping key", request("/metrics/job", { as: null }), 401, "credential-invalid"],
  ["none, with dry_run", request(`${KEY}?dry_run=true`, { as: null }), 401, "credential-invalid"],
];

const CLAIMS = {
  repository_id: "123",
  event_name: "push",
  environment: "prod",
  repository: "acme/app",
  ref: "refs/heads/main",
};

const CI = "/metrics/job/prod-ci/repository/acme%2Fapp";
const CI_METRIC = "ci_x 1\n";

type Sign = (target: Target) => string;

const jwtCase = (name: string, sign: Sign, status: 401 | 403, path = CI): HostileCase => [
  name,
  request(path, { authorization: (target) => `Bearer ${sign(target)}`, body: CI_METRIC }),
  status,
  status === 401 ? "credential-invalid" : "group-not-granted",
];

const withClaims =
  (claims: object): Sign =>
  ({ issuer }) =>
    issuer.sign({ ...CLAIMS, ...claims });
const withHeader =
  (header: object): Sign =>
  ({ issuer }) =>
    issuer.sign(CLAIMS, header as Record<string, unknown>);

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
const nowSeconds = Math.floor(Date.now() / 1_000);

const unsigned =
  (alg: unknown): Sign =>
  ({ issuer }) =>
    `${encode({ typ: "JWT", alg })}.${encode({ iss: issuer.url, aud: "pushgateway-proxy", exp: nowSeconds + 300, ...CLAIMS })}.`;

const STRANGER = createSigningKey("key-1");
const SECOND_STRANGER = createSigningKey("stranger");

const signedByStranger =
  (key: typeof STRANGER, header: object = {}): Sign =>
  ({ issuer }) =>
    signJwt(key, { iss: issuer.url, ...CLAIMS }, header as Record<string, unknown>);

/** An HMAC whose secret is the public key. A verifier that trusts the token's `alg` would accept it. */
const signedWithPublicKey: Sign = ({ issuer }) => {
  const [, payload] = issuer.sign(CLAIMS).split(".");
  const pem = createPublicKey({ key: STRANGER.jwk as never, format: "jwk" }).export({
    type: "spki",
    format: "pem",
  });
  const input = `${encode({ typ: "JWT", alg: "HS256", kid: "key-1" })}.${payload}`;
  return `${input}.${createHmac("sha256", pem).update(input).digest("base64url")}`;
};

const edit =
  (change: (parts: string[]) => string[]): Sign =>
  ({ issuer }) =>
    change(issuer.sign(CLAIMS).split(".")).join(".");

const TOKENS: readonly HostileCase[] = [
  jwtCase("alg none", unsigned("none"), 401),
  jwtCase("alg None", unsigned("None"), 401),
  jwtCase("alg NONE", unsigned("NONE"), 401),
  jwtCase("no alg", unsigned(undefined), 401),
  jwtCase("an alg that is a list", unsigned(["RS256"]), 401),
  jwtCase("alg none on a signed token", withHeader({ alg: "none" }), 401),
  jwtCase("HS256 with the public key", signedWithPublicKey, 401),
  jwtCase("RS384 over a signature of RS256", withHeader({ alg: "RS384" }), 401),
  jwtCase("RS512, which is not allowed", withHeader({ alg: "RS512" }), 401),
  jwtCase("PS256 over a signature of RS256", withHeader({ alg: "PS256" }), 401),
  jwtCase("another key of the same id", signedByStranger(STRANGER), 401),
  jwtCase("another key of its own id", signedByStranger(SECOND_STRANGER), 401),
  jwtCase(
    "a key in the token's header",
    signedByStranger(SECOND_STRANGER, { jwk: SECOND_STRANGER.jwk }),
    401,
  ),
  jwtCase(
    "an address of keys in the token's header",
    signedByStranger(SECOND_STRANGER, { jku: "http://127.0.0.1:9/jwks" }),
    401,
  ),
  jwtCase(
    "a certificate's address in the token's header",
    signedByStranger(SECOND_STRANGER, { x5u: "http://127.0.0.1:9/x5u" }),
    401,
  ),
  jwtCase("a kid that no key has", withHeader({ kid: "nobody" }), 401),
  jwtCase("a kid that is a path", withHeader({ kid: "../../../../dev/null" }), 401),
  jwtCase("a kid that is SQL", withHeader({ kid: "x' UNION SELECT 'key" }), 401),
  jwtCase("a kid that is __proto__", withHeader({ kid: "__proto__" }), 401),
  jwtCase("no kid", withHeader({ kid: undefined }), 401),
  jwtCase("a kid that is a number", withHeader({ kid: 1 }), 401),
  jwtCase("a critical header", withHeader({ crit: ["exp"], b64: false }), 401),
  jwtCase("expired a minute ago", withClaims({ exp: nowSeconds - 60 }), 401),
  jwtCase("expired in 1970", withClaims({ exp: 1 }), 401),
  jwtCase("an exp of -1", withClaims({ exp: -1 }), 401),
  jwtCase("no exp", withClaims({ exp: undefined }), 401),
  jwtCase("an exp that is text", withClaims({ exp: String(nowSeconds + 300) }), 401),
  jwtCase("an exp that is null", withClaims({ exp: null }), 401),
  jwtCase("valid in an hour only", withClaims({ nbf: nowSeconds + 3_600 }), 401),
  jwtCase("another audience", withClaims({ aud: "sts.amazonaws.com" }), 401),
  jwtCase("an audience that only begins right", withClaims({ aud: "pushgateway-proxy.evil.test" }), 401),
  jwtCase("an audience in capitals", withClaims({ aud: "PUSHGATEWAY-PROXY" }), 401),
  jwtCase("no audience", withClaims({ aud: undefined }), 401),
  jwtCase("audiences, none of them ours", withClaims({ aud: ["a", "b"] }), 401),
  jwtCase("another issuer", withClaims({ iss: "https://evil.test" }), 401),
  jwtCase("the issuer with a slash", ({ issuer }) => issuer.sign({ ...CLAIMS, iss: `${issuer.url}/` }), 401),
  jwtCase(
    "the issuer with a user",
    ({ issuer }) => issuer.sign({ ...CLAIMS, iss: issuer.url.replace("//", "//x@") }),
    401,
  ),
  jwtCase("no issuer", withClaims({ iss: undefined }), 401),
  jwtCase("an issuer that is a list", ({ issuer }) => issuer.sign({ ...CLAIMS, iss: [issuer.url] }), 401),
  jwtCase(
    "no signature",
    edit(([header, payload]) => [header ?? "", payload ?? "", ""]),
    401,
  ),
  jwtCase(
    "half a signature",
    edit(([header, payload, signature]) => [header ?? "", payload ?? "", (signature ?? "").slice(0, 100)]),
    401,
  ),
  jwtCase(
    "claims changed after signing",
    edit(([header, , signature]) => [
      header ?? "",
      encode({ ...CLAIMS, exp: nowSeconds + 300 }),
      signature ?? "",
    ]),
    401,
  ),
  jwtCase(
    "a fourth part",
    edit((parts) => [...parts, "x"]),
    401,
  ),
  jwtCase(
    "five parts, as an encrypted one",
    edit((parts) => [...parts, "x", "y"]),
    401,
  ),
  jwtCase(
    "claims that are no JSON",
    edit(([header, , signature]) => [header ?? "", "e30x", signature ?? ""]),
    401,
  ),
  jwtCase(
    "a header that is null",
    edit(([, payload, signature]) => ["bnVsbA", payload ?? "", signature ?? ""]),
    401,
  ),
  jwtCase("three dots and nothing", () => "...", 401),
  jwtCase("claims of 5,000 bytes in what a grant names", withClaims({ repository: "x".repeat(5_000) }), 401),
  [
    "under a client's name",
    request(CI, {
      authorization: (target) => toBasicAuth("app", target.issuer.sign(CLAIMS)),
      body: CI_METRIC,
    }),
    401,
    "credential-invalid",
  ],
  [
    "under an unknown issuer",
    request(CI, {
      authorization: (target) => toBasicAuth("gitlab", target.issuer.sign(CLAIMS)),
      body: CI_METRIC,
    }),
    401,
    "credential-invalid",
  ],
  [
    "under its issuer, but signed by another key",
    request(CI, {
      authorization: (target) => toBasicAuth("github", signedByStranger(STRANGER)(target)),
      body: CI_METRIC,
    }),
    401,
    "credential-invalid",
  ],
];

const BOUND: readonly HostileCase[] = [
  jwtCase("another repository's id", withClaims({ repository_id: "124" }), 403),
  jwtCase("an id that begins right", withClaims({ repository_id: "1234" }), 403),
  jwtCase("an id that ends right", withClaims({ repository_id: "0123" }), 403),
  jwtCase("an id that is a star", withClaims({ repository_id: "*" }), 403),
  jwtCase("an id with a fraction", withClaims({ repository_id: 123.5 }), 403),
  jwtCase("an id that is a list", withClaims({ repository_id: ["123"] }), 403),
  jwtCase("an id that is an object", withClaims({ repository_id: { 0: "123" } }), 403),
  jwtCase("an id that is null", withClaims({ repository_id: null }), 403),
  jwtCase("no id", withClaims({ repository_id: undefined }), 403),
  jwtCase("a fork's pull request", withClaims({ event_name: "pull_request" }), 403),
  jwtCase("another repository's group", withClaims({ repository: "evil/app" }), 403),
  jwtCase("a repository that is a star", withClaims({ repository: "*" }), 403),
  jwtCase("a repository that ends with a star", withClaims({ repository: "acme/*" }), 403),
  jwtCase("a repository that is a template", withClaims({ repository: "{repository}" }), 403),
  jwtCase("a repository with another case", withClaims({ repository: "Acme/App" }), 403),
  jwtCase("a repository that is missing", withClaims({ repository: undefined }), 403),
  jwtCase("a repository that is empty", withClaims({ repository: "" }), 403),
  jwtCase("an environment that is a star", withClaims({ environment: "*" }), 403),
  jwtCase("an environment that is missing", withClaims({ environment: undefined }), 403),
  jwtCase("an environment with a slash", withClaims({ environment: "prod-ci/repository/acme" }), 403),
  jwtCase("another ref", withClaims({}), 403, `${CI}/ref/refs%2Fheads%2Fother`),
  jwtCase("a ref with a star", withClaims({ ref: "refs/heads/*" }), 403, `${CI}/ref/refs%2Fheads%2Fmain`),
  jwtCase("no repository in the key", withClaims({}), 403, "/metrics/job/prod-ci"),
  jwtCase("an empty repository in the key", withClaims({}), 403, "/metrics/job/prod-ci/repository@base64/="),
  jwtCase("a label beside", withClaims({}), 403, `${CI}/instance/x`),
  jwtCase("the job of a client", withClaims({}), 403, KEY),
  [
    "a DELETE that no grant allows",
    request(CI, { method: "DELETE", authorization: ({ issuer }) => `Bearer ${issuer.sign(CLAIMS)}` }),
    403,
    "group-not-granted",
  ],
  [
    "a metric outside its grant",
    request(CI, { authorization: ({ issuer }) => `Bearer ${issuer.sign(CLAIMS)}`, body: "app_x 1\n" }),
    403,
    "metrics-not-granted",
  ],
];

/** `{basic}` in a header line is replaced with a valid credential. */
const withBasicLines =
  (attack: HostileCase[1]): HostileCase[1] =>
  (target) =>
    Buffer.from(
      Buffer.from(attack(target) as Uint8Array)
        .toString("latin1")
        .replaceAll("{basic}", `Authorization: ${target.basic("app")}`),
      "latin1",
    );

describe("hostile credentials", () => {
  const target = withTarget();

  it.each(CREDENTIALS)("a credential: %s", (_name, attack, status, code) =>
    expectRefused(target(), withBasicLines(attack), status, code),
  );
  it.each(TOKENS)("a signed token: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(BOUND)("a signed token bound by its claims: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
});
