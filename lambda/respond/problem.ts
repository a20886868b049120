import { CATALOGUE, type ProblemCode } from "../model/catalogue.ts";
import { cutName, type Issue } from "../model/issue.ts";
import type { Refusal } from "../model/refusal.ts";

export const PROBLEM_JSON = "application/problem+json";

/** The body of every refusal (RFC 9457), with a stable `code`, and with `errors` for issues of the payload. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The request id, as in `x-amzn-RequestId`. */
  readonly instance: string;
  readonly code: ProblemCode;
  /** The first 20. `total` counts all. */
  readonly errors?: readonly ProblemError[];
  readonly total?: number;
}

export interface ProblemError {
  readonly code: string;
  readonly line?: number;
  readonly column?: number;
  readonly pointer?: string;
  readonly family?: string;
  readonly detail: string;
}

export const toProblem = (refusal: Refusal, requestId: string): Problem => ({
  ...toBareProblem(refusal.code, refusal.detail, requestId),
  ...(refusal.issues.length > 0 && { errors: refusal.issues.map(toProblemError), total: refusal.total }),
});

export const toBareProblem = (code: ProblemCode, detail: string, requestId: string): Problem => ({
  type: `urn:pushgateway-proxy:problem:${code}`,
  title: CATALOGUE[code].title,
  status: CATALOGUE[code].status,
  detail,
  instance: requestId,
  code,
});

export const toProblemError = ({ code, location, family, detail }: Issue): ProblemError => ({
  code,
  ...location,
  ...(family !== undefined && { family: cutName(family) }),
  detail,
});
