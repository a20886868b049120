import type { MetricFamily, Source, SourcePosition } from "./exposition.ts";
import type { Issue } from "./issue.ts";
import type { RuleCode } from "./issues/rule-code.ts";

/** What every decoder gives, whatever the format. */
export interface DecodedExposition {
  /**
   * In the order of the payload. They can have issues that `validate` finds: a name twice, an empty family, an impossible
   * value.
   */
  readonly families: readonly MetricFamily[];
  /** What the payload says that a {@link MetricFamily} cannot hold (a bucket without `le`, a second TYPE, a timestamp). */
  readonly rawIssues: readonly RawIssue[];
  /** What was forgiven or dropped in reading (CRLF, a byte order mark, exemplars). */
  readonly notes: readonly Issue[];
  readonly source: Source;
}

/** An observation of a decoder that a rule of `validate` judges: the rule owns code, severity and wording. */
export interface RawIssue {
  /** The code of the rule. */
  readonly rule: RuleCode;
  readonly family: string;
  readonly at: SourcePosition;
  /** What the rule's wording needs, for instance the text of a bound. */
  readonly found?: string | undefined;
}
