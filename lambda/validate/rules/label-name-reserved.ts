import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const labelNameReserved = {
  code: "label-name-reserved",
  severity: "error",
  isRelaxable: false,
  requirement: "no label name starts with __",
  reason: "such labels are Prometheus's own: the Pushgateway refuses them",
  source: "https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels",
  fix: "Rename the label so that it does not start with __.",
  good: `requests_total{address="10.0.0.1"} 1`,
  bad: `requests_total{__address__="10.0.0.1"} 1`,
  describe: ({ found }) => describeReserved(found!),
  judgeLabelName(name) {
    return name.startsWith("__") ? describeReserved(name) : undefined;
  },
} satisfies Rule;

const describeReserved = (name: string): string =>
  `the label ${quote(name)} is reserved: names that start with __ are Prometheus's own; rename the label`;
