import type { Rule } from "../rule.ts";

export const labelNameInvalid = {
  code: "label-name-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "a label has a name",
  reason:
    "with one such label a Pushgateway without its consistency check answers every scrape with an error (500)",
  source:
    "https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels; tried on Pushgateway 1.11.3",
  fix: "Name the label.",
  good: `[{"name":"a","type":"gauge","metrics":[{"labels":{"disk_name":"x"},"value":1}]}]`,
  bad: `[{"name":"a","type":"gauge","metrics":[{"labels":{"":"x"},"value":1}]}]`,
  exampleFormat: "json",
  describe: () => EMPTY,
  judgeLabelName(name) {
    return name === "" ? EMPTY : undefined;
  },
} satisfies Rule;

const EMPTY = "a label name is empty; a name is letters, digits and _, and does not start with a digit";
