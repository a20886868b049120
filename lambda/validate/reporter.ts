import type { Report, Rule } from "./rule.ts";
import type { RuleIssues } from "./rule-issues.ts";

/** The issues of a push, by the severity of their rules. */
export type IssuesBySeverity = Readonly<Record<Rule["severity"], RuleIssues>>;

/** Collects the issues of one rule after the other. */
export class Reporter {
  readonly #issues: IssuesBySeverity;
  #rule: Rule | undefined;
  readonly #report: Report = (at, family, describe) => {
    const { code, severity } = this.#rule!;
    this.#issues[severity].add({ code, at, family, describe });
  };

  constructor(issues: IssuesBySeverity) {
    this.#issues = issues;
  }

  /** The function by which the rule reports issues. It must be used before the next call. */
  of(rule: Rule): Report {
    this.#rule = rule;
    return this.#report;
  }
}
