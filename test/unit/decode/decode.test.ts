import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { parseJsonBody } from "../../../lambda/adapters/json-body.ts";
import { decode } from "../../../lambda/decode/decode.ts";
import type { FormatId } from "../../../lambda/decode/formats.ts";
import { MAX_PARTS } from "../../../lambda/decode/part-limit.ts";
import type { SentPayload } from "../../../lambda/decode/read-payload.ts";
import { DEFAULT_LIMITS } from "../../../lambda/model/client.ts";
import { double, family, message, metric } from "../../support/protobuf-fields.ts";
import { type Sent, toSentPayload } from "../../support/sent-payloads.ts";

const read = (payload: SentPayload) => decode(payload, DEFAULT_LIMITS.inflatedBytes, parseJsonBody);

const namesOf = (body: string | Uint8Array, request: Sent): readonly string[] => {
  const decoded = read(toSentPayload(body, request));
  return decoded.ok
    ? decoded.value.families.map(({ type, name }) => `${type} ${name}`)
    : [decoded.error.code, ...decoded.error.issues.map(({ code }) => code)];
};

const EMPTY_BODY = {
  code: "payload-empty",
  detail:
    "the payload has no metrics: PUT leaves the group without metrics, POST only renews its push time; to delete the group, send DELETE",
};

