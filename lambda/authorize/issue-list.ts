import { type Issue, MAX_REPORTED_ISSUES } from "../model/issue.ts";

/** Issues as they are found: keeps the first {@link MAX_REPORTED_ISSUES} and counts the rest, which cost nothing. */
export class IssueList {
  readonly issues: Issue[] = [];
  total = 0;

  add(issue: () => Issue): void {
    this.total += 1;
    if (this.issues.length < MAX_REPORTED_ISSUES) this.issues.push(issue());
  }
}
