import { describe, expect, it } from "@jest/globals";
import { toBoundedLabel, toShortLabel } from "../../../ci/bounded-label.ts";
import { classifyRef } from "../../../ci/branch-class.ts";

describe("toBoundedLabel", () => {
  it.each([
    ["Run npm test", "Run npm test"],
    ["test (ubuntu-24.04, 24)", "test (ubuntu-24.04, 24)"],
    ["deploy effaced facade", "deploy effaced facade"],
    ["Run actions/checkout@fbc6f3992d24b796d5a048ff273f7fcc4a7b6c09", "Run actions/checkout@*"],
    ["image app:1a2b3c4", "image app:*"],
    ["run 19283746501", "run *"],
    ["id 0f8fad5b-d9cb-469f-a165-70867728950e", "id *"],
    ["nightly 2026-11-28T10:11:12Z", "nightly *"],
    ["a\n::error::b\u001b[31m\u2028c", "a ::error::b [31m c"],
  ])("%j becomes %j", (name, label) => expect(toBoundedLabel(name)).toBe(label));

  it("is cut", () => expect(toBoundedLabel("é".repeat(500))).toBe("é".repeat(80)));
});

describe("toShortLabel", () => {
  it("keeps what toBoundedLabel masks", () =>
    expect(toShortLabel("nightly 2026-11-28\tof 1a2b3c4d\u0007")).toBe("nightly 2026-11-28 of 1a2b3c4d"));

  it("is cut", () => expect(toShortLabel("🎉".repeat(500))).toBe("🎉".repeat(80)));
});

describe("classifyRef", () => {
  const ref = { name: "main", isTag: false, isProposal: false, defaultBranch: "main" };
  it.each([
    ["the default branch", ref, "default"],
    ["a branch of that name when another one is the default", { ...ref, defaultBranch: "trunk" }, "other"],
    ["a pull request", { ...ref, isProposal: true }, "other"],
    ["a tag", { ...ref, name: "anything", isTag: true }, "release"],
    ["a release branch", { ...ref, name: "release/2.1" }, "release"],
    ["a version branch", { ...ref, name: "v2.1.x" }, "release"],
    ["a stable version branch", { ...ref, name: "2-stable" }, "release"],
    ["a feature branch", { ...ref, name: "feature/release-notes" }, "other"],
    ["a branch that starts with a number", { ...ref, name: "2-fix-login" }, "other"],
  ])("recognises %s", (_, given, expected) => expect(classifyRef(given)).toBe(expected));
});
