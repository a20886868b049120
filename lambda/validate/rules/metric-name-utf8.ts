import { isMetricName } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import { escapeName } from "../escaped-names.ts";
import type { Rule } from "../rule.ts";

export const metricNameUtf8 = {
  code: "metric-name-utf8",
  severity: "error",
  isRelaxable: false,
  requirement: "a metric name matches [a-zA-Z_:][a-zA-Z0-9_:]*",
  reason:
    "the Pushgateway writes a.b as a_b unless the scraper asks for allow-utf-8. So a.b and a_b become one name, and Prometheus stores only one of the two. Prometheus 3 asks for allow-utf-8 in text, but never in protobuf. Such names would be safe only if every scraper is a Prometheus 3 that reads text, without native histograms. The proxy cannot know that. The Pushgateway's flag --push.enable-utf8-names does not help: it applies only to text and the grouping key, and with it one request can break the page",
  source:
    "https://prometheus.io/docs/instrumenting/escaping_schemes/; prometheus/common model/metric.go, EscapeName; prometheus/prometheus scrape/scrape.go, acceptHeader; tried on Pushgateway 1.11.3 and Prometheus 3.16",
  fix: "Push the metric under the escaped name that detail suggests, or rename it.",
  good: `{"build_duration_seconds": 42.5}`,
  bad: `{"build.duration.seconds": 42.5}`,
  exampleFormat: "json",
  describe: ({ found }) => describeName(found!),
  judgeName(name) {
    return name === "" || isMetricName(name) ? undefined : describeName(name);
  },
} satisfies Rule;

const describeName = (name: string): string => {
  const { underscores, values } = escapeName(name);
  return `the metric name ${quote(name)} has characters other than letters, digits, _ and :, or starts with a digit; push it as ${quote(underscores)}, or as ${quote(values)}, from which the name can be restored`;
};
