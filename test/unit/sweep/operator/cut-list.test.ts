import { describe, expect, it } from "@jest/globals";
import { CutList } from "../../../../lambda/sweep/operator/cut-list.ts";

/** The limit of Lambda on an answer. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

const listOf = (count: number, item: string): CutList<string> => {
  const list = new CutList<string>();
  for (let index = 0; index < count; index += 1) {
    list.add(() => item);
  }
  return list;
};

describe("a list in an answer", () => {
  it("has at most ten thousand entries, and tells how many there are", () => {
    const { items, total } = listOf(10_001, "a");
    expect([items.length, total]).toEqual([10_000, 10_001]);
  });

  it.each([
    ["of one byte a character", "x".repeat(1_000)],
    ["of several bytes a character", "é".repeat(1_000)],
  ])("is cut before its long entries %s are more than Lambda sends", (_, item) => {
    const { items, total } = listOf(10_000, item);
    expect(total).toBe(10_000);
    const bytes = Buffer.byteLength(JSON.stringify(items));
    expect(bytes).toBeLessThan(MAX_ANSWER_BYTES);
    expect(bytes).toBeGreaterThan(0.75 * MAX_ANSWER_BYTES);
  });
});
