import { describe, expect, it } from "@jest/globals";
import { byteOrderMarkLength, TextSource } from "../../../../lambda/decode/text/text-source.ts";

describe("TextSource", () => {
  const source = new TextSource(Buffer.from("\ufeffaé\n😀b\n\nc"));

  it.each([
    ["the start, after the byte order mark", 3, 1, 1],
    ["a character after one of several bytes", 6, 1, 3],
    ["a character after one of two code units", 11, 2, 2],
    ["an empty line", 13, 3, 1],
    ["the last line", 14, 4, 1],
    ["the end", 15, 4, 2],
  ])("locates %s", (_, at, line, column) => expect(source.locate(at)).toEqual({ line, column }));

  it("locates places in any order", () => {
    expect([14, 3, 11].map((at) => source.locate(at))).toEqual([
      { line: 4, column: 1 },
      { line: 1, column: 1 },
      { line: 2, column: 2 },
    ]);
  });
});

describe("a byte order mark", () => {
  it.each([
    ["is recognised", [0xef, 0xbb, 0xbf], 3],
    ["is not another character with its first two bytes", [0xef, 0xbb, 0x80], 0],
    ["is not another character with its first byte", [0xef, 0x80, 0xbf], 0],
    ["is not recognised without its first byte", [0x61, 0xbb, 0xbf], 0],
  ])("%s", (_, bytes, length) => expect(byteOrderMarkLength(Uint8Array.from(bytes))).toBe(length));
});
