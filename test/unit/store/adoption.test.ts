import { describe, expect, it } from "@jest/globals";
import { adoptionIssues, adoptTypes } from "../../../lambda/store/contracts/adoption.ts";
import { toAdoptedType } from "../../../lambda/store/contracts/decide-name.ts";
import { counter, gauge, sample, sampleFamily, untyped } from "../../support/expositions.ts";

const SOURCE = { locate: (at: number) => ({ line: at + 1, column: 1 }) };

describe("adoptTypes", () => {
  it("gives only untyped families the name's existing type", () => {
    const families = [untyped("a"), gauge("b")];
    expect(adoptTypes(families, () => "counter").map(({ type }) => type)).toEqual(["counter", "gauge"]);
    expect(adoptTypes(families, () => undefined)).toBe(families);
  });
});

describe("toAdoptedType", () => {
  it.each([
    ["a counter of the same family", { family: "a", type: "counter" }, "counter"],
    ["a gauge of the same family", { family: "a", type: "gauge" }, "gauge"],
    ["a summary", { family: "a", type: "summary" }, undefined],
    ["a counter's name in another family", { family: "b", type: "counter" }, undefined],
    ["nothing", undefined, undefined],
  ] as const)("chooses a type for untyped samples from %s", (_, existing, expected) => {
    expect(toAdoptedType("a", existing)).toBe(expected);
  });
});

describe("adoptionIssues", () => {
  it("reports each value that a counter cannot have", () => {
    const pushed = [
      sampleFamily("untyped", "a", [{ ...sample(-1), at: 4 }, sample(0), sample(Number.NaN)]),
      untyped("b", -1),
    ];
    const stored = adoptTypes(pushed, ({ name }) => (name === "a" ? "counter" : "gauge"));
    const detail = (value: string): string =>
      `"a" is a counter already, so its untyped samples must be counts, got ${value}: ` +
      "push a number that is not negative, or rename the metric";
    const issue = { code: "adopted-counter-value", family: "a" };
    expect(adoptionIssues(pushed, stored, SOURCE)).toEqual([
      { ...issue, detail: detail("-1"), location: { line: 5, column: 1 } },
      { ...issue, detail: detail("NaN"), location: { line: 1, column: 1 } },
    ]);
  });

  it("ignores values that were pushed as a counter, since other rules check them", () => {
    const pushed = [counter("a", -1)];
    expect(adoptionIssues(pushed, pushed, SOURCE)).toEqual([]);
  });
});
