import { describe, expect, it } from "@jest/globals";
import { FamilyBook } from "../../../../lambda/decode/text/family-book.ts";
import { MetricNameReader } from "../../../../lambda/decode/text/metric-name-reader.ts";
import { CountingPayload } from "../../../support/counting-payload.ts";

/** Reads one name after the other. Returns the target of each name, and the names that were looked up. */
const readNames = (
  ...names: readonly string[]
): { readonly found: readonly string[]; readonly lookedUp: readonly string[] } => {
  const payload = new CountingPayload(Buffer.from(`${names.join(" ")} `));
  const reader = new MetricNameReader(payload, new FamilyBook());
  const found = names.map((_, i) =>
    reader.read(names.slice(0, i).reduce((at, { length }) => at + length + 1, 0)),
  );
  return { found: found.map(({ family }) => family.name), lookedUp: payload.slices };
};

describe("a name after others", () => {
  it("is not looked up if it is the same as the one before", () => {
    expect(readNames("a", "a", "a")).toEqual({ found: ["a", "a", "a"], lookedUp: ["a"] });
  });

  it("is not looked up if it follows the same name as the last time", () => {
    const names = ["a_bucket", "a_sum", "a_count"];
    expect(readNames(...names, ...names, ...names)).toEqual({
      found: [...names, ...names, ...names],
      lookedUp: [...names, "a_bucket"],
    });
  });

  it("is looked up if it only has the same beginning", () => {
    const names = ["ab", "a", "abc", "ab", "a", "abd"];
    expect(readNames(...names)).toEqual({ found: names, lookedUp: ["ab", "a", "abc", "ab", "abd"] });
  });
});
