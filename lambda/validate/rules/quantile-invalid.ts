import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const quantileInvalid = {
  code: "quantile-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "the quantile of a summary is a number",
  reason: "the Pushgateway refuses other texts, and drops the quantile NaN silently",
  source: "prometheus/common expfmt/text_parse.go, startLabelValue; tried on Pushgateway 1.11.3",
  fix: 'Write the quantile as a number, as in quantile="0.5".',
  good: `# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 1\ns_count 1`,
  bad: `# TYPE s summary\ns{quantile="median"} 1\ns_sum 1\ns_count 1`,
  describe: ({ found }) =>
    `the quantile ${quote(found!)} is not a number; expected one from 0 to 1, such as 0.5`,
  inspectSummaries(family, _push, report) {
    for (const { quantiles } of family.metrics) {
      for (const { quantile, at } of quantiles) {
        if (Number.isNaN(quantile)) {
          report(at, family.name, () => "a quantile is NaN; expected a number from 0 to 1, such as 0.5");
        }
      }
    }
  },
} satisfies Rule;
