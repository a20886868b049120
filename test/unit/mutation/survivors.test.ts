import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import type { schema } from "@stryker-mutator/api/core";
import { describeResults } from "../../mutation/describe-results.ts";
import { EXPLAINED } from "../../mutation/explained/all.ts";
import type { Explained } from "../../mutation/explained/explanation.ts";
import { isFailed, judgeSurvivors } from "../../mutation/survivors.ts";

const FILE = "lambda/store/items.ts";
const SOURCE = "const a = 1;\n  if (a > 1) {\n    f();\n  }\n";

type Status = schema.MutantStatus;

/** `a > 1` on the second line, and the block behind it. */
const toMutants = (condition: Status, block: Status): schema.MutantResult[] => [
  {
    id: "1",
    mutatorName: "EqualityOperator",
    replacement: "a >= 1",
    status: condition,
    location: { start: { line: 2, column: 7 }, end: { line: 2, column: 12 } },
  },
  {
    id: "2",
    mutatorName: "BlockStatement",
    replacement: "{}",
    status: block,
    location: { start: { line: 2, column: 14 }, end: { line: 4, column: 4 } },
  },
];

const EQUAL = { why: "there is no 1", mutants: { "if (a > 1) {": ["a > 1 → a >= 1"] } };
const BLOCK = { why: "f does nothing", mutants: { "if (a > 1) {": ["{…} → {}"] } };

const judge = (
  mutants: schema.MutantResult[],
  explained: Explained = {},
  areWhole: [string, boolean][] = [[FILE, true]],
) => {
  const [result] = judgeSurvivors(
    { files: { [FILE]: { source: SOURCE, mutants } }, areWhole: new Map(areWhole) },
    explained,
  );
  return result!;
};

describe("judgeSurvivors", () => {
  it("passes a folder if every change is noticed by a test that fails or does not end", () => {
    const result = judge(toMutants("Killed", "Timeout"));
    expect(result).toMatchObject({ folder: "store", killed: 2, survived: 0, score: 100, leastScore: 95 });
    expect(isFailed(result)).toBe(false);
  });

  it.each<Status>(["Survived", "NoCoverage"])("names a mutant that is %s and not explained", (status) => {
    const result = judge(toMutants(status, "Killed"));
    expect(result).toMatchObject({ survived: 1, explained: 0, score: 50 });
    expect(isFailed(result)).toBe(true);
    expect(describeResults([result])).toContain("items.ts:2: no test notices");
    expect(describeResults([result])).toContain('"if (a > 1) {": ["a > 1 → a >= 1"],');
  });

  it("counts a survivor that is explained as one, so that explanations raise no score", () => {
    const result = judge(toMutants("Survived", "Killed"), { [FILE]: [EQUAL] });
    expect(result).toMatchObject({ survived: 1, explained: 1, unexplained: [], stale: [], score: 50 });
    expect(isFailed(result)).toBe(true);
    expect(describeResults([result])).toContain("lambda/store: tests notice 50.0 % of the changes");
  });

  it("demands no score of a part of a folder, nor of a folder without a least one", () => {
    const other = judge(toMutants("Survived", "Killed"), { [FILE]: [EQUAL] }, [
      [FILE, true],
      ["lambda/store/other.ts", false],
    ]);
    expect(isFailed(other)).toBe(false);
    const [request] = judgeSurvivors(
      {
        files: { "lambda/request/a.ts": { source: SOURCE, mutants: toMutants("Survived", "Killed") } },
        areWhole: new Map(),
      },
      { "lambda/request/a.ts": [EQUAL] },
    );
    expect(isFailed(request!)).toBe(false);
  });

  it("names an explanation of what a test notices by now", () => {
    const result = judge(toMutants("Killed", "Killed"), { [FILE]: [BLOCK] });
    expect(isFailed(result)).toBe(true);
    expect(describeResults([result])).toContain("Remove the explanation");
  });

  it("keeps an explanation of what took too long, as a survivor can on a busy machine", () =>
    expect(judge(toMutants("Killed", "Timeout"), { [FILE]: [BLOCK] }).stale).toEqual([]));

  it("names an explanation of a file that is gone once the rest of its folder was changed", () => {
    const gone = { "lambda/store/gone.ts": [EQUAL] };
    expect(judge(toMutants("Killed", "Killed"), gone).stale).toHaveLength(1);
    const parts = [
      [FILE, true],
      ["lambda/store/other.ts", false],
    ] as [string, boolean][];
    expect(judge(toMutants("Killed", "Killed"), gone, parts).stale).toEqual([]);
  });

  it("says nothing of explanations in files that were not changed, or only partly", () => {
    expect(judge(toMutants("Killed", "Killed"), { [FILE]: [BLOCK] }, [[FILE, false]]).stale).toEqual([]);
  });

  it("leaves out what was not run", () => {
    expect(judge(toMutants("Ignored", "RuntimeError"))).toMatchObject({ killed: 0, survived: 0, score: 100 });
  });
});

describe("the explanations", () => {
  it.each(Object.entries(EXPLAINED))(
    "of %s name lines that are there, and each mutant once",
    (file, entries) => {
      const lines = new Set(
        readFileSync(file, "utf8")
          .split("\n")
          .map((line) => line.trim()),
      );
      const mutants = entries.flatMap(({ mutants }) =>
        Object.entries(mutants).flatMap(([line, texts]) => texts.map((text) => `${line} ${text}`)),
      );
      expect(
        entries.flatMap(({ mutants }) => Object.keys(mutants)).filter((line) => !lines.has(line)),
      ).toEqual([]);
      expect(mutants).toEqual([...new Set(mutants)]);
      expect(entries.filter(({ why }) => why.length < 10)).toEqual([]);
    },
  );
});
