import type { Rule } from "../rule.ts";

export const metricNameInvalid = {
  code: "metric-name-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "a metric has a name",
  reason: "an empty name hides every series after it from the scrape",
  source: "tried on Pushgateway 1.11.3",
  fix: "Name the metric.",
  good: `{"build_duration_seconds": 42.5}`,
  bad: `{"": 42.5}`,
  exampleFormat: "json",
  judgeName(name) {
    return name === ""
      ? "the metric name is empty; a name is letters, digits, _ and :, and does not start with a digit"
      : undefined;
  },
} satisfies Rule;
