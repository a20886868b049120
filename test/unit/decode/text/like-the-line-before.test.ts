import { describe, expect, it } from "@jest/globals";
import { decodeText } from "../../../../lambda/decode/text/decode-text.ts";

const valuesOf = (payload: string): unknown => {
  const decoded = decodeText(Buffer.from(payload));
  return decoded.ok
    ? decoded.value.families.map(({ metrics }) => metrics.map(({ labels }) => labels.values))
    : decoded.error.issues.map(({ code }) => code);
};

describe("a line like the one before it", () => {
  it("is read anew after one with an empty value", () => {
    expect(valuesOf('a{b="",c="x"} 1\na{b="",c="y"} 2\na{b="z",c="y"} 3\na{b="z",c="z"} 4\n')).toEqual([
      [["x"], ["y"], ["z", "y"], ["z", "z"]],
    ]);
  });

  it.each(["1234567890123456789012e", "1234567890123456789012e+", "0.1234567890123456789012ex"])(
    "is no number with a long mantissa and a bad exponent: %s",
    (value) => {
      expect(valuesOf(`a ${value}\n`)).toEqual(["value-invalid"]);
    },
  );
});
