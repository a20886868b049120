import { isAscii as isAsciiInNode, isUtf8 as isUtf8InNode, Buffer as NodeBuffer } from "node:buffer";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Buffer, isAscii, isUtf8 } from "../../../console/page/shims/buffer.ts";
import { anyUnicode } from "../../support/any-unicode.ts";
import { toRuns } from "../../support/test-length.ts";

const bytes = fc.uint8Array({ maxLength: 64 }).map((array) => new Uint8Array(array));
const text = anyUnicode({ maxLength: 32 });
const runs = { numRuns: toRuns({ short: 50, full: 20_000 }) };

describe("the Buffer of the console's page", () => {
  it("encodes bytes as text as Node does", () =>
    fc.assert(
      fc.property(bytes, fc.nat(64), fc.nat(64), (given, start, end) => {
        const ours = Buffer.from(given.buffer, given.byteOffset, given.length);
        const theirs = NodeBuffer.from(given.buffer, given.byteOffset, given.length);
        for (const encoding of ["latin1", "utf8", "utf16le", "base64url"] as const) {
          expect(ours.toString(encoding, start, end)).toBe(
            theirs.toString(encoding, start, Math.max(start, end)),
          );
        }
      }),
      runs,
    ));

  it("decodes text as Node does", () =>
    fc.assert(
      fc.property(text, (given) => {
        for (const encoding of ["utf8", "utf16le"] as const) {
          expect([...Buffer.from(given, encoding)]).toEqual([...NodeBuffer.from(given, encoding)]);
        }
        expect(Buffer.byteLength(given)).toBe(NodeBuffer.byteLength(given));
      }),
      runs,
    ));

  it("decodes base64url as Node does", () =>
    fc.assert(
      fc.property(bytes, (given) => {
        const written = NodeBuffer.from(given).toString("base64url");
        expect([...Buffer.from(written, "base64url")]).toEqual([...given]);
      }),
      runs,
    ));

  it("recognises ASCII and UTF-8 as Node does", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          bytes,
          text.map((given) => new TextEncoder().encode(given)),
        ),
        (given) => {
          expect(isAscii(given)).toBe(isAsciiInNode(given));
          expect(isUtf8(given)).toBe(isUtf8InNode(given));
        },
      ),
      runs,
    ));

  it("writes texts that are longer than the largest number of call arguments", () => {
    const long = new Uint8Array(200_000).fill(0xe9);
    expect(Buffer.from(long.buffer).toString("latin1")).toBe("é".repeat(200_000));
  });
});
