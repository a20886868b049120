import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const bucketWithoutLe = {
  code: "bucket-without-le",
  severity: "error",
  isRelaxable: false,
  requirement: "every bucket of a histogram has its upper bound as label le",
  reason: "the Pushgateway drops such a bucket silently",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: 'Give every bucket its upper bound, as in le="0.5".',
  good: `# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1`,
  bad: `# TYPE h histogram\nh_bucket 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1`,
  describe: ({ family }) =>
    `a bucket of the histogram ${quote(family)} has no label "le"; add its upper bound, as in le="0.5"`,
} satisfies Rule;
