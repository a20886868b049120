import { describe, expect, it } from "@jest/globals";
import { CATALOGUE, type ProblemCode } from "../../../lambda/model/catalogue.ts";
import type { Issue } from "../../../lambda/model/issue.ts";
import { refuse, refuseIssues } from "../../../lambda/model/refusal.ts";
import { respondDone, respondReady, respondRefusal } from "../../../lambda/respond/respond.ts";
import { sampleFamily } from "../../support/expositions.ts";

const REQUEST_ID = "r-1";
const json = { requestId: REQUEST_ID, format: "json" } as const;
const text = { requestId: REQUEST_ID, format: "text" } as const;

const issue = (line: number): Issue => ({
  code: "value-invalid",
  detail: 'found "x", expected a number',
  location: { line, column: 7 },
  family: "m",
});

const CODES = Object.keys(CATALOGUE) as ProblemCode[];

describe("respondRefusal", () => {
  it.each(CODES)("answers %s with its status and the whole problem", (code) => {
    const response = respondRefusal(refuse(code, "what happened").error, json);
    expect(response.statusCode).toBe(CATALOGUE[code].status);
    expect(response.headers).toEqual({
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      ...(CATALOGUE[code].status === 401 && { "WWW-Authenticate": expect.stringContaining("Basic") }),
      ...(CATALOGUE[code].status === 405 && { Allow: "GET, PUT, POST, DELETE" }),
    });
    expect(JSON.parse(response.body)).toEqual({
      type: `urn:pushgateway-proxy:problem:${code}`,
      title: CATALOGUE[code].title,
      status: CATALOGUE[code].status,
      detail: "what happened",
      instance: REQUEST_ID,
      code,
    });
  });

  it("lists at most twenty issues with line and column, and their total", () => {
    const issues = Array.from({ length: 25 }, (_, index) => issue(index + 1));
    const body = JSON.parse(respondRefusal(refuseIssues("payload-unreadable", issues, 40).error, json).body);
    expect(body.errors).toHaveLength(20);
    expect(body.errors[0]).toEqual({
      code: "value-invalid",
      line: 1,
      column: 7,
      family: "m",
      detail: 'found "x", expected a number',
    });
    expect(body.total).toBe(40);
  });

  it.each([
    [1, 'found "x", expected a number'],
    [2, 'found "x", expected a number (and 1 more issue)'],
    [40, 'found "x", expected a number (and 39 more issues)'],
  ])("describes the first of %i issues in the detail", (total, detail) => {
    const { body } = respondRefusal(refuseIssues("payload-unreadable", [issue(1)], total).error, json);
    expect(JSON.parse(body).detail).toBe(detail);
  });

  it("uses pointers for JSON and protobuf", () => {
    const pointed: Issue = { code: "json-invalid", detail: "d", location: { pointer: "/3/metric/2" } };
    const { body } = respondRefusal(refuseIssues("payload-invalid", [pointed]).error, json);
    expect(JSON.parse(body).errors).toEqual([{ code: "json-invalid", pointer: "/3/metric/2", detail: "d" }]);
  });

  it("writes one line per issue as text", () => {
    const refusal = refuseIssues("payload-unreadable", [issue(12), { code: "json-invalid", detail: "d" }], 3);
    const response = respondRefusal(refusal.error, text);
    expect(response.headers).toMatchObject({ "Content-Type": "text/plain; charset=utf-8" });
    expect(response.body).toBe(
      'payload-unreadable: the payload cannot be read\nline 12, column 7: value-invalid: found "x", expected a number\njson-invalid: d\nand 1 more\n',
    );
  });

  describe("about a payload with control characters in its names", () => {
    const hostile = "\u009b2J\u001b[2J\u202e\nc: d";
    const { error } = refuseIssues("payload-invalid", [
      { code: "json-invalid", detail: hostile, location: { pointer: `/${hostile}` }, family: hostile },
    ]);

    it("escapes them in text, and adds no line", () => {
      const escaped = "\\u009b2J\\u001b[2J\\u202e\\u000ac: d";
      expect(respondRefusal(error, text).body).toBe(
        `payload-invalid: the payload can be read but is not valid\n/${escaped}: json-invalid: ${escaped}\n`,
      );
    });

    it("escapes them in JSON without changing its meaning", () => {
      const { body } = respondRefusal(error, json);
      expect(body).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      expect(JSON.parse(body).errors[0].family).toBe(hostile);
    });
  });

  it("asks for a credential when it answers 401", () => {
    const { headers } = respondRefusal(refuse("credential-invalid", "x").error, json);
    expect(headers).toMatchObject({
      "WWW-Authenticate": expect.stringContaining('Basic realm="pushgateway-proxy"'),
    });
  });

  it("lists the allowed methods when it answers 405", () => {
    expect(respondRefusal(refuse("method-not-allowed", "x").error, json).headers).toMatchObject({
      Allow: "GET, PUT, POST, DELETE",
    });
  });

  it("tells when to try again", () => {
    const { headers } = respondRefusal(
      refuse("store-unavailable", "x", { retryAfterSeconds: 7 }).error,
      json,
    );
    expect(headers).toMatchObject({ "Retry-After": "7" });
  });
});

describe("respondDone", () => {
  const exposition = {
    families: Array.from({ length: 11 }, (_, index) => sampleFamily("gauge", `m${index}`, [])),
    series: 37,
    warnings: [issue(3)],
  };
  const pushed = { status: "pushed", exposition } as const;
  const deleted = { status: "deleted", exposition: undefined } as const;

  it("answers with families, series, request id and warnings", () => {
    const response = respondDone(pushed, json);
    expect(response.statusCode).toBe(200);
    expect(JSON.parse(response.body)).toEqual({
      status: "pushed",
      families: 11,
      series: 37,
      requestId: REQUEST_ID,
      warnings: [
        { code: "value-invalid", line: 3, column: 7, family: "m", detail: 'found "x", expected a number' },
      ],
    });
  });

  it("lists twenty warnings and counts all", () => {
    const warnings = Array.from({ length: 21 }, (_, index) => issue(index));
    const body = JSON.parse(
      respondDone({ status: "pushed", exposition: { ...exposition, warnings } }, json).body,
    );
    expect(body.warnings).toHaveLength(20);
    expect(body.totalWarnings).toBe(21);
  });

  it("writes one readable line as text", () => {
    expect(respondDone(pushed, text).body).toBe(
      'pushed: 11 families, 37 series (request r-1)\nwarning: line 3, column 7: value-invalid: found "x", expected a number\n',
    );
  });

  it("answers a DELETE with 202, the only status that the Go client accepts", () => {
    expect(respondDone(deleted, json).statusCode).toBe(202);
  });

  it("gives no number after a DELETE, since the group was not counted", () => {
    expect(JSON.parse(respondDone(deleted, json).body)).toEqual({
      status: "deleted",
      requestId: "r-1",
      warnings: [],
    });
    expect(respondDone(deleted, text).body).toBe("deleted (request r-1)\n");
  });
});

describe("respondReady", () => {
  it.each([
    [true, 200],
    [false, 503],
  ])("answers %s with %i", (isReady, status) => {
    expect(respondReady(isReady, json).statusCode).toBe(status);
  });
});
