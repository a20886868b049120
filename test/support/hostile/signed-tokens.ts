import { createHmac } from "node:crypto";
import { toBasicAuth } from "../credentials.ts";
import { type HostileCase, type HostileRequest, type HostileWorld, hostile } from "./hostile-case.ts";

/** What the issuer's grant binds: job ci, key {repository, ref}. */
export const CI_PATH = "/metrics/job/ci/repository@base64/b3JnL2FwcA/ref/main";
export const CI_CLAIMS = { repository_id: "1", repository: "org/app", ref: "main" };
export const CI_BODY = "# TYPE ci_x gauge\nci_x 1\n";

const refused = hostile(401, "credential-invalid");
const denied = hostile(403, "group-not-granted");
const metricsDenied = hostile(403, "metrics-not-granted");

const nowSeconds = Math.floor(Date.now() / 1000);

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");

const bearer =
  (toToken: (world: HostileWorld) => string, more: HostileRequest = {}) =>
  (world: HostileWorld) => ({
    path: CI_PATH,
    body: CI_BODY,
    authorization: `Bearer ${toToken(world)}`,
    ...more,
  });

const claimsOf = ({ issuerUrl }: HostileWorld, more: object = {}): object => ({
  ...CI_CLAIMS,
  iss: issuerUrl,
  aud: "pushgateway-proxy",
  exp: nowSeconds + 300,
  ...more,
});

