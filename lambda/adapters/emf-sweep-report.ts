import type { SweepReport } from "../sweep/sweep.ts";
import type { WriteEmfDocument } from "./emf-document.ts";

/**
 * Writes what a sweep saw and did as one line. `unsoundScrapes` is 1 when Prometheus does not get what it should, whatever
 * the Pushgateway says of its health; `failedSweeps` when it could not be read. Jobs are in the line only: as a dimension
 * they would be a bill without end.
 */
export const createEmfSweepReport =
  (write: WriteEmfDocument) =>
  (report: SweepReport): void =>
    write({
      message: "sweep",
      dimensions: {},
      metrics: {
        groups: report.groups,
        series: report.series,
        expiredGroups: report.expired.length,
        foundInconsistencies: report.findings.length,
        unsoundScrapes: report.health.kind === "unsound" ? 1 : 0,
        failedSweeps: report.outcome === "unread" ? 1 : 0,
      },
      fields: { ...report, expired: undefined, findings: report.findings.slice(0, MAX_LISTED) },
    });

const MAX_LISTED = 20;
