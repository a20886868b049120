import type { SourcePosition } from "../model/exposition.ts";
import type { Issue } from "../model/issue.ts";
import type { DecodeIssueCode } from "../model/issues.ts";
import { type Refusal, refuseIssues } from "../model/refusal.ts";
import type { Err } from "../model/result.ts";

/** The refusal of a payload with issues: `issues` in the order of the payload, `total` counts those that it leaves out, too. */
export const refuseUnreadable = (issues: readonly Issue[], total: number = issues.length): Err<Refusal> =>
  refuseIssues("payload-unreadable", issues, total);

/** An issue in the grammar of a payload, before its place is looked up. */
export interface SyntaxIssue {
  readonly code: DecodeIssueCode;
  readonly detail: string;
  readonly at: SourcePosition;
  readonly family?: string | undefined;
}
