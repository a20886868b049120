import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseDecimal, parseNumber, parseNumberText } from "../../../../lambda/decode/text/parse-number.ts";
import { TextPayload } from "../../../../lambda/decode/text/payload.ts";
import { CountingPayload } from "../../../support/counting-payload.ts";

/** The number in the middle of other bytes. */
const parse = (text: string): number | undefined => {
  const bytes = Buffer.from(`9${text}9`);
  return parseNumber(new TextPayload(bytes, false), 1, bytes.length - 1);
};

/** The result of the fast path, and the number of texts that it creates. */
const parseFast = (text: string): readonly [number | undefined, number] => {
  const bytes = Buffer.from(`9${text}9`);
  const payload = new CountingPayload(bytes);
  return [parseDecimal(payload, 1, bytes.length - 1), payload.slices.length];
};

describe("parseNumber", () => {
  it.each([
    ["0", 0],
    ["-0", -0],
    ["+1", 1],
    ["12.50", 12.5],
    [".5", 0.5],
    ["5.", 5],
    ["-.5e1", -5],
    ["1e5", 1e5],
    ["1E+05", 1e5],
    ["1e-5", 1e-5],
    ["1e22", 1e22],
    ["1e23", 1e23],
    ["1e-22", 1e-22],
    ["1e-23", 1e-23],
    ["1e-999", 0],
    ["1e0000000001", 10],
    ["0.1477690413594246", 0.1477690413594246],
    ["1.7464715518770628e+09", 1.7464715518770628e9],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
    ["9007199254740993", 9007199254740992],
    ["123456789012345678901234567890", 1.2345678901234568e29],
    ["4.9406564584124654e-324", 5e-324],
    ["1.7976931348623157e308", Number.MAX_VALUE],
    ["inf", Number.POSITIVE_INFINITY],
    ["+Inf", Number.POSITIVE_INFINITY],
    ["-INFINITY", Number.NEGATIVE_INFINITY],
    ["NaN", Number.NaN],
    ["nan", Number.NaN],
    ["-5", -5],
    [".55", 0.55],
    ["1.25e10", 1.25e10],
  ])("reads %s as Go does", (text, value) => {
    expect(parse(text)).toBe(value);
    expect(parseNumberText(text)).toBe(value);
  });

  it.each([
    "", "+", "-", ".", "e5", "1e", "1e+", "1e+-5", "1ex", "1e5x", "1e12345x", "1..5", "1.5.5", "--1", "1 ", "0x10", "1_0", "1p3", "+NaN", "-nan", "infin",
    "xinf", "1234567890123456789012e", "1234567890123456789012e+", "0.1234567890123456789012ex", "nan1", ".5.5", "1e1.", "1e:", "1e1:", "x1", "١", "1e309", "-1.8e308", "1,5",
  ])("returns undefined for %j", (text) => {
    expect(parse(text)).toBeUndefined();
    expect(parseNumberText(text)).toBeUndefined();
    expect(parseFast(text)[0]).toBeUndefined();
  }); // biome-ignore format: a table

  it.each([
    ["0", 0],
    ["-7", -7],
    ["+12.5", 12.5],
    ["-.5", -0.5],
    ["5.", 5],
    ["1e5", 1e5],
    ["1E-5", 1e-5],
    ["1.5e+9", 1.5e9],
    ["1e022", 1e22],
    ["1e-22", 1e-22],
    ["9007199254740985", 9007199254740985],
  ])("reads %s without creating a text", (text, value) => expect(parseFast(text)).toEqual([value, 0]));

  it.each([
    ["9007199254740993", 9007199254740992],
    ["-0.12345678901234567", -0.12345678901234566],
    ["12345678901234567890e5", 1.2345678901234568e24],
  ])("creates a text for %s, which has many digits", (text, value) =>
    expect(parseFast(text)).toEqual([value, 1]),
  );

  it.each(["1e23", "1e-23", "1e0022", "NaN", "+Inf"])("leaves %s to the slow path", (text) =>
    expect(parseFast(text)).toEqual([undefined, 0]),
  );

  it("returns the nearest float in any notation", () => {
    fc.assert(
      fc.property(
        fc.double({ noDefaultInfinity: true, noNaN: true }),
        fc.integer({ min: 1, max: 21 }),
        (value, digits) => {
          for (const text of [String(value), value.toExponential(digits - 1), value.toPrecision(digits)]) {
            const expected = Number(text);
            expect(parse(text)).toBe(Number.isFinite(expected) ? expected : undefined);
            expect(parseNumberText(text)).toBe(parse(text));
          }
        },
      ),
    );
  });
});
