import { quote } from "../../model/issue.ts";
import { showNumber } from "../../model/printable.ts";
import type { Rule } from "../rule.ts";

export const bucketNotCumulative = {
  code: "bucket-not-cumulative",
  severity: "error",
  isRelaxable: true,
  requirement: "a bucket counts at least as much as the one below it",
  reason:
    "a bucket counts everything at or below its bound. If a count is lower than the one before, histogram_quantile() returns wrong values",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: "Count in each bucket all observations up to its upper bound.",
  good: `# TYPE h histogram\nh_bucket{le="1"} 3\nh_bucket{le="+Inf"} 5\nh_sum 9\nh_count 5`,
  bad: `# TYPE h histogram\nh_bucket{le="1"} 3\nh_bucket{le="+Inf"} 2\nh_sum 9\nh_count 2`,
  inspectHistograms(family, _push, report) {
    for (const { buckets } of family.metrics) {
      let below = Number.NEGATIVE_INFINITY;
      for (const { upperBound, cumulativeCount, at } of buckets) {
        if (cumulativeCount < below) {
          const before = below;
          report(
            at,
            family.name,
            () =>
              `the bucket up to ${showNumber(upperBound)} of the histogram ${quote(family.name)} counts ${showNumber(cumulativeCount)}, less than the ${showNumber(before)} of the bucket below it; buckets are cumulative: count everything at or below the bound`,
          );
        }
        below = cumulativeCount;
      }
    }
  },
} satisfies Rule;
