import { expect, it } from "@jest/globals";
import { namedClaims } from "../../../lambda/authenticate/named-claims.ts";
import { createGrant, createRead } from "../../support/granted-pushes.ts";

const GRANTS = [
  createGrant({
    when: { repository_id: "1" },
    job: "ci-{environment}",
    grouping: [{ label: "ref", isOptional: true, value: "{ref}*" }],
  }),
  createGrant({ when: { groups: "x", protected: "true", toString: "x" } }),
];

const ALL = { grants: GRANTS, reads: [], countPer: undefined };

it("keeps as text the claims that a grant names, and no others", () =>
  expect(
    namedClaims(
      { repository_id: 1, environment: "prod", ref: "main", protected: true, sub: "x", email: "y" },
      ALL,
    ),
  ).toEqual({ repository_id: "1", environment: "prod", ref: "main", protected: "true" }));

it("leaves out claims that are lists, objects or null", () =>
  expect(namedClaims({ groups: ["a"], ref: null, environment: { a: "b" } }, ALL)).toEqual({}));

it.each([
  ["the largest that is exact", 9_007_199_254_740_991, "9007199254740991"],
  ["the smallest that is exact", -9_007_199_254_740_991, "-9007199254740991"],
  ["zero", 0, "0"],
  ["one too large to be exact", 9_007_199_254_740_992, undefined],
  ["one too small to be exact", -9_007_199_254_740_992, undefined],
  ["one that JSON.parse has rounded", JSON.parse("9007199254740993") as number, undefined],
  ["a fraction", 1.5, undefined],
  ["one that JavaScript prints with an exponent", 1e21, undefined],
  ["one that overflows to infinity", JSON.parse("1e999") as number, undefined],
])("keeps only numbers that are exact integers: %s", (_, value, text) =>
  expect(namedClaims({ repository_id: value }, ALL)).toEqual(
    text === undefined ? {} : { repository_id: text },
  ),
);

it("keeps no claim when a right names none", () =>
  expect(namedClaims({ undefined: "x", "": "y" }, ALL)).toEqual({}));

it("keeps the claim that identifies a subject for its limits", () =>
  expect(namedClaims({ sub: "x" }, { grants: [], reads: [], countPer: "sub" })).toEqual({ sub: "x" }));

it("keeps the claims that a right to read names", () => {
  const reads = [
    createRead({
      when: { repository_id: "1" },
      grouping: [{ label: "branch", isOptional: false, value: "{base_ref}" }],
    }),
  ];
  expect(
    namedClaims(
      { repository_id: "1", base_ref: "main", ref: "x" },
      { grants: [], reads, countPer: undefined },
    ),
  ).toEqual({ repository_id: "1", base_ref: "main" });
});
