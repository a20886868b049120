import { createHash } from "node:crypto";
import type { AuditLog, AuditRecord } from "../model/audit-record.ts";
import type { Clock } from "../model/clock.ts";

/** CloudWatch namespace of every metric of the proxy. */
export const METRICS_NAMESPACE = "PushgatewayProxy";

/**
 * Writes the record of a push as one line in CloudWatch's Embedded Metric Format: audit and metrics in one. The dimensions
 * are bounded by the configuration (client) and by the catalogue (outcome): a dimension that a caller chooses, such as
 * the job, would be a bill without end. A line stays under 1.4 kB, since logs are the bill.
 */
export const createEmfAuditLog =
  (write: (line: string) => void, now: Clock): AuditLog =>
  (record) =>
    write(`${JSON.stringify(toEmf(record, now()))}\n`);

const toEmf = (record: AuditRecord, timestampMs: number): object => ({
  _aws: { Timestamp: timestampMs, CloudWatchMetrics: DIRECTIVES },
  message: "push",
  ...record,
  client: record.client ?? "unknown",
  job: record.job?.slice(0, MAX_JOB_LENGTH),
  group: record.group === undefined ? undefined : hashGroup(record.group),
  stageMs: Object.fromEntries(Object.entries(record.stageMs).map(([stage, ms]) => [stage, roundMs(ms)])),
  durationMs: roundMs(Object.values(record.stageMs).reduce((sum, ms) => sum + ms, 0)),
  pushes: 1,
});

const MAX_JOB_LENGTH = 200;

const DIRECTIVES = [
  {
    Namespace: METRICS_NAMESPACE,
    Dimensions: [["client", "outcome"]],
    Metrics: [
      { Name: "pushes", Unit: "Count" },
      { Name: "series", Unit: "Count" },
      { Name: "bytes", Unit: "Bytes" },
      { Name: "durationMs", Unit: "Milliseconds" },
    ],
  },
];

/** Tells groups apart in the log without showing their label values. */
const hashGroup = (path: string): string =>
  createHash("sha256").update(path).digest("base64url").slice(0, 12);

const roundMs = (ms: number): number => Math.round(ms * 1_000) / 1_000;
