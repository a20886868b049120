import { type Issue, MAX_REPORTED_ISSUES } from "./issue.ts";

/** Issues in the order in which they are found: keeps the first {@link MAX_REPORTED_ISSUES}, and counts the rest, which cost nothing. */
export class IssueList<Entry = Issue> {
  readonly issues: Entry[] = [];
  total = 0;

  get isFull(): boolean {
    return this.total >= MAX_REPORTED_ISSUES;
  }

  /** Takes an issue that is made only if it is kept. */
  add(create: () => Entry): void {
    if (!this.isFull) {
      this.issues.push(create());
    }
    this.total += 1;
  }
}
