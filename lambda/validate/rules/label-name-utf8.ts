import { isLabelName } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import { escapeName } from "../escaped-names.ts";
import type { Rule } from "../rule.ts";

export const labelNameUtf8 = {
  code: "label-name-utf8",
  severity: "error",
  isRelaxable: false,
  requirement: "a label name matches [a-zA-Z_][a-zA-Z0-9_]*",
  reason:
    "the Pushgateway writes the labels a.b and a_b both as a_b unless the scraper asks for allow-utf-8. A label that occurs twice makes the whole scrape fail. metric-name-utf8 says when such names would be safe",
  source:
    "https://prometheus.io/docs/instrumenting/escaping_schemes/; prometheus/common model/metric.go, EscapeName; tried on Pushgateway 1.11.3",
  fix: "Push the label under the escaped name that detail suggests, or rename it.",
  good: `[{"name":"a","type":"gauge","metrics":[{"labels":{"disk_name":"x"},"value":1}]}]`,
  bad: `[{"name":"a","type":"gauge","metrics":[{"labels":{"disk.name":"x"},"value":1}]}]`,
  exampleFormat: "json",
  describe: ({ found }) => describeName(found!),
  judgeLabelName(name) {
    return name === "" || isLabelName(name) ? undefined : describeName(name);
  },
} satisfies Rule;

const describeName = (name: string): string => {
  const { underscores, values } = escapeName(name);
  return `the label name ${quote(name)} has characters other than letters, digits and _, or starts with a digit; push it as ${quote(underscores.replaceAll(":", "_"))}, or as ${quote(values.replaceAll(":", "_3a_"))}, from which the name can be restored`;
};
