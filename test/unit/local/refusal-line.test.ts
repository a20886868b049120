import { describe, expect, it } from "@jest/globals";
import type { AnsweredRequest } from "../../../infra/local/gateway/gateway-observer.ts";
import { writeRefusalLine } from "../../../infra/local/refusal-line.ts";

const refused = (
  statusCode: number,
  body: unknown,
  request: { readonly path?: string; readonly principalId?: string | undefined } = {},
): AnsweredRequest => ({
  requestId: "r-1",
  method: "PUT",
  path: "/metrics/job/x",
  principalId: "ci",
  ...request,
  answer: {
    statusCode,
    headerLines: [],
    body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  },
});

const line = (statusCode: number, body: unknown, path = "/metrics/job/x"): string | undefined =>
  writeRefusalLine(refused(statusCode, body, { path }));

describe("the line about an issue", () => {
  it("is not written for what went well", () => {
    expect(line(200, {})).toBeUndefined();
  });

  it("names method, path, client, status, code and what is wrong", () => {
    expect(line(403, { code: "group-not-granted", detail: "job is not granted" })).toBe(
      "PUT /metrics/job/x (ci) 403 group-not-granted: job is not granted",
    );
  });

  it("names the first issue of a payload with its place, and how many there are", () => {
    const errors = [{ code: "bucket-order", line: 12, column: 5, detail: "buckets fall" }];
    expect(line(422, { code: "payload-invalid", detail: "x", errors, total: 3 })).toBe(
      "PUT /metrics/job/x (ci) 422 payload-invalid: 12:5 bucket-order: buckets fall (and 2 more)",
    );
  });

  it("points into JSON and protobuf", () => {
    const errors = [{ code: "a", pointer: "/0/type", detail: "b" }];
    expect(line(422, { code: "payload-invalid", errors, total: 1 })).toContain(": /0/type a: b");
  });

  it("has the first issue of a problem in plain text", () => {
    const text =
      "payload-unreadable: the payload has 2 issues\nline 1, column 2: a: broken\nline 2, column 1: b\n";
    expect(line(400, text)).toBe(
      "PUT /metrics/job/x (ci) 400 payload-unreadable: line 1, column 2: a: broken",
    );
    expect(line(403, "group-not-granted: no\n")).toBe("PUT /metrics/job/x (ci) 403 group-not-granted: no");
  });

  it("says what the operator may know in place of what the client was told", () => {
    const request = refused(401, { code: "credential-invalid", detail: "x" }, { principalId: undefined });
    expect(writeRefusalLine(request, "it has no Authorization header")).toBe(
      "PUT /metrics/job/x (unknown client) 401 credential-invalid: it has no Authorization header",
    );
  });

  it("names nobody where no credential was asked for", () => {
    const request = refused(404, { code: "route-unknown", detail: "x" }, { principalId: undefined });
    expect(writeRefusalLine(request)).toBe("PUT /metrics/job/x 404 route-unknown: x");
  });

  it("cannot steer the terminal, and stays short", () => {
    expect(line(400, "x", "/\x9b2J\x1b[2J\u202e")).toBe("PUT /\\u009b2J\\u001b[2J\\u202e (ci) 400 x");
    expect(line(400, "x".repeat(1_000), "y".repeat(1_000))?.length).toBeLessThan(500);
  });
});
