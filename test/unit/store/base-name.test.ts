import { describe, expect, it } from "@jest/globals";
import { baseName } from "../../../lambda/store/contract-key.ts";

describe("baseName", () => {
  it.each([
    ["requests_total", "requests_total"],
    ["h_bucket", "h"],
    ["h_count_count", "h"],
    ["h_sum_bucket_count", "h"],
    ["accounts", "accounts"],
    ["_sum", ""],
  ])("files %s under %p", (name, base) => {
    expect(baseName(name)).toBe(base);
  });
});
