import { toBasicAuth } from "../credentials.ts";
import { type HostileCase, hostile } from "./hostile-case.ts";

const refused = hostile(401, "credential-invalid");

const base64 = (text: string): string => Buffer.from(text, "latin1").toString("base64");

const FIXED: Readonly<Record<string, string | null>> = {
  none: null,
  "an empty header": "",
  "a scheme alone": "Basic",
  "a scheme with a blank": "Basic ",
  "Bearer alone": "Bearer",
  Digest: 'Digest username="mallory", realm="x", nonce="x", uri="/", response="x"',
  Negotiate: "Negotiate YIIB",
  "an AWS signature":
    "AWS4-HMAC-SHA256 Credential=AKIA/20261123/eu-central-1/execute-api/aws4_request, SignedHeaders=host, Signature=0",
  "a token without a scheme": "mallory.token",
  "Basic that is no base64": "Basic mallory:token",
  "Basic of the URL-safe alphabet": `Basic ${Buffer.from("mallory:???>>>").toString("base64url")}`,
  "Basic of nothing": `Basic ${base64("")}`,
  "Basic without a colon": `Basic ${base64("mallory")}`,
  "Basic without a user": `Basic ${base64(":token")}`,
  "Basic without a password": `Basic ${base64("mallory:")}`,
  "Basic with a colon only": `Basic ${base64(":")}`,
  "a wrong token": toBasicAuth("mallory", "wrong"),
  "a blank as the token": toBasicAuth("mallory", " "),
  "null as the token": toBasicAuth("mallory", "null"),
  "undefined as the token": toBasicAuth("mallory", "undefined"),
  "the client id as the token": toBasicAuth("mallory", "mallory"),
  "a star as the token": toBasicAuth("mallory", "*"),
  "a token of a megabyte's worth of hope": toBasicAuth("mallory", "a".repeat(4_000)),
  "an unknown client": toBasicAuth("nobody", "token"),
  "__proto__ as the client": toBasicAuth("__proto__", "token"),
  "constructor as the client": toBasicAuth("constructor", "token"),
  "toString as the client": toBasicAuth("toString", "token"),
  "hasOwnProperty as the client": toBasicAuth("hasOwnProperty", "token"),
  "a star as the client": toBasicAuth("*", "token"),
  "a path as the client": toBasicAuth("../mallory", "token"),
  "an ARN as the client": toBasicAuth("arn:aws:secretsmanager:eu-central-1:1:secret:x", "token"),
  "a client in capitals": toBasicAuth("MALLORY", "token"),
  "a client with a NUL": toBasicAuth("mallory\0", "token"),
  "a client with a line end": toBasicAuth("mallory\n", "token"),
  "a client with a blank": toBasicAuth("mallory ", "token"),
  "a client of 65 characters": toBasicAuth("m".repeat(65), "token"),
  "a client with an umlaut": toBasicAuth("mällory", "token"),
  "an injection as the client": toBasicAuth("' OR '1'='1", "token"),
  "an injection as the token": toBasicAuth("mallory", "' OR '1'='1"),
  "a JSON object as the token": toBasicAuth("mallory", '{"$ne":""}'),
  "Bearer without a dot": "Bearer token",
  "Bearer with a dot only": "Bearer .",
  "Bearer without a client": "Bearer .token",
  "Bearer without a token": "Bearer mallory.",
  "Bearer with a wrong token": "Bearer mallory.wrong",
  "Bearer of an unknown client": "Bearer nobody.token",
  "Bearer with three dots": "Bearer a.b.c.d",
  "Bearer with dots only": "Bearer ..",
  "Bearer with a blank inside": "Bearer mallory. token",
  "Bearer in quotes": 'Bearer "mallory.token"',
  "two schemes": "Basic Bearer mallory.token",
  "an issuer as the client": toBasicAuth("forge", "token"),
};

export const CREDENTIALS: readonly HostileCase[] = [
  ...Object.entries(FIXED).map(([name, authorization]) => refused(name, { authorization })),
  ...["PUT", "POST", "DELETE"].map((method) =>
    refused(`${method} without a credential`, { method, authorization: null }),
  ),
  refused("GET /-/ready without a credential", {
    method: "GET",
    path: "/-/ready",
    authorization: null,
    body: "",
  }),
  refused("a path of nonsense without a credential", { path: "/metrics/x", authorization: null }),
  refused("the token cut by one", ({ token }) => ({
    authorization: toBasicAuth("mallory", token.slice(0, -1)),
  })),
  refused("the token and one more", ({ token }) => ({ authorization: toBasicAuth("mallory", `${token}x`) })),
  refused("the token twice", ({ token }) => ({ authorization: toBasicAuth("mallory", token + token) })),
  refused("the token in other case", ({ token }) => ({
    authorization: toBasicAuth("mallory", swapCase(token)),
  })),
  refused("the token backwards", ({ token }) => ({
    authorization: toBasicAuth("mallory", [...token].reverse().join("")),
  })),
  refused("the token with a line end", ({ token }) => ({
    authorization: toBasicAuth("mallory", `${token}\n`),
  })),
  refused("the token with a NUL", ({ token }) => ({ authorization: toBasicAuth("mallory", `${token}\0`) })),
  refused("the token of another client's name", ({ token }) => ({
    authorization: toBasicAuth("neighbour", token),
  })),
  refused("half of another client's token", ({ halfOfAnother }) => ({
    authorization: toBasicAuth("neighbour", halfOfAnother),
  })),
  refused("client and token swapped", ({ token }) => ({ authorization: toBasicAuth(token, "mallory") })),
  refused("the token in a header of another name", ({ token }) => ({
    authorization: null,
    headers: [
      ["X-Api-Key", token],
      ["Proxy-Authorization", toBasicAuth("mallory", token)],
      ["Cookie", `authorization=${token}`],
    ],
  })),
  refused("two headers, the valid one first", ({ token }) => ({
    headers: [["Authorization", toBasicAuth("neighbour", "x")]],
    authorization: toBasicAuth("mallory", token),
  })),
  refused("two headers, the valid one last", ({ token }) => ({
    authorization: toBasicAuth("neighbour", "x"),
    headers: [["authorization", toBasicAuth("mallory", token)]],
  })),
  refused("the same header twice", ({ token }) => ({
    authorization: toBasicAuth("mallory", token),
    headers: [["Authorization", toBasicAuth("mallory", token)]],
  })),
  refused("a context of the attacker's own making", {
    authorization: null,
    headers: [
      ["X-Amzn-Request-Context", '{"authorizer":{"client":"neighbour"}}'],
      ["X-Forwarded-User", "neighbour"],
    ],
  }),
];

const swapCase = (text: string): string =>
  text.replace(/[a-zA-Z]/g, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
