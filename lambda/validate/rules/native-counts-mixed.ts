import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const nativeCountsMixed = {
  code: "native-counts-mixed",
  severity: "error",
  isRelaxable: false,
  requirement:
    "a native histogram has either whole counts with deltas or float counts with absolute counts, not some of both",
  reason:
    "if one count is a float, Prometheus reads the whole histogram as a float histogram. Then its other buckets are missing, and Prometheus refuses the whole scrape",
  source: "prometheus/prometheus model/textparse/protobufparse.go, isFloatHistogram",
  fix: "Push sample_count, zero_count and deltas, or sample_count_float, zero_count_float and counts.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count_float: 1.5 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_count: 1.5 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_count: 1.5 } }`,
  exampleFormat: "protobuf",
  describe: ({ family }) =>
    `the native histogram ${quote(family)} mixes counts of an integer histogram with those of a float one; expected only whole counts with deltas, or only float counts`,
} satisfies Rule;
