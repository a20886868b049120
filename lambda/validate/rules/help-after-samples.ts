import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const helpAfterSamples = {
  code: "help-after-samples",
  severity: "error",
  isRelaxable: true,
  requirement: "HELP comes before the first sample of its family",
  reason: "a reader of the payload finds it too late, and OpenMetrics forbids it",
  source:
    "https://prometheus.io/docs/instrumenting/exposition_formats/#comments-help-text-and-type-information",
  fix: "Move the HELP line before the first sample of its family.",
  good: "# HELP a What a is.\na 1",
  bad: "a 1\n# HELP a What a is.",
  describe: ({ family, found }) =>
    `the HELP ${quote(found!)} comes after samples of ${quote(family)}; move it before the first one`,
} satisfies Rule;
