import { describe, expect, it } from "@jest/globals";
import { AsciiText } from "../../../lambda/decode/ascii-text.ts";
import { decodeText } from "../../../lambda/decode/text/decode-text.ts";

const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => 0x20 + (at % 95)));
const expected = bytes.toString("latin1");

describe("the text of ASCII bytes", () => {
  it.each([
    ["at the start", [[0, 5]]],
    [
      "across the end of a stretch",
      [
        [0, 5],
        [65_530, 65_540],
      ],
    ],
    [
      "after a skipped part",
      [
        [200_000, 200_010],
        [3, 9],
      ],
    ],
    [
      "at a lower offset, and again at a higher one",
      [
        [70_000, 70_001],
        [1, 2],
        [70_001, 70_009],
      ],
    ],
    [
      "longer than a stretch",
      [
        [10, 200_000],
        [200_000, 200_001],
      ],
    ],
    ["up to the end", [[299_990, 300_000]]],
    ["that is empty", [[7, 7]]],
  ])("has a slice %s", (_, slices) => {
    const text = new AsciiText(bytes);
    for (const [start, end] of slices as [number, number][]) {
      expect(text.slice(start, end)).toBe(expected.slice(start, end));
    }
  });
});

describe("a stretch of 64 KiB", () => {
  it("is decoded once for many slices", () => {
    const buffer = Buffer.alloc(128 * 1024, "x");
    const decoded: unknown[] = [];
    const decode = buffer.toString.bind(buffer);
    buffer.toString = (...range: Parameters<typeof decode>): string => {
      decoded.push(range);
      return decode(...range);
    };
    const text = new AsciiText(buffer);
    for (let at = 0; at < buffer.length; at += 64) {
      text.slice(at, at + 64);
    }
    expect(decoded).toEqual([
      ["latin1", 0, 64 * 1024],
      ["latin1", 64 * 1024, 128 * 1024],
    ]);
  });
});

describe("a payload of several stretches", () => {
  it("has its labels, also those that are written like the ones before", () => {
    const lines = Array.from(
      { length: 5_000 },
      (_, i) => `a{same="yes",number="${i}",empty="",last="${i % 7}"} ${i}`,
    );
    const decoded = decodeText(Buffer.from(`${lines.join("\n")}\n`));
    expect(decoded.ok && decoded.value.families[0]!.metrics.map(({ labels }) => labels.values)).toEqual(
      lines.map((_, i) => [String(i % 7), String(i), "yes"]),
    );
  });

  it.each([
    [
      "an escape in the value that differs",
      'a{b="xy"} 1\na{b="x\\n"} 1\na{b="x\\nz"} 1',
      ["xy", "x\n", "x\nz"],
    ],
    ["a value that goes on", 'a{b="x"} 1\na{b="xy"} 1\na{b="x"} 2', ["x", "xy", "x"]],
    ["a value that is empty in between", 'a{b="x"} 1\na{b=""} 1\na{b="x"} 1', ["x", undefined, "x"]],
    ["blanks that differ", 'a{b="x"} 1\na{b= "x" } 1\na{ b="y",} 1', ["x", "x", "y"]],
  ])("has %s", (_, payload, values) => {
    const decoded = decodeText(Buffer.from(payload));
    expect(decoded.ok && decoded.value.families[0]!.metrics.map(({ labels }) => labels.values[0])).toEqual(
      values,
    );
  });
});
