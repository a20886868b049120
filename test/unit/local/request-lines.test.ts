import { describe, expect, it } from "@jest/globals";
import type { ServedRequest } from "../../../infra/local/served-request.ts";
import { toRequestLines } from "../../../infra/local/terminal/request-lines.ts";

const served = (statusCode: number, body: unknown, request: Partial<ServedRequest> = {}): readonly string[] =>
  toRequestLines({
    requestId: "r-1",
    method: "PUT",
    path: "/metrics/job/x",
    stage: "prod",
    principalId: "ci",
    tookMs: 1.94,
    hint: undefined,
    ...request,
    answer: {
      statusCode,
      headerLines: [],
      body: typeof body === "string" ? body : JSON.stringify(body),
    },
  });

const pushed = (request: Partial<ServedRequest>): readonly string[] =>
  served(200, { status: "pushed", families: 2, series: 37, warnings: [] }, request);

describe("the log line of an accepted push", () => {
  it.each([
    [{}, "✓ PUT x 37 series 1.9 ms"],
    [
      { path: "/prod/metrics/job/desktop-app/instance/lap%20top" },
      '✓ PUT desktop-app{instance="lap top"} 37 series 1.9 ms',
    ],
    [{ path: "//metrics/job/a?user=secret" }, "✓ PUT a 37 series 1.9 ms"],
    [{ path: "/metrics/job@base64/4oCuYQ" }, "✓ PUT \\u202ea 37 series 1.9 ms"],
  ])("for %j is %s", (request, line) => expect(pushed(request)).toEqual([line]));

  it.each([
    [
      { status: "stored", series: 1, warnings: [] },
      "✓ PUT x 1 series, stored until the Pushgateway answers 1.9 ms",
    ],
    [{ status: "valid", series: 2, warnings: [{}] }, "✓ PUT x 2 series, 1 warning, dry run 1.9 ms"],
    [{ status: "deleted" }, "✓ PUT x 1.9 ms"],
    ["pushed: 1 family, 1 series (request r)\n", "✓ PUT x 1.9 ms"],
  ])("for the answer %j has the outcome", (body, line) => expect(served(202, body)).toEqual([line]));

  it("is not written for a read", () => expect(served(200, "up 1\n", { method: "GET" })).toEqual([]));
});

describe("the log lines of a refusal", () => {
  it("name group, client, status, code, cause and fix", () =>
    expect(served(403, { code: "group-not-granted", detail: "job is not granted" })).toEqual([
      "✗ PUT x (ci) 403 group-not-granted: job is not granted",
      expect.stringMatching(/^fix: \S/),
    ]));

  it("name the first issue with its place and fix, and count the rest", () => {
    const errors = [{ code: "bucket-order", line: 12, column: 5, detail: "buckets fall" }];
    const [line, fix] = served(422, { code: "payload-invalid", detail: "x", errors, total: 3 });
    expect(line).toBe("✗ PUT x (ci) 422 payload-invalid: 12:5: bucket-order: buckets fall (and 2 more)");
    expect(fix).toMatch(/^fix: \S/);
  });

  it("use pointers for JSON and protobuf", () => {
    const errors = [{ code: "a", pointer: "/0/type", detail: "b" }];
    expect(served(422, { code: "payload-invalid", errors, total: 1 })[0]).toContain(": /0/type: a: b");
  });

  it("have the first issue of an answer in plain text", () => {
    const text =
      "payload-unreadable: the payload has 2 issues\nline 1, column 2: a: broken\nline 2, column 1: b\n";
    expect(served(400, text)).toEqual(["✗ PUT x (ci) 400 payload-unreadable: line 1, column 2: a: broken"]);
    expect(served(403, "group-not-granted: no\n")).toEqual(["✗ PUT x (ci) 403 group-not-granted: no"]);
  });

  it("give the operator's hint instead of the client's detail", () =>
    expect(
      served(
        401,
        { code: "credential-invalid", detail: "x" },
        { principalId: undefined, hint: "it has no Authorization header" },
      ),
    ).toEqual(["✗ PUT x (unknown client) 401 credential-invalid", "fix: it has no Authorization header"]));

  it("say that a request could not be read, and how to send it", () =>
    expect(
      served(
        400,
        { code: "request-malformed", detail: "the client began TLS; use http://" },
        { method: "", path: "", principalId: undefined },
      ),
    ).toEqual(["✗ unreadable request 400 request-malformed: the client began TLS; use http://"]));

  it("show the path when it names no group", () =>
    expect(served(404, { code: "route-unknown", detail: "x" }, { path: "/metric/job/app" })[0]).toBe(
      "✗ PUT /metric/job/app (ci) 404 route-unknown: x",
    ));

  it("escape and cut a path that names no group", () => {
    const [line = ""] = served(
      404,
      { code: "route-unknown", detail: "x" },
      { path: `/\u001b[2J${"a".repeat(200)}` },
    );
    expect(line).toMatch(/^✗ PUT \/\\u001b\[2Ja+… \(ci\) 404 route-unknown: x$/);
    expect(line.length).toBeLessThan(160);
  });
});
