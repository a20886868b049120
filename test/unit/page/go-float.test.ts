import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MAX_NUMBER_BYTES, writeGoFloat } from "../../../lambda/page/go-float.ts";

const write = (value: number): string => {
  const bytes = Buffer.alloc(MAX_NUMBER_BYTES);
  return bytes.toString("latin1", 0, writeGoFloat(bytes, 0, value));
};

/** Formats the digits that JavaScript finds by the rule of Go's `strconv.FormatFloat(x, 'g', -1, 64)`. */
const expected = (value: number): string => {
  if (!Number.isFinite(value) || value === 0) {
    return Number.isNaN(value) ? "NaN" : value === 0 ? "0" : value > 0 ? "+Inf" : "-Inf";
  }
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  return power >= -4 && power < 6
    ? String(value)
    : `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
};

describe("a float in Go's form", () => {
  // Written by Go 1.26: fmt.Println(strconv.FormatFloat(x, 'g', -1, 64)).
  it.each([
    [0, "0"],
    [-0, "0"],
    [1, "1"],
    [-1, "-1"],
    [0.1, "0.1"],
    [0.0001, "0.0001"],
    [0.00009999, "9.999e-05"],
    [999_999, "999999"],
    [999_999.5, "999999.5"],
    [1e6, "1e+06"],
    [1_234_567, "1.234567e+06"],
    [123_456_789.25, "1.2345678925e+08"],
    [1.7643e9, "1.7643e+09"],
    [2 ** 53 + 2, "9.007199254740994e+15"],
    [1e21, "1e+21"],
    [1e100, "1e+100"],
    [5e-324, "5e-324"],
    [1 / 3, "0.3333333333333333"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "+Inf"],
    [Number.NEGATIVE_INFINITY, "-Inf"],
  ])("%d", (value, text) => {
    expect(write(value)).toBe(text);
  });

  it("has the shortest digits for any value", () => {
    const decimals = fc
      .tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: -12, max: 12 }))
      .map(([digits, power]) => Number(`${digits}e${power}`));
    fc.assert(
      fc.property(fc.oneof(fc.double(), decimals, fc.maxSafeInteger()), (value) => {
        expect(write(value)).toBe(expected(value));
      }),
      { numRuns: 5_000 },
    );
  });
});
