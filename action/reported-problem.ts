import { findIssue } from "../lambda/issue-catalogue.ts";
import { CATALOGUE, type ProblemCode } from "../lambda/model/catalogue.ts";
import type { Issue } from "../lambda/model/issue.ts";
import { type Err, err } from "../lambda/model/result.ts";

/** An issue as a proxy reports it, whose version may know codes that are not in this catalogue. */
export type ReportedIssue = Omit<Issue, "code"> & { readonly code: string };

/** Why the metrics were not pushed, for the reader of the build log. Never holds a credential. */
export interface ReportedProblem {
  /** A code of the proxy's catalogue, or one of the action's own. */
  readonly code: string;
  /** What went wrong. */
  readonly detail: string;
  /** What to do next. */
  readonly advice: string;
  /** Issues of the payload, with their places. */
  readonly issues: readonly ReportedIssue[];
  /** How many there are in all. */
  readonly total: number;
  readonly requestId: string | undefined;
}

/** What to do about a refusal: what the catalogue says of the issues that are shown, else of the problem. */
export const adviseOn = (code: string, issues: readonly ReportedIssue[]): string => {
  const fixes = [...new Set(issues.flatMap((issue) => findIssue(issue.code)?.fix ?? []))];
  if (fixes.length > 0 && fixes.length <= MAX_FIXES) {
    return fixes.join(" ");
  }
  return Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code as ProblemCode].advice : "";
};

/** More than these are better read one by one, beside their issues. */
const MAX_FIXES = 3;

/** What can go wrong before the proxy has an answer. */
export type OwnCode =
  | "input-invalid"
  | "nothing-collected"
  | "id-token-unavailable"
  | "proxy-unreachable"
  | "answer-unexpected";

export const fail = (code: OwnCode, detail: string, advice: string): Err<ReportedProblem> =>
  err({ code, detail, advice, issues: [], total: 0, requestId: undefined });
