import { createHash } from "node:crypto";
import type { PageMetricName } from "../../config/page-metrics.ts";
import type { AuditLog } from "../../model/audit-record.ts";
import type { ReadRecord } from "../../page/read-record.ts";
import type { WriteEmfDocument } from "./emf-document.ts";

/**
 * Writes the record of a push as one line, which is both audit log and metric. The dimensions of the metric are client,
 * which the configuration limits, and outcome, which the catalogue limits, because each pair of them costs money. A
 * line has less than 1.4 kB, because logs are most of the costs.
 */
export const createEmfAuditLog =
  (write: WriteEmfDocument): AuditLog =>
  ({ client, outcome, ...record }) =>
    write({
      message: "push",
      dimensions: { client: client ?? "unknown", outcome },
      metrics: { pushes: 1 },
      fields: {
        ...record,
        durationMs: roundMs(sum(Object.values(record.stageMs))),
        job: record.job?.slice(0, MAX_JOB_LENGTH),
        // The place of an issue in JSON contains a key of the payload.
        issue: record.issue?.slice(0, MAX_ISSUE_LENGTH),
        group: record.group === undefined ? undefined : hashGroup(record.group),
        stageMs: Object.fromEntries(
          Object.entries(record.stageMs).map(([stage, ms]) => [stage, roundMs(ms)]),
        ),
      },
    });

const MAX_JOB_LENGTH = 100;

const MAX_ISSUE_LENGTH = 60;

/** Identifies groups in the log without showing their label values. */
export const hashGroup = (path: string): string =>
  createHash("sha256").update(path).digest("base64url").slice(0, 12);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const roundMs = (ms: number): number => Math.round(ms * 1_000) / 1_000;

/** Writes each read as one line. PAGE_METRICS describes its metrics. Reading one group has no metrics. */
export const createEmfReadLog =
  (write: WriteEmfDocument) =>
  ({ isFailure, ...record }: ReadRecord): void =>
    write({
      message: "read",
      dimensions: {},
      metrics: record.what === "page" ? toMetrics(record.bytes, isFailure) : {},
      fields: record,
    });

const toMetrics = (bytes: number, isFailure: boolean): Readonly<Record<PageMetricName, number>> => ({
  scrapes: 1,
  scrapeBytes: bytes,
  failedScrapes: isFailure ? 1 : 0,
});
