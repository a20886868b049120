import type { BucketSpan } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const nativeSpansOverlap = {
  code: "native-spans-overlap",
  severity: "error",
  isRelaxable: false,
  requirement:
    "the spans of a native histogram are in ascending order: only the first offset may be negative, and the index of every bucket has 32 bits",
  reason: "Prometheus refuses the whole scrape for a span that goes back over the one before it",
  source: "prometheus/prometheus model/histogram/generic.go, checkHistogramSpans",
  fix: "Write spans in the order of their buckets. Each offset is the distance from the end of the span before.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 2 sample_sum: 1 schema: 3 positive_span { offset: -2 length: 1 } positive_span { offset: 1 length: 1 } positive_delta: 1 positive_delta: 0 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 2 sample_sum: 1 schema: 3 positive_span { offset: -2 length: 1 } positive_span { offset: -1 length: 1 } positive_delta: 1 positive_delta: 0 } }`,
  exampleFormat: "protobuf",
  inspectNative(native, { name }, { at }, report) {
    for (const side of ["positive", "negative"] as const) {
      const found = findOverlap(native[side].spans);
      if (found !== undefined) {
        report(
          at,
          name,
          () =>
            `the ${side} span ${found.index + 1} of the native histogram ${quote(name)} has the offset ${found.offset} and the length ${found.length}; expected an offset of at least 0 after the first span, and buckets up to number ${MAX_BUCKET_INDEX}`,
        );
      }
    }
  },
} satisfies Rule;

const findOverlap = (spans: readonly BucketSpan[]): (BucketSpan & { index: number }) | undefined => {
  let end = 0;
  for (const [index, span] of spans.entries()) {
    end += span.offset + span.length;
    const isTooLow = index === 0 ? span.offset === MIN_BUCKET_INDEX : span.offset < 0;
    if (isTooLow || end - 1 > MAX_BUCKET_INDEX) {
      return { index, ...span };
    }
  }
  return undefined;
};

const MIN_BUCKET_INDEX = -(2 ** 31);
const MAX_BUCKET_INDEX = 2 ** 31 - 1;
