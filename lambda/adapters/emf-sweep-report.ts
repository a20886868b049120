import type { Clock } from "../model/clock.ts";
import type { SweepReport } from "../sweep/sweep.ts";
import { METRICS_NAMESPACE } from "./emf-audit-log.ts";

/**
 * Writes what a sweep saw and did as one line in CloudWatch's Embedded Metric Format. `unsoundScrapes` is 1 when
 * Prometheus does not get what it should, whatever the Pushgateway says of its health; `failedSweeps` when it could not be
 * read. Jobs are in the line only: as a dimension they would be a bill without end.
 */
export const createEmfSweepReport =
  (write: (line: string) => void, now: Clock) =>
  (report: SweepReport): void =>
    write(`${JSON.stringify(toEmf(report, now()))}\n`);

const toEmf = (report: SweepReport, timestampMs: number): object => ({
  _aws: { Timestamp: timestampMs, CloudWatchMetrics: [DIRECTIVE] },
  message: "sweep",
  ...report,
  expired: undefined,
  expiredGroups: report.expired.length,
  findings: report.findings.slice(0, MAX_LISTED),
  foundInconsistencies: report.findings.length,
  unsoundScrapes: report.health.kind === "unsound" ? 1 : 0,
  failedSweeps: report.outcome === "unread" ? 1 : 0,
  healedGroups: report.healed.length,
});

const MAX_LISTED = 20;

const DIRECTIVE = {
  Namespace: METRICS_NAMESPACE,
  Dimensions: [[]],
  Metrics: [
    { Name: "groups", Unit: "Count" },
    { Name: "series", Unit: "Count" },
    { Name: "expiredGroups", Unit: "Count" },
    { Name: "foundInconsistencies", Unit: "Count" },
    { Name: "unsoundScrapes", Unit: "Count" },
    { Name: "failedSweeps", Unit: "Count" },
    { Name: "healedGroups", Unit: "Count" },
    { Name: "tookMs", Unit: "Milliseconds" },
  ],
};
