import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const typeAfterSamples = {
  code: "type-after-samples",
  severity: "error",
  isRelaxable: false,
  requirement: "TYPE comes before the first sample of its family",
  reason: "the samples before it were read as untyped: the Pushgateway refuses the payload",
  source:
    "https://prometheus.io/docs/instrumenting/exposition_formats/#comments-help-text-and-type-information",
  fix: "Move the TYPE line before the first sample of its family.",
  good: "# TYPE a counter\na 1",
  bad: "a 1\n# TYPE a counter",
  describe: ({ family, found }) =>
    `the TYPE ${quote(found!)} comes after samples of ${quote(family)}; move it before the first one`,
} satisfies Rule;
