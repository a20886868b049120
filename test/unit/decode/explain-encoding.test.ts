import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { compress } from "snappyjs";
import { explainEncoding } from "../../../lambda/decode/explain-encoding.ts";
import type { ContentEncoding } from "../../../lambda/model/push-request.ts";
import { refuse } from "../../../lambda/model/refusal.ts";
import { compressSnappy } from "../../support/snappy-frames.ts";

const GZIP = gzipSync("a 1\n");
const TEXT = Buffer.from("a 1\n");

const explain = (
  code: "payload-unreadable" | "body-corrupt" | "body-too-large",
  body: Uint8Array,
  encoding: ContentEncoding,
) => explainEncoding(refuse(code, "as it was"), { body, encoding }).error.detail;

describe("explainEncoding", () => {
  it.each([
    ["a body that is too large, in any encoding", "body-too-large", GZIP, "identity"],
    ["compressed bytes inside compressed bytes", "payload-unreadable", GZIP, "zstd"],
    ["a corrupt body with the right Content-Encoding", "body-corrupt", GZIP, "gzip"],
    ["text without a Content-Encoding", "payload-unreadable", TEXT, "identity"],
    ["bytes with an unknown beginning", "body-corrupt", Buffer.of(0x1f, 0x8c, 1, 2), "gzip"],
    ["a signature that is cut short", "payload-unreadable", compressSnappy(TEXT).subarray(0, 9), "identity"],
    ["text with a character outside ASCII", "body-corrupt", Buffer.from("a 1\u00e9\n"), "gzip"],
    ["an empty body", "body-corrupt", Buffer.of(), "gzip"],
  ] as const)("does not change the refusal of %s", (_, code, body, encoding) => {
    expect(explain(code, body, encoding)).toBe("as it was");
  });

  it.each([
    ["gzip", GZIP],
    ["zstd", Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0)],
    ["snappy", compressSnappy(TEXT)],
  ])("says which header is missing for %s", (encoding, body) => {
    expect(explain("payload-unreadable", body, "identity")).toBe(
      `the body is compressed with ${encoding}, but no header says so; send Content-Encoding: ${encoding}`,
    );
  });

  it("says which encoding the body has", () => {
    expect(explain("body-corrupt", GZIP, "snappy")).toBe(
      "Content-Encoding says snappy, but the body is gzip; send Content-Encoding: gzip",
    );
  });

  it.each(["a 1\n", "a_long_name 1\n".repeat(100)])(
    "says that the framing of snappy is missing, for the block of %j",
    (text) =>
      expect(
        explainEncoding(refuse("body-corrupt", "as it was"), {
          body: compress(Buffer.from(text)),
          encoding: "snappy",
        }).error,
      ).toMatchObject({
        code: "body-corrupt",
        detail:
          "the body is a snappy block, as remote write sends it; compress it as a framed snappy stream, or with gzip",
      }),
  );

  it("does not take a block of snappy for another encoding's", () =>
    expect(explain("body-corrupt", compress(Buffer.from("a_long_name 1\n".repeat(100))), "gzip")).toBe(
      "as it was",
    ));

  it.each(["a 1\n", "~\t\r\n ", "0123456789abcde~\u00e9"])(
    "says that the body is not compressed: %j",
    (text) => {
      expect(explain("body-corrupt", Buffer.from(text), "gzip")).toBe(
        "Content-Encoding says gzip, but the body is not compressed; compress it or leave the header out",
      );
    },
  );
});
