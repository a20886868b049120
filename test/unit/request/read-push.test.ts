import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { FORMATS } from "../../../lambda/decode/formats.ts";
import { DELIMITED_PROTOBUF } from "../../../lambda/model/format.ts";
import { findHeader } from "../../../lambda/request/headers.ts";
import { readPush } from "../../../lambda/request/read-push.ts";
import { aClient, aPushEvent } from "../../support/push-event.ts";

const read = (event: Parameters<typeof aPushEvent>[0], client = aClient()) =>
  readPush(aPushEvent(event), client.limits.bodyBytes, FORMATS);

const request = (event: Parameters<typeof aPushEvent>[0]) => {
  const push = read(event);
  if (!push.ok) {
    throw new Error(push.error.detail);
  }
  return push.value;
};

describe("readPush", () => {
  it("returns the bytes of the body as sent", () => {
    const body = gzipSync("x 1\n");
    expect(request({ body, headers: { "Content-Encoding": "gzip" } })).toMatchObject({
      method: "PUT",
      encoding: "gzip",
      format: { id: "text" },
      isDryRun: false,
      body: new Uint8Array(body),
    });
  });

  it("returns the bytes of a body that arrived as text", () => {
    const event = { ...aPushEvent(), body: "a 1é\n", isBase64Encoded: false };
    const push = readPush(event, aClient().limits.bodyBytes, FORMATS);
    expect(push.ok && Buffer.from(push.value.body).toString()).toBe("a 1é\n");
  });

  it.each(["PUT", "POST"])("reads a %s", (method) => {
    expect(request({ method }).method).toBe(method);
  });

  it("refuses a path that has no grouping key", () => {
    expect(read({ path: "/metrics/job/" })).toMatchObject({ ok: false, error: { code: "path-invalid" } });
  });

  it("accepts an event without a body", () => {
    expect(request({ body: null }).body).toHaveLength(0);
  });

  it.each([
    ["no Content-Type", undefined, "text"],
    ["an empty Content-Type", "", "text"],
    ["that of the text format", "text/plain; version=0.0.4; charset=utf-8", "text"],
    ["curl's default", "application/x-www-form-urlencoded", "text"],
    ["capitals", "TEXT/Plain", "text"],
    ["OpenMetrics'", "application/openmetrics-text; version=1.0.0; charset=utf-8", "openmetrics"],
    ["that of an early OpenMetrics", "application/openmetrics-text; version=0.0.1", "openmetrics"],
    ["that of a later OpenMetrics 1", "application/openmetrics-text; version=1.12.0", "openmetrics"],
    ["OpenMetrics' without version", "application/openmetrics-text", "openmetrics"],
    ["delimited protobuf's", DELIMITED_PROTOBUF, "protobuf"],
    [
      "that of delimited protobuf in another order, quoted",
      'application/vnd.google.protobuf; encoding="delimited"; escaping=underscores; Proto=io.prometheus.client.MetricFamily',
      "protobuf",
    ],
    [
      "that of delimited protobuf with spaces",
      " application/vnd.google.protobuf ; encoding = delimited ; proto = io.prometheus.client.MetricFamily ",
      "protobuf",
    ],
    ["JSON's", "application/json; charset=utf-8", "json"],
  ])("accepts %s and chooses its format", (_, contentType, format) => {
    expect(
      request({ headers: contentType === undefined ? {} : { "content-type": contentType } }).format.id,
    ).toBe(format);
  });

  it.each([
    ["another type", "application/xml"],
    ["bare protobuf", "application/vnd.google.protobuf"],
    [
      "text protobuf",
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=text",
    ],
    ["another message", "application/vnd.google.protobuf; proto=x; encoding=delimited"],
    [
      "protobuf whose encoding contains =",
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delim=ited",
    ],
    [
      "protobuf whose encoding has quotes in the middle",
      'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=de"limited"',
    ],
    [
      "protobuf whose encoding has text after its quotes",
      'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding="delim"ited',
    ],
    ["OpenMetrics 21", "application/openmetrics-text; version=21.0"],
    ["OpenMetrics 1 with a suffix", "application/openmetrics-text; version=1.0.0-rc"],
    ["OpenMetrics 2", "application/openmetrics-text; version=2.0.0"],
    ["a second Content-Type", ["text/plain", "application/json"]],
  ])("refuses %s as Content-Type", (_, contentType) => {
    expect(read({ headers: { "Content-Type": contentType } })).toMatchObject({
      ok: false,
      error: { code: "content-type-unsupported" },
    });
  });

  const detailOf = (headers: Readonly<Record<string, string>>): string => {
    const pushed = read({ headers });
    return pushed.ok ? "" : pushed.error.detail;
  };

  it("names the refused Content-Type and the supported ones", () => {
    const detail = detailOf({ "Content-Type": "application/xml" });
    expect(detail).toMatch(/supported are text\/plain.*, application\/.*, or no Content-Type for text$/);
    for (const type of [
      "application/xml",
      "text/plain",
      "application/openmetrics-text",
      "application/json",
      DELIMITED_PROTOBUF,
    ]) {
      expect(detail).toContain(type);
    }
  });

  const PROTOBUF = "application/vnd.google.protobuf";
  const PROTO = "proto=io.prometheus.client.MetricFamily";

  it.each([
    [
      "a parameter that is wrong",
      `${PROTOBUF}; ${PROTO}; encoding=text`,
      `Content-Type ${PROTOBUF} is not supported with "${PROTO}", "encoding=text"; send ${DELIMITED_PROTOBUF}`,
    ],
    [
      "parameters that are missing",
      PROTOBUF,
      `Content-Type ${PROTOBUF} is not supported without parameters; send ${DELIMITED_PROTOBUF}`,
    ],
    [
      "another version",
      "application/openmetrics-text; version=2.0.0",
      'Content-Type application/openmetrics-text is not supported with "version=2.0.0"; send application/openmetrics-text; version=1.0.0; charset=utf-8',
    ],
    [
      "no more than four parameters",
      `${PROTOBUF};a;b;c;d;e`,
      `Content-Type ${PROTOBUF} is not supported with "a", "b", "c", "d"; send ${DELIMITED_PROTOBUF}`,
    ],
  ])("shows %s of a supported type, and what to send", (_, contentType, detail) =>
    expect(detailOf({ "Content-Type": contentType })).toBe(detail),
  );

  it("says that two Content-Types are one too many", () =>
    expect(detailOf({ "Content-Type": "text/plain, text/plain" })).toMatch(/; send only one Content-Type$/));

  it("explains how to send a file when it arrived as a form", () => {
    expect(detailOf({ "Content-Type": "multipart/form-data; boundary=x" })).toContain(
      "--data-binary @<file>",
    );
  });

  it("names the refused Content-Encoding and the supported ones", () => {
    const detail = detailOf({ "Content-Encoding": "br" });
    for (const encoding of ['"br"', "identity", "gzip", "zstd", "snappy"]) {
      expect(detail).toContain(encoding);
    }
  });

  it.each([
    ["GZIP", "gzip"],
    ["x-gzip", "gzip"],
    [" zstd ", "zstd"],
    ["snappy", "snappy"],
    ["Identity", "identity"],
    ["", "identity"],
  ])("reads Content-Encoding %j as %s", (header, encoding) => {
    expect(request({ headers: { "Content-Encoding": header } }).encoding).toBe(encoding);
  });

  it.each(["br", "deflate", "gzip, gzip", "gzip, identity", "*"])("refuses Content-Encoding %j", (header) => {
    expect(read({ headers: { "Content-Encoding": header } })).toMatchObject({
      ok: false,
      error: { code: "content-encoding-unsupported" },
    });
  });

  it.each([
    [["true"], true],
    [["false"], false],
    [undefined, false],
  ])("reads dry_run %j as %j", (values, expected) => {
    expect(request({ query: values === undefined ? null : { dry_run: values } }).isDryRun).toBe(expected);
  });

  it.each([[["yes"]], [["True"]], [[""]], [["true", "true"]], [["1"]]])("refuses dry_run %j", (values) => {
    expect(read({ query: { dry_run: values } })).toMatchObject({
      ok: false,
      error: { code: "query-invalid" },
    });
  });

  it("names the refused value of dry_run", () => {
    const pushed = read({ query: { dry_run: ["true", "yes"] } });
    expect(!pushed.ok && pushed.error.detail).toBe('dry_run is true or false, not "true,yes"');
  });

  it.each(["dryrun", "dry-run", "dryRun", "DRY_RUN", "dry_run "])(
    "refuses ?%s=true, which may have been meant as a dry run, and suggests the right name",
    (name) => {
      for (const method of ["PUT", "POST", "DELETE"]) {
        expect(read({ method, query: { [name]: ["true"] } })).toMatchObject({
          ok: false,
          error: {
            code: "query-invalid",
            detail: `unknown query parameter ${JSON.stringify(name)}; did you mean dry_run?`,
          },
        });
      }
    },
  );

  it.each(["verbose", "", "__proto__"])(
    "refuses the query parameter %j, which is near no known one",
    (name) => {
      expect(read({ query: JSON.parse(`{ "dry_run": ["true"], "${name}": [""] }`) })).toMatchObject({
        ok: false,
        error: { code: "query-invalid", detail: expect.stringMatching(/leave it out, or use dry_run$/) },
      });
    },
  );

  it("refuses a dry run of a DELETE, since its client does not expect it to delete", () => {
    expect(read({ method: "DELETE", query: { dry_run: ["true"] } })).toMatchObject({
      ok: false,
      error: {
        code: "query-invalid",
        detail: "dry_run is for PUT and POST; a DELETE has nothing to check",
      },
    });
  });

  it("ignores the body of a DELETE and its headers", () => {
    const headers = { "Content-Type": "application/xml", "Content-Encoding": "br" };
    expect(request({ method: "DELETE", body: Buffer.from("x"), headers })).toMatchObject({
      method: "DELETE",
      format: { id: "text" },
      encoding: "identity",
      body: new Uint8Array(0),
    });
  });

  it("accepts a body at the client's limit and refuses one more byte with both numbers", () => {
    const client = aClient({ bodyBytes: 10 });
    expect(read({ body: Buffer.alloc(10) }, client).ok).toBe(true);
    expect(read({ body: Buffer.alloc(11) }, client)).toMatchObject({
      ok: false,
      error: { code: "body-too-large", detail: expect.stringMatching(/11 bytes.* 10;/) },
    });
  });

  it("refuses a method other than PUT, POST and DELETE", () => {
    expect(read({ method: "PATCH" })).toMatchObject({
      ok: false,
      error: { code: "method-not-allowed", detail: "this path takes PUT, POST and DELETE" },
    });
  });
});

describe("findHeader", () => {
  const find = (multiValueHeaders: Readonly<Record<string, readonly string[] | undefined>> | null) =>
    findHeader({ multiValueHeaders } as Parameters<typeof findHeader>[0], "content-type");

  it.each<[string, Parameters<typeof find>[0], string | undefined]>([
    ["a header in any case", { "CONTENT-Type": ["a"] }, "a"],
    ["several lines of one header, joined", { "content-type": ["a", "b"], "Content-Type": ["c"] }, "a, b, c"],
    [
      "nothing when only the length of a name matches",
      { "content-typo": ["a"], "content-type": undefined },
      undefined,
    ],
    ["nothing when there are no headers", null, undefined],
  ])("finds %s", (_, headers, found) => expect(find(headers)).toBe(found));
});
