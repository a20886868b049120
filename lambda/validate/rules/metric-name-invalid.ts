import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

/** Names outside the legacy set are taken in protobuf and come out as something else. */
export const metricNameInvalid = {
  code: "metric-name-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "a metric name matches [a-zA-Z_:][a-zA-Z0-9_:]*",
  reason:
    "an empty name hides every series after it from the scrape, and two names such as a.b and a_b are both exposed as a_b, which takes the target down",
  source:
    "https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels; tried on Pushgateway 1.11.3",
  fix: "Use only letters, digits, _ and : in the name, and do not start it with a digit.",
  good: `{"build_duration_seconds": 42.5}`,
  bad: `{"build.duration.seconds": 42.5}`,
  exampleFormat: "json",
  judgeName(name) {
    return LEGACY_NAME.test(name)
      ? undefined
      : `${quote(name)} is not a metric name; a name is letters, digits, _ and :, does not start with a digit and is not empty`;
  },
} satisfies Rule;

const LEGACY_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
