import type { ProblemCode } from "./catalogue.ts";
import { type Issue, MAX_REPORTED_ISSUES } from "./issue.ts";
import { count } from "./printable.ts";
import { type Err, err } from "./result.ts";

/**
 * Why a request is refused. It reveals nothing about other clients, and never contains a secret or an upstream body.
 */
export interface Refusal {
  readonly code: ProblemCode;
  /**
   * One sentence for the user: the found and the expected value, and the fix. If there are issues, it is the sentence
   * of the first.
   */
  readonly detail: string;
  /** The first {@link MAX_REPORTED_ISSUES}, in the order of the payload. */
  readonly issues: readonly Issue[];
  /** The number of all issues. */
  readonly total: number;
  readonly retryAfterSeconds: number | undefined;
}

/** The refusal `internal` with the catalogue's text, since a failure can come before, at or after the relay. */
export const INTERNAL_DETAIL =
  "the proxy failed, and the push may have been stored; send the same again, which is safe, and if it fails again report the request id to the operator of the proxy";

export interface RefusalDetails {
  readonly retryAfterSeconds?: number;
}

export const refuse = (code: ProblemCode, detail: string, details: RefusalDetails = {}): Err<Refusal> =>
  err({ code, detail, issues: [], total: 0, retryAfterSeconds: details.retryAfterSeconds });

/** Refuses a push because of its issues, at least one. `total` also counts issues that `issues` leaves out. */
export const refuseIssues = (
  code: ProblemCode,
  issues: readonly Issue[],
  total: number = issues.length,
): Err<Refusal> =>
  err({
    code,
    detail: summarize(issues[0]?.detail ?? "", total - 1),
    issues: issues.slice(0, MAX_REPORTED_ISSUES),
    total,
    retryAfterSeconds: undefined,
  });

const summarize = (first: string, more: number): string =>
  more <= 0 ? first : `${first} (and ${count(more, "more issue")})`;
