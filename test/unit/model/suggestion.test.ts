import { expect, it } from "@jest/globals";
import { suggest } from "../../../lambda/model/suggestion.ts";

const KEYS = ["grants", "limits", "id", "grouping", "methods"];

it.each([
  ["grnats", "grants"],
  ["grant", "grants"],
  ["Grants", "grants"],
  ["limtis", "limits"],
  ["method", "methods"],
  ["groupping", "grouping"],
  ["ids", "id"],
])("suggests for %s: %s", (written, meant) => expect(suggest(written, KEYS)).toBe(meant));

it.each(["banana", "", "x", "gr"])("suggests nothing for %j", (written) =>
  expect(suggest(written, KEYS)).toBeUndefined(),
);
