import { isUtf8 } from "node:buffer";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { describeInvalidUtf8, findInvalidUtf8 } from "../../../../lambda/decode/text/utf8.ts";
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
        return (at === payload.length) === isUtf8(payload) && isUtf8(payload.subarray(0, at));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the issue of bytes that are not UTF-8", () => {
  it.each([
    [[0xff, 0xfe], true],
    [[0xfe, 0xff], true],
    [[0xff, 0x61], false],
    [[0x61, 0xfe], false],
    [[0xfe, 0x61], false],
    [[0x61, 0xff], false],
  ])("%j says whether they are UTF-16: %s", (bytes, expected) =>
    expect(describeInvalidUtf8(Uint8Array.from(bytes)).detail.startsWith("the payload is UTF-16;")).toBe(
      expected,
    ),
  );
});
