import { quote } from "../../model/issue.ts";
import { showNumber } from "../../model/printable.ts";
import type { Rule } from "../rule.ts";

export const nativeZeroThresholdInvalid = {
  code: "native-zero-threshold-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "the zero threshold of a native histogram is a finite number that is not negative",
  reason:
    "the threshold is a distance from zero. A query that adds up histograms widens their zero buckets to the same threshold, which is impossible with NaN",
  source: "prometheus/prometheus model/histogram/float_histogram.go, reconcileZeroBuckets",
  fix: "Push 0, or the width of the zero bucket.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 0 schema: 3 zero_threshold: 0.001 zero_count: 1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 0 schema: 3 zero_threshold: -0.001 zero_count: 1 } }`,
  exampleFormat: "protobuf",
  inspectNative({ zeroThreshold }, { name }, { at }, report) {
    if (!(zeroThreshold >= 0 && zeroThreshold < Number.POSITIVE_INFINITY)) {
      report(
        at,
        name,
        () =>
          `the zero threshold of the native histogram ${quote(name)} is ${showNumber(zeroThreshold)}; expected a finite number that is not negative`,
      );
    }
  },
} satisfies Rule;
