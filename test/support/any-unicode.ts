import fc from "fast-check";

const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;

/** Each length in UTF-8 is frequent. Surrogates are left out, since they are no characters. */
const character = fc
  .oneof(fc.nat(0x7f), fc.nat(0x7ff), fc.nat(0xffff - SURROGATES), fc.nat(0x10ffff - SURROGATES))
  .map((number) => String.fromCodePoint(number < FIRST_SURROGATE ? number : number + SURROGATES));

/** Texts of any characters. fast-check has `unit: "binary"` for it, which takes a second and much memory to begin. */
export const anyUnicode = (constraints: fc.StringConstraints = {}): fc.Arbitrary<string> =>
  fc.string({ ...constraints, unit: character });
