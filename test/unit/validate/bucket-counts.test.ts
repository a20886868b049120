import { describe, expect, it } from "@jest/globals";
import type { NativeBuckets, Whole } from "../../../lambda/model/exposition.ts";
import { type BucketCounts, countBuckets } from "../../../lambda/validate/bucket-counts.ts";

const native = (of: Pick<NativeBuckets, "kind">, positive: readonly Whole[]): NativeBuckets =>
  ({
    ...of,
    schema: 0,
    count: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: { spans: [], values: positive },
    negative: { spans: [], values: [] },
  }) as NativeBuckets;

const NONE = { total: 0, invalid: undefined, firstCounted: -1 };

describe("the buckets of a float histogram", () => {
  it.each<[string, readonly number[], BucketCounts]>([
    ["none", [], NONE],
    ["empty buckets", [0, 0], NONE],
    ["fractions", [0, 1.5, 0.5], { total: 2, invalid: undefined, firstCounted: 1 }],
    ["a count below zero", [1, -0.5, -1], { total: -0.5, invalid: { index: 1, count: -0.5 }, firstCounted: 0 }],
    ["NaN", [0, Number.NaN], { total: Number.NaN, invalid: { index: 1, count: Number.NaN }, firstCounted: -1 }],
    ["+Inf", [Number.POSITIVE_INFINITY], { total: Number.POSITIVE_INFINITY, invalid: { index: 0, count: Number.POSITIVE_INFINITY }, firstCounted: 0 }],
  ])("are counted: %s", (_, counts, expected) => {
    expect(countBuckets(native({ kind: "float" }, counts), "positive")).toEqual(expected);
  }); // biome-ignore format: a table
});

describe("the buckets of an integer histogram", () => {
  it.each<[string, readonly Whole[], BucketCounts]>([
    ["none", [], NONE],
    ["empty buckets", [0, 0], NONE],
    ["deltas", [0, 3, -1], { total: 5, invalid: undefined, firstCounted: 1 }],
    ["counts below zero", [1, -2, -1], { total: -2, invalid: { index: 1, count: -1 }, firstCounted: 0 }],
    ["the largest number that is exact", [2 ** 53 - 1], { total: 2 ** 53 - 1, invalid: undefined, firstCounted: 0 }],
    ["a sum that is too large for a number", [2 ** 53 - 1, -2], { total: 2n ** 54n - 4n, invalid: undefined, firstCounted: 0 }],
    ["a count that is too large for a number", [0, 2n ** 60n + 1n], { total: 2n ** 60n + 1n, invalid: undefined, firstCounted: 1 }],
    ["an empty bucket after it", [2n ** 60n + 1n, -(2n ** 60n + 1n)], { total: 2n ** 60n + 1n, invalid: undefined, firstCounted: 0 }],
    ["counts below zero after it", [2n ** 60n + 1n, -(2n ** 60n + 2n), -1], { total: 2n ** 60n - 2n, invalid: { index: 1, count: -1n }, firstCounted: 0 }],
    ["the largest count of 64 bits", [2n ** 63n - 1n], { total: 2n ** 63n - 1n, invalid: undefined, firstCounted: 0 }],
    ["a larger count, and another one", [2n ** 63n - 1n, 1, 1], { total: 3n * 2n ** 63n, invalid: { index: 1, count: 2n ** 63n }, firstCounted: 0 }],
  ])("are counted: %s", (_, deltas, expected) => {
    expect(countBuckets(native({ kind: "integer" }, deltas), "positive")).toEqual(expected);
  }); // biome-ignore format: a table
});
