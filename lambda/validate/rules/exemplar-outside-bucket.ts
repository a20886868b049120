import { quote } from "../../model/issue.ts";
import { showNumber } from "../../model/printable.ts";
import type { Rule } from "../rule.ts";

export const exemplarOutsideBucket = {
  code: "exemplar-outside-bucket",
  severity: "error",
  isRelaxable: true,
  requirement:
    "the value of an exemplar in a classic bucket is above the bound of the bucket below, and at most the bound of its own bucket",
  reason:
    "an exemplar is an example of an observation in its bucket. This one would lead to a trace of another bucket",
  source: "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#exemplars-1",
  fix: "Put the exemplar into the lowest bucket that counts its observation.",
  good: `# TYPE h histogram\nh_bucket{le="1"} 1 # {trace_id="1"} 0.5\nh_bucket{le="+Inf"} 2 # {trace_id="2"} 7\nh_sum 7.5\nh_count 2\n# EOF\n`,
  bad: `# TYPE h histogram\nh_bucket{le="1"} 1 # {trace_id="1"} 0.5\nh_bucket{le="+Inf"} 2 # {trace_id="2"} 0.5\nh_sum 7.5\nh_count 2\n# EOF\n`,
  exampleFormat: "openmetrics",
  inspectExemplar({ value }, { name }, { at, bucket }, report) {
    if (bucket !== undefined && !isIn(bucket, value)) {
      const { above, upperBound } = bucket;
      report(
        at,
        name,
        () =>
          `the bucket up to ${showNumber(upperBound)} of the histogram ${quote(name)} has an exemplar of ${showNumber(value)}; expected a value above ${showNumber(above)} and at most ${showNumber(upperBound)}`,
      );
    }
  },
} satisfies Rule;

/** An observation of NaN is counted only in the last bucket. */
const isIn = (
  { above, upperBound }: { readonly above: number; readonly upperBound: number },
  value: number,
): boolean =>
  Number.isNaN(value)
    ? upperBound === Number.POSITIVE_INFINITY
    : (value > above || above === Number.NEGATIVE_INFINITY) && value <= upperBound;
