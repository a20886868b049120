import { describe, expect, it } from "@jest/globals";
import { foldParts, foldText } from "../../../infra/local/terminal/fold.ts";

describe("a wrapped text", () => {
  it.each([
    ["fits", "a b c", "a b c"],
    ["is longer", "aaaa bbbb cccc dd", "aaaa bbbb\n  cccc dd"],
    ["has lines", "aaaa\n  bbbb\n", "aaaa\n  bbbb\n"],
    ["has a long word", "aaaaaaaaaaaa b", "aaaaaaaaaa\n  aa b"],
    ["has a word that fits only without indentation", "a bbbbbbbbbb cc", "a\nbbbbbbbbbb\n  cc"],
    ["has a word as long as the line", "aaaaaaaaaa b", "aaaaaaaaaa\n  b"],
    ["has wide characters", "aa 测试 bbb", "aa 测试\n  bbb"],
    ["has colours", "\u001b[33maaaa\u001b[39m bbbb cc", "\u001b[33maaaa\u001b[39m bbbb\n  cc"],
  ])("has lines of ten columns when it %s", (_, text, folded) => expect(foldText(text, 10, 2)).toBe(folded));

  it.each([
    ["of unknown size", 0],
    ["as narrow as the indentation", 2],
  ])("is left to a terminal %s", (_, columns) => expect(foldText("aaaa bbbb", columns, 2)).toBe("aaaa bbbb"));

  it("ends in a terminal that is hardly wider than the indentation", () =>
    expect(foldText("aaaa b", 3, 2)).toBe("aaa\n  a\n  b"));

  it("marks lines that continue", () =>
    expect(foldParts(["run", "aa", "bb", "cc"], 8, { between: " ", lineEnd: " \\", indent: 1 })).toBe(
      "run aa \\\n bb cc",
    ));
});
