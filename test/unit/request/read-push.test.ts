import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { DELIMITED_PROTOBUF } from "../../../lambda/request/payload-format.ts";
import { readPush } from "../../../lambda/request/read-push.ts";
import { aClient, aPushEvent } from "../../support/push-event.ts";

const read = (event: Parameters<typeof aPushEvent>[0], client = aClient()) =>
  readPush(aPushEvent(event), client);

const request = (event: Parameters<typeof aPushEvent>[0]) => {
  const push = read(event);
  if (!push.ok) throw new Error(push.error.detail);
  return push.value.request;
};

describe("readPush", () => {
  it("gives the bytes of the body as sent", () => {
    const body = gzipSync("x 1\n");
    expect(request({ body, headers: { "Content-Encoding": "gzip" } })).toMatchObject({
      method: "PUT",
      encoding: "gzip",
      format: "text",
      isDryRun: false,
      body: new Uint8Array(body),
    });
  });

  it("takes an event whose body is missing", () => {
    expect(request({ body: null }).body).toHaveLength(0);
  });

  it.each([
    ["no Content-Type", undefined, "text"],
    ["an empty one", "", "text"],
    ["the text format's", "text/plain; version=0.0.4; charset=utf-8", "text"],
    ["curl's default", "application/x-www-form-urlencoded", "text"],
    ["capitals", "TEXT/Plain", "text"],
    ["OpenMetrics'", "application/openmetrics-text; version=1.0.0; charset=utf-8", "openmetrics"],
    ["OpenMetrics' without version", "application/openmetrics-text", "openmetrics"],
    ["delimited protobuf's", DELIMITED_PROTOBUF, "protobuf"],
    [
      "delimited protobuf's in another order, quoted",
      'application/vnd.google.protobuf; encoding="delimited"; escaping=underscores; Proto=io.prometheus.client.MetricFamily',
      "protobuf",
    ],
    ["JSON's", "application/json; charset=utf-8", "json"],
  ])("takes %s for its format", (_, contentType, format) => {
    expect(
      request({ headers: contentType === undefined ? {} : { "content-type": contentType } }).format,
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
    ["OpenMetrics 2", "application/openmetrics-text; version=2.0.0"],
    ["a second one", ["text/plain", "application/json"]],
  ])("refuses %s as Content-Type", (_, contentType) => {
    expect(read({ headers: { "Content-Type": contentType } })).toMatchObject({
      ok: false,
      error: { code: "content-type-unsupported" },
    });
  });

  it.each([
    ["GZIP", "gzip"],
    ["x-gzip", "gzip"],
    [" zstd ", "zstd"],
    ["snappy", "snappy"],
    ["Identity", "identity"],
    ["", "identity"],
  ])("takes Content-Encoding %j for %s", (header, encoding) => {
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
    expect(request({ query: values === undefined ? null : { dry_run: values, other: ["x"] } }).isDryRun).toBe(
      expected,
    );
  });

  it.each([[["yes"]], [["True"]], [[""]], [["true", "true"]], [["1"]]])("refuses dry_run %j", (values) => {
    expect(read({ query: { dry_run: values } })).toMatchObject({
      ok: false,
      error: { code: "query-invalid" },
    });
  });

  it("refuses a dry run of a DELETE, which would delete for those who expect it not to", () => {
    expect(read({ method: "DELETE", query: { dry_run: ["true"] } })).toMatchObject({
      ok: false,
      error: { code: "query-invalid" },
    });
  });

  it("ignores the body of a DELETE and the headers about it", () => {
    const headers = { "Content-Type": "application/xml", "Content-Encoding": "br" };
    expect(request({ method: "DELETE", body: Buffer.from("x"), headers })).toMatchObject({
      method: "DELETE",
      body: new Uint8Array(0),
    });
  });

  it("takes a body at the client's limit and refuses one byte more, telling both numbers", () => {
    const client = aClient({ bodyBytes: 10 });
    expect(read({ body: Buffer.alloc(10) }, client).ok).toBe(true);
    expect(read({ body: Buffer.alloc(11) }, client)).toMatchObject({
      ok: false,
      error: { code: "body-too-large", detail: expect.stringMatching(/11 bytes.* 10;/) },
    });
  });

  it("refuses a method that is none of a push", () => {
    expect(read({ method: "PATCH" })).toMatchObject({ ok: false, error: { code: "method-not-allowed" } });
  });
});
