import { expect, it } from "@jest/globals";
import { authorizationOf } from "../../../lambda/authenticate/authorization-header.ts";

const BASIC = "Basic Y2k6dG9rZW4=";

it.each([
  ["among other headers", { headers: { Host: "x", authorization: BASIC, Accept: "*/*" } }, BASIC],
  ["in any case", { headers: { AUTHORIZATION: BASIC } }, BASIC],
  ["with several values", { multiValueHeaders: { Authorization: [BASIC], Host: ["x"] } }, BASIC],
  ["given twice, which is no credential", { multiValueHeaders: { authorization: ["a", "b"] } }, "a, b"],
  ["under two names", { headers: { authorization: "a", Authorization: "b" } }, "a, b"],
  [
    "in the list of values before the single value",
    { headers: { authorization: "a" }, multiValueHeaders: { Authorization: ["b"] } },
    "b",
  ],
  ["only as a single value", { headers: { authorization: "a" }, multiValueHeaders: { Host: ["x"] } }, "a"],
  ["not at all", { headers: { Host: "x" }, multiValueHeaders: null }, undefined],
  [
    "without a value",
    { headers: { authorization: undefined }, multiValueHeaders: { authorization: undefined } },
    undefined,
  ],
  ["without any headers", { headers: null, multiValueHeaders: null }, undefined],
])("finds the header %s", (_, event, found) =>
  expect(authorizationOf({ headers: null, multiValueHeaders: null, ...event })).toBe(found),
);
