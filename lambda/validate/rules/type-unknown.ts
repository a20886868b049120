import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const typeUnknown = {
  code: "type-unknown",
  severity: "error",
  isRelaxable: false,
  requirement: "a type is counter, gauge, summary, histogram, gaugehistogram or untyped",
  reason:
    "the Pushgateway refuses other types in text. In protobuf it accepts them and cuts its page short at them",
  source:
    "https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format; tried on Pushgateway 1.11.3",
  fix: "Write one of the known types; untyped if none fits.",
  good: `# TYPE build_info gauge\nbuild_info{version="1"} 1`,
  bad: `# TYPE build_info info\nbuild_info{version="1"} 1`,
  describe: ({ found }) =>
    `the type ${quote(found!)} is not known; expected counter, gauge, summary, histogram, gaugehistogram or untyped (types of OpenMetrics need Content-Type: application/openmetrics-text)`,
} satisfies Rule;
