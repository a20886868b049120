import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const lintColonInName = {
  code: "lint-colon-in-name",
  severity: "warning",
  isRelaxable: true,
  requirement: "names of metrics have no colon",
  reason: "colons are for the names of recording rules",
  source:
    "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint); https://prometheus.io/docs/practices/rules/#naming",
  fix: "Write _ instead of the colon.",
  good: `app_requests_total 3`,
  bad: `app:requests_total 3`,
  judgeName(name) {
    return name.includes(":")
      ? `the name ${quote(name)} has a colon, which is for recording rules; write _ instead`
      : undefined;
  },
} satisfies Rule;
