import type { Source, SourcePosition } from "../model/exposition.ts";
import { type Issue, MAX_REPORTED_ISSUES } from "../model/issue.ts";
import type { RuleCode } from "../model/issues/rule-code.ts";

interface FoundIssue {
  readonly code: RuleCode;
  readonly at: SourcePosition | undefined;
  readonly family: string | undefined;
  readonly describe: () => string;
}

/**
 * When this many issues are kept, all but the first {@link MAX_REPORTED_ISSUES} are dropped, so that even a hundred
 * thousand issues need little memory.
 */
const MAX_KEPT = 1_000;

/** Collects issues in any order. Returns the first {@link MAX_REPORTED_ISSUES} in the order of the payload. */
export class RuleIssues {
  total = 0;
  #kept: FoundIssue[] = [];

  add(issue: FoundIssue): void {
    this.total++;
    this.#kept.push(issue);
    if (this.#kept.length === MAX_KEPT) {
      this.#kept = this.#first();
    }
  }

  toIssues(source: Source): readonly Issue[] {
    return this.#first().map((issue) => toIssue(issue, source));
  }

  #first(): FoundIssue[] {
    return this.#kept.sort((a, b) => positionOf(a) - positionOf(b)).slice(0, MAX_REPORTED_ISSUES);
  }
}

/** Issues of the push as a whole come first. */
const positionOf = ({ at }: FoundIssue): number => at ?? -1;

const toIssue = ({ code, at, family, describe }: FoundIssue, source: Source): Issue => ({
  code,
  detail: describe(),
  location: at === undefined ? undefined : source.locate(at),
  family,
});
