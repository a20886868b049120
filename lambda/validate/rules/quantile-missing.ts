import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const quantileMissing = {
  code: "quantile-missing",
  severity: "error",
  isRelaxable: false,
  requirement: "a sample whose name is that of a summary has the label quantile",
  reason: "the Pushgateway drops such a sample silently",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: 'Give the sample its quantile, as in quantile="0.5", or correct the TYPE.',
  good: `# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 1\ns_count 1`,
  bad: `# TYPE s summary\ns 1\ns_sum 1\ns_count 1`,
  describe: ({ family }) =>
    `a sample of the summary ${quote(family)} has no label "quantile"; add it, as in quantile="0.5", or give the metric another TYPE`,
} satisfies Rule;
