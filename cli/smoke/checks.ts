import { zstdCompressSync } from "node:zlib";
import { describeAnswer, type SmokeAnswer, type SmokeRequest } from "./request.ts";

/** A behaviour of a deployment that only AWS itself can show, and the expected answer. */
export interface SmokeCheck {
  readonly name: string;
  readonly request: SmokeRequest;
  /** The problem; undefined if the check passes. */
  readonly judge: (answer: SmokeAnswer) => string | undefined;
}

export interface SmokeTarget {
  /** The credential of a client that may push the job. */
  readonly authorization: string;
  readonly job: string;
}

export const SAMPLE = Buffer.from("# TYPE smoke_check gauge\nsmoke_check 1\n");

const TEXT = { "Content-Type": "text/plain; version=0.0.4" };

/** The checks push nothing: every push is a dry run. */
export const toSmokeChecks = ({ authorization, job }: SmokeTarget): readonly SmokeCheck[] => {
  const group = `/metrics/job/${encodeURIComponent(job)}`;
  const push = (path: string, changes: Partial<SmokeRequest> = {}): SmokeRequest => ({
    method: "PUT",
    path: `${path}?dry_run=true`,
    body: SAMPLE,
    ...changes,
    headers: { Authorization: authorization, ...(changes.headers ?? TEXT) },
  });
  const bare = (
    method: SmokeRequest["method"],
    path: string,
    headers: Record<string, string> = {},
  ): SmokeRequest => ({
    method,
    path,
    headers,
  });
  return [
    { name: "health needs no credential", request: bare("GET", "/-/healthy"), judge: expectStatus(200) },
    {
      name: "readiness reaches what is behind the proxy",
      request: bare("GET", "/-/ready", { Authorization: authorization }),
      judge: expectStatus(200),
    },
    { name: "a push is checked", request: push(group), judge: expectStatus(200) },
    {
      name: "the request id is in the header and, in a refusal, in the body",
      request: push(group, { body: Buffer.from("not metrics\n") }),
      judge: all(expectProblem(400, "payload-unreadable"), ({ header, json }) =>
        json["instance"] === header("x-amzn-requestid") ? undefined : "instance is not x-amzn-requestid",
      ),
    },
    { name: "a path may begin with two slashes", request: push(`/${group}`), judge: expectStatus(200) },
    {
      name: "%2F is a slash inside a value, and reaches the function undecoded",
      request: push(`${group}%2Fx/instance/a%2Fb`),
      judge: ({ status, json }) =>
        status === 200 || json["code"] === "group-not-granted" ? undefined : `got ${status}`,
    },
    {
      name: "a body without a type is text",
      request: push(group, { headers: {} }),
      judge: expectStatus(200),
    },
    {
      name: "a body may come in chunks",
      request: push(group, { framing: "chunked" }),
      judge: expectStatus(200),
    },
    {
      name: "zstd arrives as it was sent",
      request: push(group, {
        body: zstdCompressSync(SAMPLE),
        headers: { ...TEXT, "Content-Encoding": "zstd" },
      }),
      judge: expectStatus(200),
    },
    ...Object.entries({ with: { Authorization: authorization }, without: {} }).map(
      ([how, headers]): SmokeCheck => ({
        name: `an unknown path is 404, ${how} a credential`,
        request: bare("GET", "/nothing", headers),
        judge: expectProblem(404, "route-unknown"),
      }),
    ),
    {
      name: "the page needs a credential",
      request: bare("GET", "/metrics"),
      judge: expectProblem(401, "credential-invalid"),
    },
    {
      name: "a client that only pushes cannot read the page",
      request: bare("GET", "/metrics", { Authorization: authorization }),
      // A client that may also scrape gets the page.
      judge: ({ status, json }) =>
        status === 200 || json["code"] === "group-not-granted" ? undefined : `got ${status}`,
    },
    ...["", "application/x-unheard-of"].map(
      (type): SmokeCheck => ({
        name: `another method is 405 and names what is allowed${type && ", whatever the type"}`,
        request: bare("PATCH", group, type === "" ? {} : { "Content-Type": type }),
        judge: all(expectProblem(405, "method-not-allowed"), expectHeader("allow", /GET, PUT, POST, DELETE/)),
      }),
    ),
    {
      name: "no credential is 401 with both challenges",
      request: { ...push(group), headers: TEXT },
      judge: all(expectStatus(401), expectHeader("www-authenticate", /Basic .*Bearer /)),
    },
    {
      name: "a wrong credential is 401 with both challenges",
      request: push(group, { headers: { Authorization: "Basic bm9ib2R5Ondyb25n" } }),
      judge: all(expectStatus(401), expectHeader("www-authenticate", /Basic .*Bearer /)),
    },
    {
      name: "a body over what a function takes is 413",
      request: push(group, { body: Buffer.alloc(7_000_000, "#") }),
      judge: expectProblem(413, "body-too-large"),
    },
    {
      name: "a body over what the gateway takes is 413",
      request: push(group, { body: Buffer.alloc(10_500_000, "#") }),
      judge: expectProblem(413, "body-too-large"),
    },
    {
      name: "a path over what the gateway takes is 414",
      request: push(`${group}/instance/${"a".repeat(2_000)}`),
      judge: expectStatus(414),
    },
  ];
};

type Judge = SmokeCheck["judge"];

const expectStatus =
  (wanted: number): Judge =>
  (answer) =>
    answer.status === wanted
      ? undefined
      : `got ${answer.status}, expected ${wanted}: ${describeAnswer(answer)}`;

const expectHeader =
  (name: string, pattern: RegExp): Judge =>
  ({ header }) =>
    pattern.test(header(name) ?? "") ? undefined : `${name} is ${JSON.stringify(header(name))}`;

const expectProblem = (status: number, code: string): Judge =>
  all(expectStatus(status), ({ json }) =>
    json["code"] === code ? undefined : `code is ${JSON.stringify(json["code"])}, expected "${code}"`,
  );

function all(...judges: readonly Judge[]): Judge {
  return (answer) => judges.map((judge) => judge(answer)).find((text) => text !== undefined);
}
