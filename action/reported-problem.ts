import { findIssue } from "../lambda/issue-catalogue.ts";
import { CATALOGUE, type ProblemCode } from "../lambda/model/catalogue.ts";
import type { Issue } from "../lambda/model/issue.ts";
import { type Err, err } from "../lambda/model/result.ts";

/** An issue in a proxy's answer. That proxy's version may have codes that this catalogue does not have. */
export type ReportedIssue = Omit<Issue, "code"> & { readonly code: string };

/** Why the metrics were not pushed, for the reader of the build log. Never contains a credential. */
export interface ReportedProblem {
  /** A code of the proxy's catalogue, or one of the action itself. */
  readonly code: string;
  /** What went wrong. */
  readonly detail: string;
  /** The fix. */
  readonly advice: string;
  /** Issues of the payload, with their places. */
  readonly issues: readonly ReportedIssue[];
  /** The number of all issues. */
  readonly total: number;
  readonly requestId: string | undefined;
}

/** The fix of a refusal: the catalogue's fixes of the shown issues, else that of the problem. */
export const adviseOn = (code: string, issues: readonly ReportedIssue[]): string => {
  const fixes = [...new Set(issues.flatMap((issue) => findIssue(issue.code)?.fix ?? []))];
  if (fixes.length > 0 && fixes.length <= MAX_FIXES) {
    return fixes.join(" ");
  }
  return Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code as ProblemCode].advice : "";
};

/** More fixes than these are better read next to their issues. */
const MAX_FIXES = 3;

/** Problems that can occur before the proxy has answered. */
export type OwnCode =
  | "input-invalid"
  | "nothing-collected"
  | "id-token-unavailable"
  | "proxy-unreachable"
  | "answer-unexpected";

export const fail = (code: OwnCode, detail: string, advice: string): Err<ReportedProblem> =>
  err({ code, detail, advice, issues: [], total: 0, requestId: undefined });
