import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ownerOf } from "../../lambda/store/limits/owner.ts";
import { createGrant } from "../support/granted-pushes.ts";
import { toRuns } from "../support/test-length.ts";

const RUNS = { numRuns: toRuns({ short: 2_000, full: 200_000 }) };

type Claims = Readonly<Record<string, string>>;

/** Values in which everything that has a meaning in an owner is frequent. */
const claims: fc.Arbitrary<Claims> = fc.dictionary(
  fc.constantFrom("a", "b", "c"),
  fc.string({ unit: fc.constantFrom("&", "=", "?", "b"), maxLength: 8 }),
  { minKeys: 1, noNullPrototype: true },
);

const toOwner = (of: Claims): string => {
  const grouping = Object.keys(of).map((label) => ({ label, isOptional: false, value: `{${label}}` }));
  return ownerOf({ id: "ci", claims: of, countPer: undefined }, [
    { grant: createGrant({ job: "ci", grouping }) },
  ]);
};

/** Reads the claims back. If that is possible for every owner, no two sets of claims have the same one. */
const readOwner = (owner: string): Claims =>
  Object.fromEntries(
    [...owner.slice("ci?".length).matchAll(/(?:&&|[^&])+/g)].map(([pair]) => {
      const [name = "", ...value] = pair.split("=");
      return [name, value.join("=").replaceAll("&&", "&")];
    }),
  );

describe("the owner of a group", () => {
  it("names all claims, so that no other claims have the same owner", () =>
    fc.assert(
      fc.property(claims, (of) => expect(readOwner(toOwner(of))).toEqual(of)),
      RUNS,
    ));

  it("has values without & as they are", () =>
    fc.assert(
      fc.property(claims, (of) => {
        const plain = Object.entries(of).map(([name, value]) => [name, value.replaceAll("&", "")] as const);
        const text = [...plain].sort().map(([name, value]) => `${name}=${value}`);
        expect(toOwner(Object.fromEntries(plain))).toBe(`ci?${text.join("&")}`);
      }),
      RUNS,
    ));
});
