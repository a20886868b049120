import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  bindGlob,
  type Glob,
  globsOverlap,
  matchesEverything,
  matchesGlob,
  parseGlob,
  printGlob,
} from "../../../lambda/model/glob.ts";
import { processorTimeMs } from "../../support/processor-time.ts";

const matches = (pattern: string, text: string): boolean => matchesGlob(parseGlob(pattern), text);

describe("matchesGlob", () => {
  it.each([
    ["a", "a"],
    ["", ""],
    ["*", ""],
    ["*", "anything/at all"],
    ["ci-*", "ci-"],
    ["ci-*", "ci-build"],
    ["*-ci", "a-ci"],
    ["a*c", "ac"],
    ["a*c", "abc"],
    ["a*b*c", "a-b-b-c"],
    ["a**c", "abc"],
    ["*b*", "abc"],
    ["a*a", "aa"],
    ["*aab", "aaab"],
    ["a.c", "a.c"],
  ])("%j matches %j", (pattern, text) => expect(matches(pattern, text)).toBe(true));

  it.each([
    ["a", "b"],
    ["a", "ab"],
    ["a", "A"],
    ["", "a"],
    ["ci-*", "ci"],
    ["ci-*", "xci-"],
    ["a*a", "a"],
    ["a*c", "acb"],
    ["ab*ba", "aba"],
    ["a*b*c", "acb"],
    ["a*b*b*c", "abc"],
    ["a.c", "abc"],
    ["a?c", "abc"],
    ["[a]", "a"],
  ])("%j does not match %j", (pattern, text) => expect(matches(pattern, text)).toBe(false));

  it("is not slow for a pattern that would make a backtracking matcher slow", () => {
    const glob = parseGlob(`${"a*".repeat(50)}b`);
    const takenMs = processorTimeMs(() => {
      for (let i = 0; i < 100; i++) {
        expect(matchesGlob(glob, "a".repeat(10_000))).toBe(false);
      }
    });
    expect(takenMs).toBeLessThan(500);
  });
});

describe("bindGlob", () => {
  const claims = { repo: "org/app", star: "*", braces: "{repo}", empty: "" };
  const bound = (template: string): Glob | undefined => bindGlob(template, claims);

  it("puts the exact value of a claim into the pattern", () => {
    expect(bound("{repo}")).toEqual(["org/app"]);
    expect(bound("ci-{repo}-*")).toEqual(["ci-org/app-", ""]);
  });

  it("compares a star in a claim literally", () => {
    expect(matchesGlob(bound("{star}") ?? [], "*")).toBe(true);
    expect(matchesGlob(bound("{star}") ?? [], "anything")).toBe(false);
    expect(matchesGlob(bound("a{star}*") ?? [], "a*b")).toBe(true);
    expect(matchesGlob(bound("a{star}*") ?? [], "ab")).toBe(false);
  });

  it("does not replace a template inside a claim", () => expect(bound("{braces}")).toEqual(["{repo}"]));

  it("returns nothing when the claim is missing", () => {
    expect(bound("{ref}")).toBeUndefined();
    expect(bound("*{ref}*")).toBeUndefined();
    expect(bound("{toString}")).toBeUndefined();
    expect(bound("{__proto__}")).toBeUndefined();
  });

  it("matches only the empty text for an empty claim", () => {
    expect(matchesGlob(bound("{empty}") ?? ["x"], "")).toBe(true);
    expect(matchesGlob(bound("{empty}") ?? ["x"], "a")).toBe(false);
  });
});

it("recognises patterns that match everything", () => {
  expect(["*", "**", "", "a*", "*a"].filter((pattern) => matchesEverything(parseGlob(pattern)))).toEqual([
    "*",
    "**",
  ]);
});

it("prints a pattern as it was written", () => expect(printGlob(parseGlob("a*b*"))).toBe("a*b*"));

describe("globsOverlap", () => {
  /** Every text of up to six letters "a" and "b". */
  const TEXTS = [0, 1, 2, 3, 4, 5, 6].flatMap((length) =>
    Array.from({ length: 2 ** length }, (_, number) =>
      [...number.toString(2).padStart(length, "0")]
        .slice(0, length)
        .join("")
        .replaceAll("0", "a")
        .replaceAll("1", "b"),
    ),
  );

  it("agrees with a search over all short texts", () => {
    const pattern = fc.stringMatching(/^[ab*]{0,3}$/);
    const answers = { true: 0, false: 0 };
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const [a, b] = [parseGlob(one), parseGlob(other)];
        const isOverlapping = TEXTS.some((text) => matchesGlob(a, text) && matchesGlob(b, text));
        answers[`${isOverlapping}`] += 1;
        expect(globsOverlap(a, b)).toBe(isOverlapping);
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(answers.true, answers.false)).toBeGreaterThan(300);
  });
});
