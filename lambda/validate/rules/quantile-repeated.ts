import { quote } from "../../model/issue.ts";
import { showNumber } from "../../model/printable.ts";
import type { Rule } from "../rule.ts";

/** Quantiles are compared as numbers, so "0.5" equals ".5". */
export const quantileRepeated = {
  code: "quantile-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "the quantiles of a summary are different numbers",
  reason:
    "quantiles that are equal but written differently pass the Pushgateway's check and give Prometheus duplicate samples",
  source: "tried on Pushgateway 1.11.3",
  fix: "Keep one sample for each quantile.",
  good: `# TYPE s summary\ns{quantile="0.5"} 1\ns{quantile="0.9"} 1\ns_sum 1\ns_count 1`,
  bad: `# TYPE s summary\ns{quantile="0.5"} 1\ns{quantile=".5"} 1\ns_sum 1\ns_count 1`,
  inspectSummaries(family, _push, report) {
    for (const { quantiles } of family.metrics) {
      let last: number | undefined;
      for (const { quantile, at } of quantiles) {
        if (quantile === last) {
          report(
            at,
            family.name,
            () =>
              `the summary ${quote(family.name)} has the quantile ${showNumber(quantile)} twice (quantiles are compared as numbers); keep one`,
          );
        }
        last = quantile;
      }
    }
  },
} satisfies Rule;
