import type { MetricType } from "../../model/exposition.ts";
import type { Rule } from "../rule.ts";

export const labelMisplaced = {
  code: "label-misplaced",
  severity: "error",
  isRelaxable: false,
  requirement: "a histogram has le on its buckets only, a summary has quantile on its quantiles only",
  reason:
    "a bucket would be exposed with two labels of the same name, for which Prometheus drops the whole target",
  source: 'tried on Pushgateway 1.11.3 and Prometheus 3: label name "le" is not unique',
  fix: "Leave le and quantile out of _sum and _count.",
  good: `# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1`,
  bad: `# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum{le="+Inf"} 1\nh_count 1`,
  describe: ({ found }) => describeMisplaced(found!),
  judgeLabelName(name, type) {
    return name === reservedLabelOf(type) ? describeMisplaced(name) : undefined;
  },
} satisfies Rule;

const reservedLabelOf = (type: MetricType): string | undefined => {
  if (type === "summary") {
    return "quantile";
  }
  return type === "histogram" || type === "gaugehistogram" ? "le" : undefined;
};

const describeMisplaced = (label: string): string =>
  label === "le"
    ? 'the label "le" is for the buckets of a histogram only; rename or remove it here'
    : 'the label "quantile" is for the quantiles of a summary only; rename or remove it here';
