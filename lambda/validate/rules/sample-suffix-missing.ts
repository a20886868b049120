import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

/** In OpenMetrics the samples of most types have a suffix after the name of their family. */
export const sampleSuffixMissing = {
  code: "sample-suffix-missing",
  severity: "error",
  isRelaxable: false,
  requirement:
    "a sample in OpenMetrics has a suffix that the type of its family has, such as _total for a counter",
  reason: "the meaning of the sample cannot be known, and a guess could expose it under another name",
  source: "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#suffixes",
  fix: "Give the sample the suffix of its type, such as _total for a counter.",
  good: "# TYPE jobs counter\njobs_total 1\n# EOF",
  bad: "# TYPE jobs counter\njobs 1\n# EOF",
  exampleFormat: "openmetrics",
  describe: ({ family }) =>
    `the sample ${quote(family)} has the name of its family; add the suffix of its type: _total for a counter, _info for info, _bucket, _count and _sum for a histogram, _bucket, _gcount and _gsum for a gauge histogram`,
} satisfies Rule;
