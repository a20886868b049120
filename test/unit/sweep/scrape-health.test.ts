import { describe, expect, it } from "@jest/globals";
import { addGroup, createLiveState } from "../../../lambda/agree/live-state.ts";
import { findMissing, judgePage, type ScrapePage, toCutShort } from "../../../lambda/sweep/scrape-health.ts";
import { topJobs } from "../../../lambda/sweep/top-jobs.ts";
import { aFamily, aStoredGroup } from "../../support/registry/push-claims.ts";

const SOUND: ScrapePage = { status: 200, isUtf8: true, names: ["a", "b"], errorText: "" };

const live = createLiveState();
for (const [job, names] of [
  ["one", ["a"]],
  ["two", ["a", "b"]],
] as const) {
  addGroup(
    live,
    aStoredGroup(
      names.map((name) => aFamily(name, "gauge")),
      { job },
    ),
    new Set(),
  );
}

describe("a page", () => {
  it("is sound when it is whole", () => {
    expect(judgePage(SOUND)).toEqual({ kind: "sound" });
    expect(findMissing(SOUND, live)).toEqual(new Set());
  });

  it.each([
    ["is an error", { status: 500, errorText: "x".repeat(2_000) }, /answers 500: x{1000}$/],
    ["is not UTF-8", { isUtf8: false }, /not UTF-8/],
    ["has a family twice", { names: ["a", "b", "a"] }, /twice/],
  ])("is unsound when it %s", (_, change, reason) => {
    expect(judgePage({ ...SOUND, ...change })).toMatchObject({
      kind: "unsound",
      reason: expect.stringMatching(reason),
    });
  });

  it("lacks what is stored and not on it", () => {
    expect(findMissing({ ...SOUND, names: ["a"] }, live)).toEqual(new Set(["b"]));
    expect(toCutShort(["b"])).toMatchObject({ reason: expect.stringContaining("among them b") });
  });
});

describe("the largest jobs", () => {
  it("are told by their series, the largest first, as many as asked for", () => {
    expect(topJobs(live, 1)).toEqual([{ job: "two", groups: 1, series: 2 }]);
    expect(topJobs(live, 5).map(({ job }) => job)).toEqual(["two", "one"]);
  });
});
