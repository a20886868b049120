import { expect, it } from "@jest/globals";
import { namedClaims } from "../../../lambda/authenticate/named-claims.ts";
import { createGrant } from "../../support/granted-pushes.ts";

const GRANTS = [
  createGrant({
    when: { repository_id: "1" },
    job: "ci-{environment}",
    grouping: [{ label: "ref", isOptional: true, value: "{ref}*" }],
  }),
  createGrant({ when: { groups: "x", protected: "true", toString: "x" } }),
];

it("keeps the claims that some grant names, as text, and no others", () =>
  expect(
    namedClaims(
      { repository_id: 1, environment: "prod", ref: "main", protected: true, sub: "x", email: "y" },
      GRANTS,
    ),
  ).toEqual({ repository_id: "1", environment: "prod", ref: "main", protected: "true" }));

it("leaves out what has no text of its own, and what the token lacks", () =>
  expect(namedClaims({ groups: ["a"], ref: null, environment: { a: "b" } }, GRANTS)).toEqual({}));
