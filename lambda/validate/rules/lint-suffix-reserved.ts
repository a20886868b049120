import type { MetricType } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const lintSuffixReserved = {
  code: "lint-suffix-reserved",
  severity: "warning",
  isRelaxable: true,
  requirement: "only histograms and summaries have the suffixes _bucket, _count and _sum",
  reason:
    "readers think that such a metric is a part of a histogram, and a histogram of that name could not be pushed any more",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Rename the metric so that it does not end with the suffix.",
  good: `# TYPE queued_jobs gauge\nqueued_jobs 3`,
  bad: `# TYPE job_count gauge\njob_count 3`,
  judgeName(name, type) {
    const suffix = RESERVED_SUFFIX.exec(name)?.[0];
    return suffix === undefined || mayHave(type, suffix)
      ? undefined
      : `the name ${quote(name)} of a ${type} ends in ${suffix}, which is for histograms and summaries; choose another`;
  },
} satisfies Rule;

const RESERVED_SUFFIX = /_(?:bucket|count|sum)$/;

const mayHave = (type: MetricType, suffix: string): boolean =>
  type === "untyped" || type === "histogram" || (type === "summary" && suffix !== "_bucket");
