import type { NativeBuckets, Whole } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import { showNumber } from "../../model/printable.ts";
import { countBuckets } from "../bucket-counts.ts";
import type { Rule } from "../rule.ts";

export const nativeCountMismatch = {
  code: "native-count-mismatch",
  severity: "error",
  isRelaxable: false,
  requirement:
    "the sum of the buckets of a native histogram, including the zero bucket, is its count. In a float histogram, or if the sum of observations is NaN, it may be less",
  reason:
    "otherwise Prometheus refuses the whole scrape. 3.16 does so for integer histograms, 2.42 also for float histograms",
  source:
    "prometheus/prometheus model/histogram/histogram.go, Histogram.Validate; tried on Prometheus 3.16 and 2.42",
  fix: "Make the count and the buckets agree.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 3 sample_sum: 1 schema: 3 zero_threshold: 0.001 zero_count: 2 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 2 sample_sum: 1 schema: 3 zero_threshold: 0.001 zero_count: 2 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  exampleFormat: "protobuf",
  inspectNative(native, { name }, { at, sum }, report) {
    const { count } = native;
    const total = countAll(native);
    if (total !== undefined && (total > count || (total < count && !mayBeLess(native, sum)))) {
      report(
        at,
        name,
        () =>
          `the buckets of the native histogram ${quote(name)} count ${showNumber(total)} observations, but its count is ${showNumber(count)}; expected the same number`,
      );
    }
  },
} satisfies Rule;

/** The number of observations in all buckets. Undefined if a bucket is not valid, which another rule reports. */
const countAll = (native: NativeBuckets): Whole | undefined => {
  const positive = countBuckets(native, "positive");
  const negative = countBuckets(native, "negative");
  if (positive.invalid !== undefined || negative.invalid !== undefined) {
    return undefined;
  }
  return native.kind === "float"
    ? Number(negative.total) + Number(positive.total) + native.zeroCount
    : BigInt(negative.total) + BigInt(positive.total) + BigInt(native.zeroCount);
};

/** Observations of NaN are in the count, but in no bucket. */
const mayBeLess = ({ kind }: NativeBuckets, sum: number | undefined): boolean =>
  kind === "float" || Number.isNaN(sum);
