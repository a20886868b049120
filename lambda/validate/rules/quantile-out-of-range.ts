import { quote } from "../../model/issue.ts";
import { showNumber } from "../../model/printable.ts";
import type { Rule } from "../rule.ts";

export const quantileOutOfRange = {
  code: "quantile-out-of-range",
  severity: "error",
  isRelaxable: true,
  requirement: "a quantile is between 0 and 1",
  reason: "other quantiles do not exist. Often a percentile was pushed as a quantile",
  source: "https://prometheus.io/docs/concepts/metric_types/#summary",
  fix: "Divide percentiles by 100.",
  good: `# TYPE s summary\ns{quantile="0.99"} 1\ns_sum 1\ns_count 1`,
  bad: `# TYPE s summary\ns{quantile="99"} 1\ns_sum 1\ns_count 1`,
  inspectSummaries(family, _push, report) {
    for (const { quantiles } of family.metrics) {
      for (const { quantile, at } of quantiles) {
        if (quantile < 0 || quantile > 1) {
          report(
            at,
            family.name,
            () =>
              `the quantile ${showNumber(quantile)} of the summary ${quote(family.name)} is not between 0 and 1; write the 99th percentile as 0.99`,
          );
        }
      }
    }
  },
} satisfies Rule;
