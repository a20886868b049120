import type { BucketSpan, NativeBuckets } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import { type BucketSign, countBuckets } from "../bucket-counts.ts";
import type { Rule } from "../rule.ts";

/**
 * The threshold may lie inside a bucket: client libraries push this, and Prometheus uses the part of the bucket beyond
 * it.
 */
export const nativeZeroBucketOverlap = {
  code: "native-zero-bucket-overlap",
  severity: "error",
  isRelaxable: true,
  requirement: "every bucket of a native histogram with a count above 0 ends above the zero threshold",
  reason:
    "observations at or below the threshold belong to the zero bucket, so one of the two counts is wrong",
  source: "https://prometheus.io/docs/specs/native_histograms/#zero-bucket",
  fix: "Count observations up to the zero threshold in the zero bucket, or push a smaller threshold.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 2 sample_sum: 2 schema: 0 zero_threshold: 0.75 zero_count: 1 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 2 sample_sum: 2 schema: 0 zero_threshold: 1.5 zero_count: 1 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  exampleFormat: "protobuf",
  inspectNative(native, { name }, { at }, report) {
    // With the threshold 0 no bucket can overlap. A negative or NaN threshold is reported by
    // native-zero-threshold-invalid.
    if (!(native.zeroThreshold > 0 && native.zeroThreshold < Number.POSITIVE_INFINITY)) {
      return;
    }
    for (const side of ["positive", "negative"] as const) {
      const upperBound = upperBoundOfFirst(native, side);
      if (upperBound <= native.zeroThreshold) {
        report(
          at,
          name,
          () =>
            `a ${side} bucket of the native histogram ${quote(name)} ends ${upperBound} from zero, inside its zero bucket, which ends at ${native.zeroThreshold}; expected buckets without counts there`,
        );
      }
    }
  },
} satisfies Rule;

/** The distance from zero to the far end of the first bucket with a count. Infinite if no bucket has one. */
const upperBoundOfFirst = (native: NativeBuckets, side: BucketSign): number => {
  const { firstCounted } = countBuckets(native, side);
  return firstCounted === -1
    ? Number.POSITIVE_INFINITY
    : 2 ** (bucketNumberOf(native[side].spans, firstCounted) / 2 ** native.schema);
};

/** The index of the bucket that is at this place of the spans. The bucket with the index 0 ends at 1. */
const bucketNumberOf = (spans: readonly BucketSpan[], place: number): number => {
  let number = 0;
  let left = place;
  for (const { offset, length } of spans) {
    number += offset;
    if (left < length) {
      return number + left;
    }
    number += length;
    left -= length;
  }
  return Number.POSITIVE_INFINITY;
};
