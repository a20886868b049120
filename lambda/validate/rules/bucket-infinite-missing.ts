import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

/** In protobuf and JSON the count replaces the bucket, and client libraries leave it out. */
export const bucketInfiniteMissing = {
  code: "bucket-infinite-missing",
  severity: "error",
  isRelaxable: true,
  requirement: 'a histogram in text has a bucket with le="+Inf"',
  reason: "without it a reader cannot know whether the histogram is complete",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: 'Add the bucket le="+Inf", which equals the count.',
  good: `# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1`,
  bad: `# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1`,
  inspectHistograms(family, { format }, report) {
    if (!format.infersInfiniteBucket) {
      for (const { buckets, at } of family.metrics) {
        const last = buckets.at(-1);
        if (last?.upperBound !== Number.POSITIVE_INFINITY) {
          report(
            last?.at ?? at,
            family.name,
            () =>
              `the histogram ${quote(family.name)} has no bucket with le="+Inf"; add it with the count of all observations`,
          );
        }
      }
    }
  },
} satisfies Rule;
