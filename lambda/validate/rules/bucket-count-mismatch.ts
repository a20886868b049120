import type { Bucket } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import { showNumber } from "../../model/printable.ts";
import type { Rule } from "../rule.ts";

export const bucketCountMismatch = {
  code: "bucket-count-mismatch",
  severity: "error",
  isRelaxable: true,
  requirement: "the +Inf bucket of a histogram equals its count, and no bucket exceeds it",
  reason: "both count all observations; if they differ, averages and quantiles contradict each other",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: "Make the +Inf bucket and the count equal.",
  good: `# TYPE h histogram\nh_bucket{le="+Inf"} 5\nh_sum 9\nh_count 5`,
  bad: `# TYPE h histogram\nh_bucket{le="+Inf"} 5\nh_sum 9\nh_count 4`,
  inspectHistograms(family, _push, report) {
    for (const { buckets, count } of family.metrics) {
      const last = buckets.at(-1);
      if (last !== undefined && count !== undefined && contradicts(last, count)) {
        report(
          last.at,
          family.name,
          () =>
            `the bucket up to ${showNumber(last.upperBound)} of the histogram ${quote(family.name)} counts ${showNumber(last.cumulativeCount)}, but its _count is ${showNumber(count)}; the +Inf bucket and _count are the same number`,
        );
      }
    }
  },
} satisfies Rule;

const contradicts = ({ upperBound, cumulativeCount }: Bucket, count: number): boolean =>
  upperBound === Number.POSITIVE_INFINITY ? cumulativeCount !== count : cumulativeCount > count;
