import { describe, expect, it } from "@jest/globals";
import { isSame } from "../../../../lambda/decode/protobuf/label-reader.ts";

describe("two ranges of bytes", () => {
  const bytes = Buffer.from("abc-abd-abcx");

  it.each([
    ["equal ones with other bytes around them", [0, 3], [8, 11], true],
    ["ones that differ in the last byte", [0, 3], [4, 7], false],
    ["ones of different lengths", [0, 3], [8, 10], false],
    ["empty ones", [1, 1], [5, 5], true],
  ] as const)("are compared: %s", (_, [start, end], [otherStart, otherEnd], same) =>
    expect(isSame(bytes, start, end, otherStart, otherEnd)).toBe(same),
  );
});
