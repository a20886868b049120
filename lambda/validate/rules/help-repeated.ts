import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const helpRepeated = {
  code: "help-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "a family has one HELP",
  reason: "the Pushgateway refuses the payload",
  source:
    "https://prometheus.io/docs/instrumenting/exposition_formats/#comments-help-text-and-type-information",
  fix: "Keep one HELP line for each family.",
  good: "# HELP a What a is.\na 1",
  bad: "# HELP a What a is.\n# HELP a What a is not.\na 1",
  describe: ({ family, found }) =>
    `the HELP ${quote(found!)} is the second one for ${quote(family)}; keep one`,
} satisfies Rule;
