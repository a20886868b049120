import { exposedNames } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const metricNameReserved = {
  code: "metric-name-reserved",
  severity: "error",
  isRelaxable: false,
  requirement:
    "a metric does not have a name that the proxy, the Pushgateway or the scraping Prometheus writes itself",
  reason:
    "with honor_labels a pushed up, scrape_… or ALERTS series looks like the health of another target, and a pushed push_failure_time_seconds looks like a failed push",
  source:
    "https://github.com/prometheus/pushgateway#about-timestamps; tried on Pushgateway 1.11.3 and Prometheus 3",
  fix: "Rename the metric. For instance, put the name of your program before it.",
  good: `app_up 1`,
  bad: `up 1`,
  judgeName(name, type) {
    const reserved = exposedNames(name, type).find((exposed) => RESERVED.test(exposed));
    return reserved === undefined
      ? undefined
      : `the name ${quote(reserved)} is reserved for what the proxy, the Pushgateway or Prometheus writes itself; give the metric its own prefix`;
  },
} satisfies Rule;

const RESERVED_PREFIXES = ["scrape_", "pushgateway_"];

const RESERVED_NAMES = ["up", "ALERTS", "ALERTS_FOR_STATE", "push_time_seconds", "push_failure_time_seconds"];

const RESERVED = new RegExp(`^(?:${RESERVED_PREFIXES.join("|")}|(?:${RESERVED_NAMES.join("|")})$)`);

/** Whether every name that a pattern of a grant matches is reserved. */
export const isReservedPattern = (pattern: string): boolean =>
  RESERVED_NAMES.includes(pattern) || RESERVED_PREFIXES.some((prefix) => pattern.startsWith(prefix));
