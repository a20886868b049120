import { CATALOGUE, type ProblemCode } from "../model/catalogue.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Result } from "../model/result.ts";
import type { ReadAnswer } from "./answer-read.ts";

/** The log's record of a read. It contains no label value and no credential. */
export interface ReadRecord {
  readonly requestId: string;
  /** Undefined: the credential was not valid. */
  readonly client: string | undefined;
  readonly what: "page" | "group";
  readonly outcome: "ok" | ProblemCode;
  /** Whether the request was valid but could not be answered. */
  readonly isFailure: boolean;
  /** As sent. */
  readonly bytes: number;
  /** On the page. */
  readonly groups: number;
  readonly unreadable: number;
  readonly durationMs: number;
}

export const toReadRecord = (
  request: Pick<ReadRecord, "requestId" | "client" | "what" | "durationMs">,
  outcome: Result<ReadAnswer, Refusal>,
): ReadRecord => ({
  ...request,
  outcome: outcome.ok ? "ok" : outcome.error.code,
  isFailure: !outcome.ok && CATALOGUE[outcome.error.code].status >= 500,
  bytes: outcome.ok ? outcome.value.body.length : 0,
  groups: outcome.ok ? (outcome.value.size?.groups ?? 1) : 0,
  unreadable: outcome.ok ? (outcome.value.size?.unreadable ?? 0) : 0,
});
