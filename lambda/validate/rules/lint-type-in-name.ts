import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const lintTypeInName = {
  code: "lint-type-in-name",
  severity: "warning",
  isRelaxable: true,
  requirement: "a name does not contain the metric's type",
  reason: "the type is already known, and the name would be wrong after a change of the type",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Leave the type out of the name.",
  good: `# TYPE queue_length gauge\nqueue_length 3`,
  bad: `# TYPE queue_length_gauge gauge\nqueue_length_gauge 3`,
  judgeName(name, type) {
    return type !== "untyped" && `${name.toLowerCase()}_`.includes(`_${type}_`)
      ? `the name ${quote(name)} contains the type ${type}; leave it out of the name`
      : undefined;
  },
} satisfies Rule;
