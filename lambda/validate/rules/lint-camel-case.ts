import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const lintCamelCase = {
  code: "lint-camel-case",
  severity: "warning",
  isRelaxable: true,
  requirement: "names of metrics and labels are in snake_case",
  reason: "names of Prometheus metrics are in snake_case by convention, and they are case-sensitive",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Write the name in snake_case.",
  good: `queue_length{queue_name="a"} 3`,
  bad: `queueLength{queueName="a"} 3`,
  judgeName(name) {
    return describeCamelCase("name", name);
  },
  judgeLabelName(name) {
    return describeCamelCase("label", name);
  },
} satisfies Rule;

const CAMEL_CASE = /[a-z][A-Z]/;

const describeCamelCase = (what: string, name: string): string | undefined =>
  CAMEL_CASE.test(name) ? `the ${what} ${quote(name)} is in camelCase; write it in snake_case` : undefined;
