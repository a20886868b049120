import { expect, it } from "@jest/globals";
import { suggest } from "../../../lambda/config/suggestion.ts";

const KEYS = ["grants", "limits", "id", "grouping", "methods"];

it.each([
  ["grnats", "grants"],
  ["grant", "grants"],
  ["Grants", "grants"],
  ["limtis", "limits"],
  ["method", "methods"],
  ["groupping", "grouping"],
  ["ids", "id"],
])("takes %s for %s", (written, meant) => expect(suggest(written, KEYS)).toBe(meant));

it.each(["banana", "", "x", "gr"])("makes nothing of %j", (written) =>
  expect(suggest(written, KEYS)).toBeUndefined(),
);
