import { describe, expect, it } from "@jest/globals";
import { refuseTooManyParts, TOO_MANY } from "../../../lambda/decode/part-limit.ts";
import { SyntaxIssueLog } from "../../../lambda/decode/syntax-issue-log.ts";

describe("a log of issues", () => {
  it("keeps the first twenty, words only those, and counts all", () => {
    const log = new SyntaxIssueLog();
    let worded = 0;
    for (let at = 0; at < 19; at++) log.add("value-invalid", at, () => `${++worded}`);
    expect(log.isFull).toBe(false);
    for (let at = 19; at < 25; at++) log.add("value-invalid", at, () => `${++worded}`);
    expect(log.isFull).toBe(true);
    expect([log.kept.length, log.total, worded]).toEqual([20, 25, 20]);
  });
});

describe("the refusal of too many parts", () => {
  it("names what there is too much of", () => {
    expect(refuseTooManyParts(TOO_MANY.lines)).toMatchObject({
      ok: false,
      error: {
        code: "limit-exceeded",
        detail:
          "the payload has more than 300000 lines, which is more than anyone may push at a time; push less",
      },
    });
  });
});
