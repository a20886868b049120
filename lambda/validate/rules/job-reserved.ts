import { OWN_JOB } from "../../model/grouping-key.ts";
import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const jobReserved = {
  code: "job-reserved",
  severity: "error",
  isRelaxable: false,
  requirement: "the job is neither the scrape job of Prometheus nor that of the proxy (pushgateway-proxy)",
  reason:
    "the pushed series would be mixed with those of the Pushgateway and of its scrape, or with those of the proxy",
  source:
    "https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config (honor_labels)",
  fix: "Push under another job, or let the operator change the scrape job in proxy.yaml.",
  good: `# PUT /metrics/job/nightly-backup\nbackup_success 1`,
  bad: `# PUT /metrics/job/pushgateway\nbackup_success 1`,
  inspectPush(_families, { key, scrapeJob }, report) {
    if (key.job === scrapeJob || key.job === OWN_JOB) {
      const whose = key.job === OWN_JOB ? "the proxy's own metrics" : "the Pushgateway's own scrape";
      report(
        undefined,
        undefined,
        () => `the job ${quote(key.job)} is reserved for ${whose}; push under another job`,
      );
    }
  },
} satisfies Rule;