describe("decode", () => {
  it.each<[FormatId, string | Uint8Array, string]>([
    ["text", "a 1\n", "untyped a"],
    ["openmetrics", "# TYPE a gauge\na 1\n# EOF\n", "gauge a"],
    ["json", '{"a": 1}', "gauge a"],
    ["protobuf", family("a", 1, metric(message(2, double(1, 1)))), "gauge a"],
  ])("reads %s", (format, body, name) => expect(namesOf(body, { format })).toEqual([name]));

  it("inflates before it decodes", () =>
    expect(namesOf(gzipSync("a 1\n"), { encoding: "gzip" })).toEqual(["untyped a"]));

  it("refuses a body that cannot be inflated", () =>
    expect(namesOf("a 1\n", { encoding: "gzip" })).toEqual(["body-corrupt"]));

  const detailOf = (body: Uint8Array, request: Sent): string => {
    const decoded = read(toSentPayload(body, request));
    return decoded.ok ? "" : `${decoded.error.code}: ${decoded.error.detail}`;
  };
  const gzip = gzipSync("a 1\n");
  const zstd = zstdCompressSync("a 1\n");

  it.each<[string, Uint8Array, Sent, string]>([
    [
      "gzip without Content-Encoding",
      gzip,
      {},
      "payload-unreadable: .*compressed with gzip.*send Content-Encoding: gzip",
    ],
    [
      "zstd without Content-Encoding, as JSON",
      zstd,
      { format: "json" },
      "payload-unreadable: .*Content-Encoding: zstd",
    ],
    [
      "zstd with Content-Encoding: gzip",
      zstd,
      { encoding: "gzip" },
      "body-corrupt: .*says gzip.*is zstd; send Content-Encoding: zstd",
    ],
    [
      "text with Content-Encoding: zstd",
      Buffer.from("a 1\n"),
      { encoding: "zstd" },
      "body-corrupt: .*says zstd.*leave the header out",
    ],
    [
      "gzip that is cut short",
      gzip.subarray(0, 12),
      { encoding: "gzip" },
      "body-corrupt: .*unexpected end of file",
    ],
    [
      "bytes of no known encoding",
      Uint8Array.of(0xfa, 0xfb),
      {},
      "payload-unreadable: the payload is not valid UTF-8 here",
    ],
    [
      "UTF-16",
      Buffer.from("\ufeffa 1\n", "utf16le"),
      {},
      "payload-unreadable: the payload is UTF-16; save it as UTF-8 ",
    ],
    [
      "UTF-16 with the other byte order, as JSON",
      Buffer.from("\ufeff{}", "utf16le").swap16(),
      { format: "json" },
      "payload-unreadable: the payload is UTF-16;",
    ],
    [
      "gzip within gzip",
      gzipSync(gzip),
      { encoding: "gzip" },
      "payload-unreadable: the body is compressed twice: once decompressed, it is still gzip; compress it only once$",
    ],
    [
      "bytes of no known encoding within gzip",
      gzipSync(Uint8Array.of(0xfa, 0xfb)),
      { encoding: "gzip" },
      "payload-unreadable: the payload is not valid UTF-8 here",
    ],
    [
      "text with an issue within gzip",
      gzipSync("a\n"),
      { encoding: "gzip" },
      "payload-unreadable: expected a value after the series",
    ],
    [
      "UTF-16 without a byte order mark",
      Buffer.from("# HELP a b\n", "utf16le"),
      {},
      "payload-unreadable: the payload is UTF-16; save it as UTF-8 ",
    ],
    [
      "UTF-16 without a byte order mark, as JSON",
      Buffer.from('{"a": 1}', "utf16le"),
      { format: "json" },
      "payload-unreadable: the payload is UTF-16;",
    ],
  ])("says what is wrong with %s", (_, body, request, detail) =>
    expect(detailOf(body, request)).toMatch(new RegExp(`^${detail}`)),
  );

  const JSON_PAYLOAD = '{"a": 1}';
  const TEXT = "# TYPE a gauge\na 1\n";
  const OPENMETRICS = '# TYPE a counter\na_total 1 # {b="c"} 1\n# EOF\n';
  const PROTOBUF = family("a", 1, metric(message(2, double(1, 1))));

  it.each<[string, FormatId, string | Uint8Array, string]>([
    [
      "JSON as text",
      "text",
      JSON_PAYLOAD,
      "is JSON, but was sent as another format; send Content-Type: application/json$",
    ],
    ["JSON as OpenMetrics", "openmetrics", JSON_PAYLOAD, "is JSON, .*: application/json"],
    ["JSON as protobuf", "protobuf", JSON_PAYLOAD, "is JSON, .*: application/json"],
    ["JSON of another kind as text", "text", '{"resourceMetrics":[]}', "is JSON, .*: application/json"],
    ["text as JSON", "json", TEXT, "is in the text format, .*: text/plain; version=0.0.4; charset=utf-8"],
    ["text as protobuf", "protobuf", TEXT, "is in the text format, .*: text/plain"],
    ["OpenMetrics as text", "text", OPENMETRICS, "is OpenMetrics, .*: application/openmetrics-text"],
    ["OpenMetrics as JSON", "json", OPENMETRICS, "is OpenMetrics, .*: application/openmetrics-text"],
    [
      "protobuf as text",
      "text",
      PROTOBUF,
      "is delimited protobuf, .*: application/vnd.google.protobuf; proto",
    ],
    [
      "protobuf as JSON",
      "json",
      PROTOBUF,
      "is delimited protobuf, .*: application/vnd.google.protobuf; proto",
    ],
  ])("says which Content-Type to send for %s", (_, format, body, expected) =>
    expect(detailOf(Buffer.from(body as string), { format })).toMatch(
      new RegExp(`^payload-unreadable: the payload ${expected}`),
    ),
  );

  it("says which Content-Type to send for an inflated payload, too", () =>
    expect(detailOf(gzipSync(JSON_PAYLOAD), { encoding: "gzip" })).toMatch(/the payload is JSON, /));

  it.each<[string, FormatId, string, string]>([
    ["OpenMetrics that was cut short", "openmetrics", TEXT, "eof-missing"],
    ["JSON that has an issue, as text", "text", '{"a": 1,}', "metric-name-missing"],
    ["an empty object as text", "text", "{}", "metric-name-missing"],
    ["blanks as JSON", "json", " ", "json-invalid"],
    ["text that has an issue, as JSON", "json", "a\n", "json-invalid"],
  ])("keeps the issues of %s", (_, format, body, code) =>
    expect(namesOf(body, { format })).toEqual(["payload-unreadable", code]),
  );

  it("keeps the refusal of too many parts, even if another format has fewer", () =>
    expect(detailOf(Buffer.from(`{${"\n".repeat(MAX_PARTS)}"a": 1}`), {})).toMatch(/^limit-exceeded/));

  it("refuses a payload that cannot be decoded", () =>
    expect(namesOf("a\n", {})).toEqual(["payload-unreadable", "value-expected"]));

  it.each<[FormatId]>([["text"], ["openmetrics"], ["json"], ["protobuf"]])(
    "decodes an empty body in %s to no families, and notes what it does",
    (format) => {
      for (const [body, encoding] of [
        ["", "identity"],
        ["", "gzip"],
        [gzipSync(""), "gzip"],
      ] as const) {
        const decoded = read(toSentPayload(body, { format, encoding }));
        expect(decoded).toMatchObject({
          ok: true,
          value: { families: [], rawIssues: [], notes: [EMPTY_BODY] },
        });
        expect(decoded.ok && decoded.value.source.locate(0)).toBeUndefined();
      }
    },
  );

  it.each<[string, FormatId, string]>([
    ["a comment", "text", "# nothing to push\n"],
    ["a TYPE without samples", "text", "# TYPE a gauge\n"],
    ["only # EOF", "openmetrics", "# EOF\n"],
    ["an empty object", "json", "{}"],
    ["a family without metrics", "json", '[{"name": "a", "type": "GAUGE", "metrics": []}]'],
  ])("says that %s has no metrics", (_, format, body) => {
    const decoded = read(toSentPayload(body, { format }));
    expect(decoded).toMatchObject({ ok: true, value: { notes: [EMPTY_BODY] } });
  });

  it("says nothing of the kind about a payload with metrics", () =>
    expect(read(toSentPayload("# TYPE a gauge\nb 1\n"))).toMatchObject({ ok: true, value: { notes: [] } }));
});
