import { describe, expect, it } from "@jest/globals";
import { findFileName, findNames, findPhrases } from "../../../scripts/plain-words.ts";

describe("phrases", () => {
  it.each([
    ["how to mend it", "mend"],
    ["the type in force", "in force"],
    ["Whoever runs the proxy", "Whoever"],
    ["nobody knows it", "nobody knows"],
    ["kept for ever", "for ever"],
    ["dropped without a word", "without a word"],
    ["held against a pattern", "held against"],
    ["made anew", "anew"],
    ["a sound push", "sound"],
    ["put it on a line of its own.", "of its own"],
    ["the alarm rings", "alarm rings"],
    ["the payload has a mistake", "mistake"],
  ])("are found in %j: %s", (text, found) =>
    expect(findPhrases(text).map((issue) => issue.found)).toEqual([found]),
  );

  it.each([
    "a mistaken signature",
    "the cause of its own error",
    "a ring of servers",
    "a renewal",
    "recommended",
  ])("are not found in %j", (text) => expect(findPhrases(text)).toEqual([]));

  it("are reported with their line and a replacement", () =>
    expect(findPhrases("a\nb anew")).toEqual([{ line: 2, found: "anew", instead: expect.any(String) }]));
});

describe("names", () => {
  it.each([
    "class MistakeLog {",
    "const findings = 1;",
    "  #complaint = 1;",
    "export type CredentialFailure = 1;",
  ])("are found in %j", (text) => expect(findNames(text)).toHaveLength(1));

  it.each(["const defaults = 1;", "x.failures();", "const DEFAULT_LIMITS = 1;", "// a fault of the disk"])(
    "are not found in %j",
    (text) => expect(findNames(text)).toEqual([]),
  );

  it("of files are checked, too", () => {
    expect(findFileName("lambda/decode/mistake-log.ts")).toHaveLength(1);
    expect(findFileName("lambda/decode/default-log.ts")).toEqual([]);
  });
});
