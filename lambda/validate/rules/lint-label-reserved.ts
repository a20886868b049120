import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const lintLabelReserved = {
  code: "lint-label-reserved",
  severity: "warning",
  isRelaxable: true,
  requirement: "only histograms and summaries have the labels le and quantile",
  reason: "readers think that such a series is a bucket or a quantile",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Rename the label.",
  good: `# TYPE disk_usage_bytes gauge\ndisk_usage_bytes{limit="5"} 3`,
  bad: `# TYPE disk_usage_bytes gauge\ndisk_usage_bytes{le="5"} 3`,
  judgeLabelName(name, type) {
    const owner = OWNERS.get(name);
    return type === "untyped" || owner === undefined
      ? undefined
      : `the label ${quote(name)} of a ${type} is for ${owner}; rename it`;
  },
} satisfies Rule;

const OWNERS: ReadonlyMap<string, string> = new Map([
  ["le", "histograms"],
  ["quantile", "summaries"],
]);
