import type { Source, SourcePosition } from "../model/exposition.ts";
import { type Issue, MAX_REPORTED_ISSUES } from "../model/issue.ts";
import type { RuleCode } from "../model/issues/rule-code.ts";

interface Finding {
  readonly code: RuleCode;
  readonly at: SourcePosition | undefined;
  readonly family: string | undefined;
  readonly describe: () => string;
}

/** So many are kept before all but the first {@link MAX_REPORTED_ISSUES} are dropped: a hundred thousand findings stay cheap. */
const MAX_KEPT = 1_000;

/** What rules find, in whatever order they find it. Gives the first ones in the order of the payload. */
export class Findings {
  total = 0;
  #kept: Finding[] = [];

  add(finding: Finding): void {
    this.total++;
    this.#kept.push(finding);
    // Stryker disable next-line all: when findings are dropped is a matter of memory alone
    if (this.#kept.length === MAX_KEPT) {
      this.#kept = this.#first();
    }
  }

  toIssues(source: Source): readonly Issue[] {
    return this.#first().map((finding) => toIssue(finding, source));
  }

  #first(): Finding[] {
    return this.#kept.sort((a, b) => positionOf(a) - positionOf(b)).slice(0, MAX_REPORTED_ISSUES);
  }
}

/** What is about the push as a whole comes first. */
const positionOf = ({ at }: Finding): number => at ?? -1;

const toIssue = ({ code, at, family, describe }: Finding, source: Source): Issue => ({
  code,
  detail: describe(),
  location: at === undefined ? undefined : source.locate(at),
  family,
});
