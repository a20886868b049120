import { describe, expect, it } from "@jest/globals";
import { IssueList } from "../../../lambda/model/issue.ts";

describe("a list of issues", () => {
  it("keeps the first twenty, creates only those, and counts all", () => {
    const list = new IssueList<number>();
    let made = 0;
    for (let count = 0; count < 19; count++) {
      list.add(() => ++made);
    }
    expect(list.isFull).toBe(false);
    for (let count = 19; count < 25; count++) {
      list.add(() => ++made);
    }
    expect(list.isFull).toBe(true);
    expect([list.issues.length, list.total, made]).toEqual([20, 25, 20]);
  });
});
