import { quote } from "../../model/issue.ts";
import { escapeName } from "../escaped-names.ts";
import type { Rule } from "../rule.ts";

/** Names that Prometheus has since version 3. */
export const metricNameUtf8 = {
  code: "metric-name-utf8",
  severity: "error",
  isRelaxable: false,
  requirement: "a metric name matches [a-zA-Z_:][a-zA-Z0-9_:]*",
  reason:
    "the Pushgateway escapes other names with underscores unless the scraper asks for allow-utf-8, and then a.b and a_b become one name, and Prometheus stores only one of the two; Prometheus asks for it in the text formats alone (as 3 does by default), never in protobuf, so the names would be safe only where every scraper is Prometheus 3 and does without native histograms, which no proxy can know; the Pushgateway's flag --push.enable-utf8-names concerns text and labels of the grouping key alone, and one request poisons a Pushgateway that has it",
  source:
    "https://prometheus.io/docs/instrumenting/escaping_schemes/; prometheus/common model/metric.go, EscapeName; prometheus/prometheus scrape/scrape.go, acceptHeader; tried on Pushgateway 1.11.3 and Prometheus 3.16",
  fix: "Push the metric under the escaped name that detail suggests, or rename it.",
  good: `{"build_duration_seconds": 42.5}`,
  bad: `{"build.duration.seconds": 42.5}`,
  exampleFormat: "json",
  judgeName(name) {
    if (name === "" || LEGACY_NAME.test(name)) {
      return undefined;
    }
    const { underscores, values } = escapeName(name);
    return `the metric name ${quote(name)} has characters other than letters, digits, _ and :, or starts with a digit; push it as ${quote(underscores)}, or as ${quote(values)} to have the name back`;
  },
} satisfies Rule;

const LEGACY_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
