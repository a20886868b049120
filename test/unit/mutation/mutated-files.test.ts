import { describe, expect, it } from "@jest/globals";
import { findMutatedFiles, findWrongPattern } from "../../mutation/mutated-files.ts";

const FILES = {
  withCode: ["lambda/decode/sort.ts", "lambda/decode/text/utf8.ts"],
  typesOnly: ["lambda/decode/port.ts"],
};

describe("the files that are mutated", () => {
  it("are sources, without what only declares types", () => {
    const { withCode, typesOnly } = findMutatedFiles();
    expect(withCode).toContain("lambda/decode/sort.ts");
    expect(withCode).toContain("lambda/model/glob.ts");
    expect(typesOnly).toContain("lambda/store/contracts/conflict.ts");
    expect(withCode).not.toContain("lambda/store/contracts/conflict.ts");
    expect([...withCode, ...typesOnly]).not.toContain("lambda/decode/snappyjs.d.ts");
  });
});

describe("--mutate", () => {
  it.each([
    ["a file", "lambda/decode/sort.ts"],
    ["a pattern", "lambda/decode/**/*.ts"],
    ["several", "lambda/decode/sort.ts,lambda/decode/text/*.ts"],
    ["lines of a file", "lambda/decode/sort.ts:3-9"],
    ["places of a file", "lambda/decode/sort.ts:3:1-9:12"],
    ["all files but some", "lambda/decode/*.ts,!lambda/decode/zstd.ts"],
  ])("may choose %s", (_, mutate) => expect(findWrongPattern(mutate, FILES)).toBeUndefined());

  it("may not have a pattern that matches nothing", () =>
    expect(findWrongPattern("lambda/decode/sort.ts,lambda/decode", FILES)).toBe(
      'the pattern "lambda/decode" of --mutate matches none of the files that mutation tests are for; give one such as lambda/validate/rules/**/*.ts, with commas between several (test/mutation/mutated-files.ts says which files these are)',
    ));

  it.each(["lambda/decode/port.ts", "lambda/decode/p*.ts", "lambda/decode/port.ts:1-3"])(
    "may not choose only files that declare types, as %s does",
    (mutate) =>
      expect(findWrongPattern(mutate, FILES)).toBe(
        `the pattern "${mutate}" of --mutate matches only files that declare types, so there is nothing to mutate; give files with code, such as lambda/validate/rules/**/*.ts`,
      ),
  );

  it("may not have a comma between braces", () =>
    expect(findWrongPattern("lambda/decode/{sort,zstd}.ts", FILES)).toBe(
      '--mutate "lambda/decode/{sort,zstd}.ts" cannot have a comma between braces, because commas separate patterns; write a pattern for each alternative',
    ));
});
