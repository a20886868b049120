import type { HistogramFamily, SummaryFamily } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import type { InspectedPush, Report, Rule } from "../rule.ts";

/** Reports only the first such metric of a family. */
const inspectComposites = (
  family: HistogramFamily | SummaryFamily,
  _push: InspectedPush,
  report: Report,
): void => {
  for (const { sum, count, at } of family.metrics) {
    if (sum === undefined || count === undefined) {
      const missing = sum === undefined ? "_sum" : "_count";
      report(
        at,
        family.name,
        () =>
          `the ${family.type} ${quote(family.name)} has no ${missing} here and is exposed as if it had one; push it, too`,
      );
      return;
    }
  }
};

export const sumOrCountMissing = {
  code: "sum-or-count-missing",
  severity: "warning",
  isRelaxable: true,
  requirement: "a histogram or summary has _sum and _count",
  reason: "a missing _sum is exposed as 0, a missing _count as the +Inf bucket or 0",
  source: "https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries",
  fix: "Add the samples _sum and _count.",
  good: `# TYPE s summary\ns_sum 1.5\ns_count 2`,
  bad: `# TYPE s summary\ns_count 2`,
  inspectHistograms: inspectComposites,
  inspectSummaries: inspectComposites,
} satisfies Rule;
