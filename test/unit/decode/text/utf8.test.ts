import { isUtf8 } from "node:buffer";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { findInvalidUtf8, findNotUtf8 } from "../../../../lambda/decode/text/utf8.ts";
import { anyUnicode } from "../../../support/any-unicode.ts";

describe("findInvalidUtf8", () => {
  it.each([
    ["a lone continuation", [0x61, 0x80], 1],
    ["a sequence of two bytes that is cut short", [0x61, 0xc3], 1],
    ["an overlong form of two bytes", [0xc0, 0x80], 0],
    ["an overlong form of three bytes", [0xe0, 0x9f, 0x80], 0],
    ["an overlong form of four bytes", [0xf0, 0x8f, 0x80, 0x80], 0],
    ["a surrogate", [0xed, 0xa0, 0x80], 0],
    ["a character beyond the last", [0xf4, 0x90, 0x80, 0x80], 0],
    ["a lead byte that does not exist", [0xf5, 0x80, 0x80, 0x80], 0],
    ["a sequence of three bytes that is cut short", [0xe2, 0x82], 0],
    ["the first bytes of U+FFFD, at the end", [0x61, 0xef, 0xbf], 1],
    ["the first bytes of U+FFFD, before ASCII", [0xef, 0xbf, 0x61], 0],
    ["a sequence of four bytes that is cut short", [0xf0, 0x9f, 0x98], 0],
    ["a sequence of four bytes with ASCII in last place", [0xf0, 0x9f, 0x98, 0x61], 0],
    ["a sequence of four bytes with ASCII in third place", [0xf0, 0x9f, 0x61, 0x80], 0],
    [
      "an invalid byte after the lowest and the highest character of every length",
      [0xc2, 0x80, 0xdf, 0xbf, 0xe0, 0xa0, 0x80, 0xef, 0xbf, 0xbf, 0xff],
      10,
    ],
  ])("finds %s", (_, bytes, at) => expect(findInvalidUtf8(Uint8Array.from(bytes))).toBe(at));

  it("finds an invalid byte exactly if the bytes are not UTF-8", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.array(fc.constantFrom(0x61, 0x80, 0x9f, 0xa0, 0xbf, 0xc3, 0xe0, 0xed, 0xef, 0xf0, 0xf4), {
        maxLength: 8,
      }),
      anyUnicode().map((text) => [...Buffer.from(text)]),
    );
    fc.assert(
      fc.property(bytes, (content) => {
        const payload = Uint8Array.from(content);
        const at = findInvalidUtf8(payload);
        const longer = [1, 2, 3, 4].map((length) => at + length).filter((end) => end <= payload.length);
        return [at, ...longer].every((end) => isUtf8(payload.subarray(0, end)) === (end === at));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("findNotUtf8", () => {
  it.each([
    ["the mark of little-endian UTF-16", [0xff, 0xfe]],
    ["the mark of big-endian UTF-16", [0xfe, 0xff]],
    ["little-endian UTF-16 without a mark", [...Buffer.from("# x", "utf16le")]],
    ["big-endian UTF-16 without a mark", [...Buffer.from("# x", "utf16le").swap16()]],
  ])("says that the payload is UTF-16, for %s", (_, bytes) =>
    expect(findNotUtf8(Uint8Array.from(bytes))).toEqual({
      code: "not-utf8",
      detail: "the payload is UTF-16; save it as UTF-8 (in PowerShell: Out-File -Encoding utf8)",
      location: { line: 1, column: 1 },
    }),
  );

  it.each([
    [[0xff, 0x61], 1],
    [[0x61, 0xfe], 2],
    [[0xfe, 0x61], 1],
    [[0x61, 0xff], 2],
    [[0x61, 0xff, 0xfe], 2],
  ])("finds that %j is not UTF-8, in column %i", (bytes, column) =>
    expect(findNotUtf8(Uint8Array.from(bytes))).toEqual({
      code: "not-utf8",
      detail: "the payload is not valid UTF-8 here; encode names, label values and HELP texts as UTF-8",
      location: { line: 1, column },
    }),
  );

  it.each(["# x", "", "a", "#\0x", "a\0b", "\0", "a\0\0\0", "\0\0a\0", "\u00e9\0a\0"])(
    "finds nothing in %j, which is UTF-8",
    (text) => expect(findNotUtf8(Buffer.from(text))).toBeUndefined(),
  );
});
