import { describe, expect, it } from "@jest/globals";
import { quote } from "../../../lambda/model/issue.ts";

describe("quote", () => {
  it.each([
    ["a token", "x", '"x"'],
    ["a control character", "a\nb", '"a\\nb"'],
    ["a C1 control and a bidi control", "a\u009b2J\u202eb", '"a\\u009b2J\\u202eb"'],
    ["blanks that are not spaces", "a\u00a01 \u3000b\u202fc", '"a\\u00a01 \\u3000b\\u202fc"'],
    ["forty characters", "x".repeat(40), `"${"x".repeat(40)}"`],
    ["one more character, cut", "x".repeat(41), `"${"x".repeat(40)}…"`],
    ["characters outside the basic plane, without splitting one", "😀".repeat(60), `"${"😀".repeat(40)}…"`],
  ])("quotes %s", (_, token, quoted) => {
    expect(quote(token)).toBe(quoted);
  });
});
