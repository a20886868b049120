import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

/** A group that would carry the labels of the Pushgateway's own scrape. */
export const jobReserved = {
  code: "job-reserved",
  severity: "error",
  isRelaxable: false,
  requirement: "the job is not the one under which Prometheus scrapes the Pushgateway",
  reason: "its series would be mixed up with the Pushgateway's own and with the health of its scrape",
  source:
    "https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config (honor_labels)",
  fix: "Push under another job, or let the operator change the scrape job in proxy.yaml.",
  good: `# PUT /metrics/job/nightly-backup\nbackup_success 1`,
  bad: `# PUT /metrics/job/pushgateway\nbackup_success 1`,
  inspectPush(_families, { key, scrapeJob }, report) {
    if (key.job === scrapeJob) {
      report(
        undefined,
        undefined,
        () => `the job ${quote(key.job)} is that of the Pushgateway's own scrape; push under another job`,
      );
    }
  },
} satisfies Rule;
