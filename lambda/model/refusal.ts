import type { ProblemCode } from "./catalogue.ts";
import { type Issue, MAX_REPORTED_ISSUES } from "./issue.ts";
import { type Err, err } from "./result.ts";

/** Why a request is not carried out. Says nothing about other clients, and never holds a secret or an upstream body. */
export interface Refusal {
  readonly code: ProblemCode;
  /** One sentence for the user: what was got, what was expected, how to fix it. */
  readonly detail: string;
  /** The first {@link MAX_REPORTED_ISSUES}, in the order of the payload. */
  readonly issues: readonly Issue[];
  /** How many issues there are in all. */
  readonly total: number;
  readonly retryAfterSeconds: number | undefined;
}

/** Says of `internal` what the catalogue says: a failure can come before, at or after the relay. */
export const INTERNAL_DETAIL =
  "the proxy failed, and the push may or may not have been applied; send the same again, which is safe, and if it fails again report the request id to the operator of the proxy";

export interface RefusalDetails {
  readonly issues?: readonly Issue[];
  /** When more were found than `issues` holds. */
  readonly total?: number;
  readonly retryAfterSeconds?: number;
}

export const refuse = (code: ProblemCode, detail: string, details: RefusalDetails = {}): Err<Refusal> => {
  const issues = details.issues ?? [];
  return err({
    code,
    detail,
    issues: issues.slice(0, MAX_REPORTED_ISSUES),
    total: details.total ?? issues.length,
    retryAfterSeconds: details.retryAfterSeconds,
  });
};
