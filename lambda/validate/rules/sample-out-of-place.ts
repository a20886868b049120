import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const sampleOutOfPlace = {
  code: "sample-out-of-place",
  severity: "error",
  isRelaxable: false,
  requirement: "a histogram has only samples named _bucket, _sum and _count",
  reason: "the Pushgateway drops such a sample silently",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: "Use only the names with _bucket, _sum and _count, or correct the TYPE.",
  good: `# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1`,
  bad: `# TYPE h histogram\nh 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1`,
  describe: ({ family, found }) =>
    `the histogram ${quote(family)} has a sample named ${quote(found!)}; expected _bucket, _sum or _count after the name: rename it, or give the metric another TYPE`,
} satisfies Rule;
