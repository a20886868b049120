import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const lintCounterTotal = {
  code: "lint-counter-total",
  severity: "warning",
  isRelaxable: true,
  requirement: "names of counters end in _total, and other names do not",
  reason: "the name tells readers to use rate()",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "End the names of counters, and of no other metric, with _total.",
  good: `# TYPE runs_total counter\nruns_total 3`,
  bad: `# TYPE runs counter\nruns 3`,
  judgeName(name, type) {
    if (type === "untyped" || (type === "counter") === name.endsWith("_total")) {
      return undefined;
    }
    return type === "counter"
      ? `the counter ${quote(name)} should have the suffix _total`
      : `${quote(name)} is not a counter, so it should not have the suffix _total`;
  },
} satisfies Rule;
