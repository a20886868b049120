import { quote } from "../../model/issue.ts";
import { showNumber } from "../../model/printable.ts";
import { countBuckets } from "../bucket-counts.ts";
import type { Rule } from "../rule.ts";

export const nativeCountInvalid = {
  code: "native-count-invalid",
  severity: "error",
  isRelaxable: false,
  requirement:
    "every bucket of a native histogram, the zero bucket included, counts a finite number that is not negative",
  reason: "Prometheus refuses the whole scrape for a negative count, and cannot calculate with NaN",
  source: "prometheus/prometheus model/histogram/generic.go, checkHistogramBuckets",
  fix: "Correct the counts; in an integer histogram each delta is the difference to the bucket before it.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 3 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 2 } positive_delta: 2 positive_delta: -1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 2 } positive_delta: 2 positive_delta: -3 } }`,
  exampleFormat: "protobuf",
  inspectNative(native, { name }, { at }, report) {
    for (const side of ["positive", "negative"] as const) {
      const { invalid } = countBuckets(native, side);
      if (invalid !== undefined) {
        report(
          at,
          name,
          () =>
            `the ${side} bucket ${invalid.index + 1} of the native histogram ${quote(name)} counts ${showNumber(invalid.count)}; expected a finite number that is not negative`,
        );
      }
    }
    const { zeroCount } = native;
    if (!(zeroCount >= 0 && zeroCount < Number.POSITIVE_INFINITY)) {
      report(
        at,
        name,
        () =>
          `the zero bucket of the native histogram ${quote(name)} counts ${showNumber(zeroCount)}; expected a finite number that is not negative`,
      );
    }
  },
} satisfies Rule;
