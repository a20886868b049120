import type { NativeBuckets, Whole } from "../model/exposition.ts";

/** The counts of the buckets on one side of zero of a native histogram. */
export interface BucketCounts {
  readonly total: Whole;
  /** The first bucket whose count is not valid: its place, from 0, and its count. */
  readonly invalid: { readonly index: number; readonly count: Whole } | undefined;
  /** The place, from 0, of the first bucket with a count other than 0. -1 if there is none. */
  readonly firstCounted: number;
}

export type BucketSign = "positive" | "negative";

/** Remembers the counts of the last histogram, because several rules need them. */
export const countBuckets = (native: NativeBuckets, side: BucketSign): BucketCounts => {
  if (native !== last.native) {
    last = { native, positive: countSide(native, "positive"), negative: countSide(native, "negative") };
  }
  return last[side];
};

const NOTHING: BucketCounts = { total: 0, invalid: undefined, firstCounted: -1 };

let last: { readonly native: NativeBuckets | undefined } & Readonly<Record<BucketSign, BucketCounts>> = {
  native: undefined,
  positive: NOTHING,
  negative: NOTHING,
};

const countSide = (native: NativeBuckets, side: BucketSign): BucketCounts =>
  native.kind === "float"
    ? countFloats(native[side].values)
    : (countSmall(native[side].values) ?? countLarge(native[side].values));

const countFloats = (counts: readonly number[]): BucketCounts => {
  let total = 0;
  for (const count of counts) {
    total += count;
  }
  const index = counts.findIndex((count) => !(count >= 0 && count < Number.POSITIVE_INFINITY));
  const invalid = index === -1 ? undefined : { index, count: counts[index]! };
  return { total, invalid, firstCounted: counts.findIndex((count) => count > 0) };
};

/** Undefined if a sum is too large to be an exact number. */
const countSmall = (deltas: readonly Whole[]): BucketCounts | undefined => {
  let count = 0;
  let total = 0;
  let invalid: BucketCounts["invalid"];
  let firstCounted = -1;
  for (let index = 0; index < deltas.length; index++) {
    const delta = deltas[index]!;
    if (typeof delta === "bigint") {
      return undefined;
    }
    count += delta;
    total += count;
    if (!(Number.isSafeInteger(count) && Number.isSafeInteger(total))) {
      return undefined;
    }
    if (count < 0) {
      invalid ??= { index, count };
    }
    if (count !== 0 && firstCounted === -1) {
      firstCounted = index;
    }
  }
  return { total, invalid, firstCounted };
};

const countLarge = (deltas: readonly Whole[]): BucketCounts => {
  let count = 0n;
  let total = 0n;
  let invalid: BucketCounts["invalid"];
  let firstCounted = -1;
  for (const [index, delta] of deltas.entries()) {
    count += BigInt(delta);
    total += count;
    if (count < 0n || count > MAX_INT64) {
      invalid ??= { index, count };
    }
    if (count !== 0n && firstCounted === -1) {
      firstCounted = index;
    }
  }
  return { total, invalid, firstCounted };
};

/** Prometheus adds up deltas in 64 bits. */
const MAX_INT64 = 2n ** 63n - 1n;
