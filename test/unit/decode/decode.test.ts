import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { parseJsonBody } from "../../../lambda/adapters/json-body.ts";
import { decode } from "../../../lambda/decode/decode.ts";
import type { FormatId } from "../../../lambda/decode/formats.ts";
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
  detail: "the body is empty: PUT leaves the group without metrics, POST only renews its push time",
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
      Uint8Array.of(0xff, 0xfe),
      {},
      "payload-unreadable: the payload is not valid UTF-8 here",
    ],
    [
      "gzip within gzip",
      gzipSync(gzip),
      { encoding: "gzip" },
      "payload-unreadable: the payload is not valid UTF-8 here",
    ],
  ])("says what is wrong with %s", (_, body, request, detail) =>
    expect(detailOf(body, request)).toMatch(new RegExp(`^${detail}`)),
  );

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
});
