import { quote } from "../../model/issue.ts";
import { showNumber } from "../../model/printable.ts";
import type { Rule } from "../rule.ts";

/** Bounds are compared as numbers, so le="1" equals le="1.0". */
export const bucketRepeated = {
  code: "bucket-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "the upper bounds of a histogram's buckets are different numbers",
  reason:
    "bounds that are equal but written differently pass the Pushgateway's check and give Prometheus duplicate samples",
  source: "tried on Pushgateway 1.11.3",
  fix: "Keep one bucket for each upper bound.",
  good: `# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1`,
  bad: `# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="1.0"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1`,
  inspectHistograms(family, _push, report) {
    for (const { buckets } of family.metrics) {
      let last: number | undefined;
      for (const { upperBound, at } of buckets) {
        if (upperBound === last) {
          report(
            at,
            family.name,
            () =>
              `the histogram ${quote(family.name)} has two buckets with the upper bound ${showNumber(upperBound)} (bounds are compared as numbers: "1" is "1.0"); keep one`,
          );
        }
        last = upperBound;
      }
    }
  },
} satisfies Rule;
