import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const typeRepeated = {
  code: "type-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "a family has one TYPE",
  reason: "two types for one name contradict each other: the Pushgateway refuses the payload",
  source:
    "https://prometheus.io/docs/instrumenting/exposition_formats/#comments-help-text-and-type-information",
  fix: "Keep one TYPE line for each family.",
  good: "# TYPE a counter\na 1",
  bad: "# TYPE a counter\n# TYPE a gauge\na 1",
  describe: ({ family, found }) =>
    `the TYPE ${quote(found!)} is the second one for ${quote(family)}; keep one`,
} satisfies Rule;
