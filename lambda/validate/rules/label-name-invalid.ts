import { quote } from "../../model/issue.ts";
import { isLabelName } from "../../model/label-name.ts";
import type { Rule } from "../rule.ts";

/** Label names outside the legacy set, which are escaped when exposed. */
export const labelNameInvalid = {
  code: "label-name-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "a label name matches [a-zA-Z_][a-zA-Z0-9_]*",
  reason: "the labels a.b and a_b are both exposed as a_b, which takes the target down",
  source:
    "https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels; tried on Pushgateway 1.11.3",
  fix: "Use only letters, digits and _ in the name, and do not start it with a digit.",
  good: `[{"name":"a","type":"gauge","metrics":[{"labels":{"disk_name":"x"},"value":1}]}]`,
  bad: `[{"name":"a","type":"gauge","metrics":[{"labels":{"disk.name":"x"},"value":1}]}]`,
  exampleFormat: "json",
  describe: ({ found }) => describeInvalid(found!),
  judgeLabelName(name) {
    return isLabelName(name) ? undefined : describeInvalid(name);
  },
} satisfies Rule;

const describeInvalid = (name: string): string =>
  `${quote(name)} is not a label name; a name is letters, digits and _, does not start with a digit and is not empty`;
