import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const lintHelpMissing = {
  code: "lint-help-missing",
  severity: "warning",
  isRelaxable: true,
  requirement: "a metric has a HELP text",
  reason: "without a HELP text it is not clear later what the metric means",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Add a line # HELP <name> <text>.",
  good: `# HELP queue_length Jobs that wait.\nqueue_length 3`,
  bad: `queue_length 3`,
  inspectFamily({ name, help, at }, _push, report) {
    if (help === "") {
      report(at, name, () => `${quote(name)} has no HELP text; add one that says what it measures`);
    }
  },
} satisfies Rule;
