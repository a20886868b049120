import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const nativeSpansMismatch = {
  code: "native-spans-mismatch",
  severity: "error",
  isRelaxable: false,
  requirement: "the spans of a native histogram have as many buckets as there are counts",
  reason:
    "otherwise Prometheus refuses the whole scrape. Prometheus 2.42 crashes if there are more buckets than the spans have",
  source:
    "prometheus/prometheus model/textparse/protobufparse.go, checkNativeHistogramConsistency; tried on Prometheus 3.16 and 2.42",
  fix: "Make the lengths of the spans add up to the number of deltas (or of counts, in a float histogram).",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 2 } positive_delta: 1 } }`,
  exampleFormat: "protobuf",
  inspectNative(native, { name }, { at }, report) {
    for (const side of ["positive", "negative"] as const) {
      const { spans, values } = native[side];
      const length = spans.reduce((sum, span) => sum + span.length, 0);
      if (length !== values.length) {
        report(
          at,
          name,
          () =>
            `the ${side} spans of the native histogram ${quote(name)} have ${length} buckets, but it has ${values.length} ${side} ${native.kind === "integer" ? "deltas" : "counts"}; expected the same number`,
        );
      }
    }
  },
} satisfies Rule;
