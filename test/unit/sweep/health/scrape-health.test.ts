import { describe, expect, it } from "@jest/globals";
import { judgePage, type ScrapePage, toCutShort } from "../../../../lambda/sweep/health/scrape-health.ts";

const VALID: ScrapePage = { status: 200, isUtf8: true, names: ["a", "b"], errorText: "" };

describe("a page", () => {
  it("is valid when it is complete", () => {
    expect(judgePage(VALID)).toEqual({ kind: "valid" });
  });

  it.each([
    ["is an error", { status: 500, errorText: "x".repeat(2_000) }, /answers 500: x{1000}$/],
    ["is not UTF-8", { isUtf8: false }, /not UTF-8/],
    ["has a family twice", { names: ["a", "b", "a"] }, /twice/],
  ])("is invalid when it %s", (_, change, reason) => {
    expect(judgePage({ ...VALID, ...change })).toMatchObject({
      kind: "invalid",
      reason: expect.stringMatching(reason),
    });
  });

  it("is incomplete when it lacks stored families", () => {
    expect(toCutShort(["b"])).toMatchObject({ reason: expect.stringContaining("for instance b") });
  });
});
