import type { Report, Rule } from "./rule.ts";
import type { RuleIssues } from "./rule-issues.ts";

/** Where the findings of rules go, by severity. */
export type IssuesBySeverity = Readonly<Record<Rule["severity"], RuleIssues>>;

/** Takes the issues of one rule after the other. */
export class Reporter {
  readonly #verdict: IssuesBySeverity;
  #rule: Rule | undefined;
  readonly #report: Report = (at, family, describe) => {
    const { code, severity } = this.#rule!;
    this.#verdict[severity].add({ code, at, family, describe });
  };

  constructor(verdict: IssuesBySeverity) {
    this.#verdict = verdict;
  }

  /** Takes findings of this rule from now on. */
  of(rule: Rule): Report {
    this.#rule = rule;
    return this.#report;
  }
}
