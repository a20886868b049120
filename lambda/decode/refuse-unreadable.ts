import type { SourcePosition } from "../model/exposition.ts";
import type { Issue } from "../model/issue.ts";
import type { DecodeIssueCode } from "../model/issues.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import type { Err } from "../model/result.ts";

/** The refusal of a payload with issues: `issues` in the order of the payload, `total` counts those that it leaves out, too. */
export const refuseUnreadable = (issues: readonly Issue[], total: number = issues.length): Err<Refusal> =>
  refuse("payload-unreadable", describeTotal(total), { issues, total });

const describeTotal = (total: number): string =>
  total === 1 ? "the payload has an issue" : `the payload has ${total} issues`;

/** An issue in the grammar of a payload, before its place is looked up. */
export interface SyntaxIssue {
  readonly code: DecodeIssueCode;
  readonly detail: string;
  readonly at: SourcePosition;
  readonly family?: string | undefined;
}
