import type { SourcePosition } from "../model/exposition.ts";
import { type Issue, MAX_REPORTED_ISSUES } from "../model/issue.ts";
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

/** Keeps the first {@link MAX_REPORTED_ISSUES} issues and counts the rest, so that thousands of them cost nothing. */
export class SyntaxIssueLog {
  readonly kept: SyntaxIssue[] = [];
  total = 0;

  get isFull(): boolean {
    return this.total >= MAX_REPORTED_ISSUES;
  }

  /** Takes a detail that is made only for issues that are kept. */
  add(code: DecodeIssueCode, at: SourcePosition, describe: () => string, family?: string): void {
    if (!this.isFull) {
      this.kept.push({ code, detail: describe(), at, family });
    }
    this.total++;
  }
}
