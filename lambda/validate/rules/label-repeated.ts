import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const labelRepeated = {
  code: "label-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "a series has each label once",
  reason: "it is not known which value is meant. The Pushgateway refuses the payload",
  source: "prometheus/common expfmt/text_parse.go, startLabelName",
  fix: "Keep one of the labels.",
  good: `a{b="1",c="2"} 1`,
  bad: `a{b="1",b="2"} 1`,
  describe: ({ found }) => `the label ${quote(found!)} is in one series twice; keep one of them`,
} satisfies Rule;
