import type { ProblemCode } from "./catalogue.ts";
import type { PushStatus, PushTrace, StageName } from "./push-trace.ts";
import type { Refusal } from "./refusal.ts";
import type { Result } from "./result.ts";

/** Writes the record of a push. */
export type AuditLog = (record: AuditRecord) => void;

/** The record of a push. It contains no payload, credential or label value except the job. */
export interface AuditRecord {
  readonly requestId: string;
  /** Undefined if the credential was not valid. */
  readonly client: string | undefined;
  readonly method: string | undefined;
  readonly job: string | undefined;
  /** The canonical path of the group. Loggers shorten it to a hash. */
  readonly group: string | undefined;
  readonly isDryRun: boolean;
  /** `stored`: the Pushgateway does not have it yet. */
  readonly outcome: "ok" | "stored" | ProblemCode;
  /** The first issue of a refused payload: its code and place. */
  readonly issue: string | undefined;
  readonly issues: number;
  readonly families: number;
  readonly series: number;
  /** Of the body as sent. */
  readonly bytes: number;
  readonly stageMs: Readonly<Partial<Record<StageName, number>>>;
}

export const toAuditRecord = (
  requestId: string,
  { client, request, exposition, stageMs }: PushTrace,
  outcome: Result<PushStatus, Refusal>,
): AuditRecord => ({
  requestId,
  client: client?.id,
  method: request?.method,
  job: request?.key.job,
  group: request?.key.path,
  isDryRun: request?.isDryRun ?? false,
  outcome: outcome.ok ? (outcome.value === "stored" ? "stored" : "ok") : outcome.error.code,
  issue: outcome.ok ? undefined : describeFirstIssue(outcome.error),
  issues: outcome.ok ? 0 : outcome.error.total,
  families: exposition?.families.length ?? 0,
  series: exposition?.series ?? 0,
  bytes: request?.body.length ?? 0,
  stageMs,
});

const describeFirstIssue = ({ issues: [first] }: Refusal): string | undefined => {
  if (first === undefined) {
    return undefined;
  }
  const place = first.location === undefined ? [] : Object.values(first.location);
  return [first.code, ...place].join(":");
};