const hmac = (algorithm: string, header: object, claims: object, secret: string): string => {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${createHmac(algorithm, secret).update(input).digest("base64url")}`;
};

const replacePart = (jwt: string, index: number, text: string): string => {
  const parts = jwt.split(".");
  parts[index] = text;
  return parts.join(".");
};

const FORGERIES: Readonly<Record<string, (world: HostileWorld) => string>> = {
  "of another key with a published kid": ({ forge }) => forge(CI_CLAIMS),
  "of another key with a kid of its own": ({ forge }) => forge(CI_CLAIMS, { kid: "mine" }),
  "with alg none": (world) => `${encode({ alg: "none" })}.${encode(claimsOf(world))}.`,
  "with alg None": (world) => `${encode({ alg: "None", kid: "key-1" })}.${encode(claimsOf(world))}.AA`,
  "with alg NONE": (world) => `${encode({ alg: "NONE", kid: "key-1" })}.${encode(claimsOf(world))}.AA`,
  "with an empty alg": (world) => `${encode({ alg: "", kid: "key-1" })}.${encode(claimsOf(world))}.AA`,
  "without an alg": (world) => `${encode({ kid: "key-1" })}.${encode(claimsOf(world))}.AA`,
  "with a list as alg": (world) =>
    `${encode({ alg: ["RS256"], kid: "key-1" })}.${encode(claimsOf(world))}.AA`,
  "with HS256 and an empty secret": (world) =>
    hmac("sha256", { alg: "HS256", kid: "key-1" }, claimsOf(world), ""),
  "with HS256 and the kid as the secret": (world) =>
    hmac("sha256", { alg: "HS256", kid: "key-1" }, claimsOf(world), "key-1"),
  "with HS512": (world) => hmac("sha512", { alg: "HS512", kid: "key-1" }, claimsOf(world), "secret"),
  "with PS256 over an RS256 signature": ({ sign }) => sign(CI_CLAIMS, { alg: "PS256" }),
  "with ES256 over an RS256 signature": ({ sign }) => sign(CI_CLAIMS, { alg: "ES256" }),
  "with RS512 over an RS256 signature": ({ sign }) => sign(CI_CLAIMS, { alg: "RS512" }),
  "with a swapped kid": ({ sign }) => sign(CI_CLAIMS, { kid: "key-2" }),
  "with a path as kid": ({ sign }) => sign(CI_CLAIMS, { kid: "../../jwks" }),
  "with __proto__ as kid": ({ sign }) => sign(CI_CLAIMS, { kid: "__proto__" }),
  "with a number as kid": ({ sign }) => sign(CI_CLAIMS, { kid: 1 }),
  "without a kid": ({ sign }) => sign(CI_CLAIMS, { kid: undefined }),
  "with a jwk of its own in the header": ({ forge }) =>
    forge(CI_CLAIMS, { jwk: { kty: "RSA", n: "AQAB", e: "AQAB" } }),
  "with a jku of its own in the header": ({ forge }) => forge(CI_CLAIMS, { jku: "http://127.0.0.1:1/jwks" }),
  "with an x5u of its own in the header": ({ forge }) => forge(CI_CLAIMS, { x5u: "http://127.0.0.1:1/" }),
  "for another audience": ({ sign }) => sign({ ...CI_CLAIMS, aud: "sts.amazonaws.com" }),
  "for an audience that only starts alike": ({ sign }) => sign({ ...CI_CLAIMS, aud: "pushgateway-proxy-2" }),
  "for several audiences, none ours": ({ sign }) => sign({ ...CI_CLAIMS, aud: ["a", "b"] }),
  "for no audience": ({ sign }) => sign({ ...CI_CLAIMS, aud: undefined }),
  "for an empty list of audiences": ({ sign }) => sign({ ...CI_CLAIMS, aud: [] }),
  "of an issuer that is not configured": ({ sign }) =>
    sign({ ...CI_CLAIMS, iss: "https://evil.example.com" }),
  "of an issuer with a slash more": ({ sign, issuerUrl }) => sign({ ...CI_CLAIMS, iss: `${issuerUrl}/` }),
  "of an issuer in capitals": ({ sign, issuerUrl }) => sign({ ...CI_CLAIMS, iss: issuerUrl.toUpperCase() }),
  "of a list of issuers": ({ sign, issuerUrl }) => sign({ ...CI_CLAIMS, iss: [issuerUrl] }),
  "of no issuer": ({ sign }) => sign({ ...CI_CLAIMS, iss: undefined }),
  "of the issuer's id instead of its URL": ({ sign }) => sign({ ...CI_CLAIMS, iss: "forge" }),
  "that expired a minute ago": ({ sign }) => sign({ ...CI_CLAIMS, exp: nowSeconds - 60 }),
  "that expired in 1970": ({ sign }) => sign({ ...CI_CLAIMS, exp: 0 }),
  "that never expires": ({ sign }) => sign({ ...CI_CLAIMS, exp: undefined }),
  "that expires at a text": ({ sign }) => sign({ ...CI_CLAIMS, exp: String(nowSeconds + 300) }),
  "that expires at null": ({ sign }) => sign({ ...CI_CLAIMS, exp: null }),
  "that is valid tomorrow": ({ sign }) => sign({ ...CI_CLAIMS, nbf: nowSeconds + 86_400 }),
  "with another payload under the signature": (world) =>
    replacePart(world.sign({ ...CI_CLAIMS, ref: "dev" }), 1, encode(claimsOf(world))),
  "with another header over the signature": ({ sign }) =>
    replacePart(sign(CI_CLAIMS), 0, encode({ alg: "RS256", kid: "key-1", x: 1 })),
  "with half a signature": ({ sign }) => sign(CI_CLAIMS).slice(0, -100),
  "with an empty signature": ({ sign }) => replacePart(sign(CI_CLAIMS), 2, ""),
  "with a signature of zeros": ({ sign }) =>
    replacePart(sign(CI_CLAIMS), 2, Buffer.alloc(256).toString("base64url")),
  "with a payload that is no JSON": ({ sign }) => replacePart(sign(CI_CLAIMS), 1, "e30x"),
  "with a payload that is a list": ({ sign }) => replacePart(sign(CI_CLAIMS), 1, encode([])),
  "with a payload that is null": ({ sign }) => replacePart(sign(CI_CLAIMS), 1, encode(null)),
  "encrypted, with five parts": () => "a.b.c.d.e",
  "with claims that do not fit the authorizer's answer": ({ sign }) =>
    sign({ ...CI_CLAIMS, repository: "x".repeat(3_200) }),
};

/** A valid token over claims, asking for the group at `path`. */
const asking = (claims: object, path = CI_PATH, body = CI_BODY) =>
  bearer(({ sign }) => sign({ ...CI_CLAIMS, ...claims }), { path, body });

const b64 = (text: string): string => Buffer.from(text).toString("base64url");

const ciPath = (repository: string, ref: string): string =>
  `/metrics/job/ci/repository@base64/${b64(repository)}/ref@base64/${b64(ref)}`;

export const SIGNED_TOKENS: readonly HostileCase[] = [
  ...Object.entries(FORGERIES).map(([name, toToken]) => refused(`a token ${name}`, bearer(toToken))),
  refused("a token as Basic of an unknown issuer", ({ sign }) => ({
    path: CI_PATH,
    body: CI_BODY,
    authorization: toBasicAuth("nobody", sign(CI_CLAIMS)),
  })),
  refused("a token as Basic of a client", ({ sign }) => ({
    path: CI_PATH,
    body: CI_BODY,
    authorization: toBasicAuth("mallory", sign(CI_CLAIMS)),
  })),
  refused("a forged token as Basic", ({ forge }) => ({
    path: CI_PATH,
    body: CI_BODY,
    authorization: toBasicAuth("forge", forge(CI_CLAIMS)),
  })),
  hostile(503, "authorizer-unavailable")("a token of an issuer whose keys cannot be had", ({ forge }) => ({
    path: CI_PATH,
    body: CI_BODY,
    authorization: `Bearer ${forge({ ...CI_CLAIMS, iss: "http://127.0.0.1:1" })}`,
  })),
  denied("another repository's id: no grant of the method", asking({ repository_id: "2" })),
  denied("an id that only starts alike", asking({ repository_id: "11" })),
  denied("a star as the id", asking({ repository_id: "*" })),
  denied("the id as a list", asking({ repository_id: ["1"] })),
  denied("no id", asking({ repository_id: undefined })),
  denied("another repository's group", asking({}, ciPath("org/other", "main"))),
  denied("another branch's group", asking({}, ciPath("org/app", "dev"))),
  denied("a star as the claim, another's group", asking({ repository: "*" }, ciPath("org/app", "main"))),
  denied("org/* as the claim, another's group", asking({ repository: "org/*" }, ciPath("org/app", "main"))),
  denied("a template as the claim", asking({ repository: "{ref}" }, ciPath("main", "main"))),
  denied("an empty claim, another's group", asking({ repository: "" }, ciPath("org/app", "main"))),
  denied("a list as the claim", asking({ repository: ["org/app"] })),
  denied("an object as the claim", asking({ repository: { toString: "org/app" } })),
  denied("the claim missing", asking({ repository: undefined })),
  denied("the claim in other case", asking({ repository: "ORG/APP" })),
  denied("the claim with a blank", asking({ repository: "org/app " })),
  denied("a group without the bound label", asking({}, "/metrics/job/ci/ref/main")),
  denied("the bound label empty", asking({}, "/metrics/job/ci/repository@base64/=/ref/main")),
  denied("a label beside the bound ones", asking({}, `${CI_PATH}/team/red`)),
  denied("another job", asking({}, CI_PATH.replace("/job/ci", "/job/mallory-a"))),
  denied(
    "a slash of the claim as two components",
    asking({}, "/metrics/job/ci/repository/org%2Fapp2/ref/main"),
  ),
  denied(
    "DELETE, which the grant lacks",
    bearer(({ sign }) => sign(CI_CLAIMS), { method: "DELETE", body: "" }),
  ),
  metricsDenied("a metric of somebody else", asking({}, CI_PATH, "mal_x 1\n")),
];
