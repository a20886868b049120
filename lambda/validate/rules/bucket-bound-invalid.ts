import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const bucketBoundInvalid = {
  code: "bucket-bound-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "the upper bound of a bucket is a number",
  reason: "the Pushgateway refuses other texts, and drops a bucket with the bound NaN silently",
  source: "prometheus/common expfmt/text_parse.go, startLabelValue; tried on Pushgateway 1.11.3",
  fix: 'Write the upper bound as a number, as in le="0.5" or le="+Inf".',
  good: `# TYPE h histogram\nh_bucket{le="0.5"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1`,
  bad: `# TYPE h histogram\nh_bucket{le="half"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1`,
  describe: ({ found }) =>
    `the upper bound ${quote(found!)} of a bucket is not a number; expected one such as 0.5 or +Inf`,
  inspectHistograms(family, _push, report) {
    for (const { buckets } of family.metrics) {
      for (const { upperBound, at } of buckets) {
        if (Number.isNaN(upperBound)) {
          report(
            at,
            family.name,
            () => "the upper bound of a bucket is NaN; expected a number such as 0.5 or +Inf",
          );
        }
      }
    }
  },
} satisfies Rule;
