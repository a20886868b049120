import type { MetricFamily, Source, SourcePosition } from "./exposition.ts";
import type { Issue } from "./issue.ts";
import type { RuleCode } from "./issues/rule-code.ts";

/** The result of every decoder, in any format. */
export interface DecodedExposition {
  /**
   * In the order of the payload. They can have issues that `validate` finds: a name twice, an empty family, an impossible
   * value.
   */
  readonly families: readonly MetricFamily[];
  /**
   * The parts of the payload that a {@link MetricFamily} cannot hold (a bucket without `le`, a second TYPE, a
   * timestamp).
   */
  readonly rawIssues: readonly RawIssue[];
  /** What the decoder accepted or dropped (CRLF, a byte order mark, exemplars). */
  readonly notes: readonly Issue[];
  readonly source: Source;
}

/** A decoder's observation for a rule of `validate`. The rule decides code, severity and text. */
export interface RawIssue {
  /** The code of the rule. */
  readonly rule: RuleCode;
  readonly family: string;
  readonly at: SourcePosition;
  /** A value for the rule's text, for instance the text of a bound. */
  readonly found?: string | undefined;
}
