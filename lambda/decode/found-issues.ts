import type { RawIssue } from "../model/decoded-exposition.ts";
import type { SourcePosition } from "../model/exposition.ts";
import type { Issue } from "../model/issue.ts";
import type { RuleCode } from "../model/issues/rule-code.ts";
import type { DecodeIssueCode } from "../model/issues.ts";
import { type Refusal, refuseIssues } from "../model/refusal.ts";
import type { Err } from "../model/result.ts";

/**
 * What decoders hand to rules of `validate` because a family of the model cannot hold it, by the code of the rule.
 * Beside each: what `found` is, where it is needed.
 */
export type RawIssueCode = Extract<
  RuleCode,
  /** The timestamp. */
  | "timestamp-present"
  /** The type of a TYPE line that is late or repeated. */
  | "type-repeated"
  | "type-after-samples"
  | "help-repeated"
  | "help-after-samples"
  /** The metric's name, which is in quotes. */
  | "metric-name-utf8"
  /** The label's name. */
  | "label-repeated"
  /** The label's name, for a label that is dropped because its value is empty. */
  | "label-name-invalid"
  /** The same, or a name in quotes. */
  | "label-name-utf8"
  | "label-name-reserved"
  /** The label's name: `le` beside a histogram's buckets, `quantile` beside a summary's quantiles. */
  | "label-misplaced"
  /** The series, for instance `h_sum`. */
  | "series-repeated"
  /** The name of another family that exposes this one's name. */
  | "name-collision"
  | "bucket-without-le"
  /** The text of the bound: no number, or NaN. */
  | "bucket-bound-invalid"
  | "quantile-missing"
  /** The text of the quantile: no number, or NaN. */
  | "quantile-invalid"
  /** The sample's name: a histogram or a summary has no sample of that name. */
  | "sample-out-of-place"
  /** No `found`: `family` is the sample's name, which is that of a family whose samples all have suffixes. */
  | "sample-suffix-missing"
  /** What the metric has instead of the value of its type, for instance `gauge` or `no value`. */
  | "value-of-wrong-type"
  /** The type's name or number. */
  | "type-unknown"
  | "native-counts-mixed"
  | "exemplar-misplaced"
  | "created-misplaced"
  /** The key of a JSON object that no family, metric or value has. */
  | "key-unknown"
  /** The key that a JSON object has twice. */
  | "key-repeated"
  /** What was found in JSON where something else is expected, as a clause for the user. */
  | "json-shape"
>;

export const rawIssue = (
  rule: RawIssueCode,
  family: string,
  at: SourcePosition,
  found?: string,
): RawIssue => ({ rule, family, at, found });

/** Takes what a decoder hands to a rule. */
export type Note = (rule: RawIssueCode, at: SourcePosition, found: string) => void;

/** The refusal of a payload with issues: `issues` in the order of the payload, `total` counts those that it leaves out, too. */
export const refuseUnreadable = (issues: readonly Issue[], total: number = issues.length): Err<Refusal> =>
  refuseIssues("payload-unreadable", issues, total);

/** An issue in the grammar of a payload, before its place is looked up. */
export interface SyntaxIssue {
  readonly code: DecodeIssueCode;
  readonly detail: string;
  readonly at: SourcePosition;
  readonly family?: string | undefined;
}
