import type { RawIssue } from "../model/decoded-exposition.ts";
import type { SourcePosition } from "../model/exposition.ts";
import type { Issue } from "../model/issue.ts";
import type { RuleCode } from "../model/issues/rule-code.ts";
import type { DecodeIssueCode } from "../model/issues.ts";
import { type Refusal, refuseIssues } from "../model/refusal.ts";
import type { Err } from "../model/result.ts";

/**
 * The rules of `validate` whose issues the decoder must find, because a `MetricFamily` cannot represent them. The
 * comment above a code says what `found` contains.
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
  /** The name of a label that is dropped because its value is empty. */
  | "label-name-invalid"
  /** The name of a label whose value is empty, or whose name is in quotes. */
  | "label-name-utf8"
  | "label-name-reserved"
  /** The label's name: `le` beside a histogram's buckets, `quantile` beside a summary's quantiles. */
  | "label-misplaced"
  /** The series, for instance `h_sum`. */
  | "series-repeated"
  /** The name of another family that exposes the same name. */
  | "name-collision"
  | "bucket-without-le"
  /** The text of the bound, which is not a number or is NaN. */
  | "bucket-bound-invalid"
  | "quantile-missing"
  /** The text of the quantile, which is not a number or is NaN. */
  | "quantile-invalid"
  /** The sample's name. A histogram has no sample with this name. */
  | "sample-out-of-place"
  /** Nothing. `family` is the sample's name. It is the name of a family whose samples must have suffixes. */
  | "sample-suffix-missing"
  /** What the metric has in place of a value of its type, for instance `gauge, expected counter` or `no value`. */
  | "value-of-wrong-type"
  /** The type's name or number. */
  | "type-unknown"
  | "native-counts-mixed"
  | "exemplar-misplaced"
  | "created-misplaced"
  /** The unknown key of a JSON object. */
  | "key-unknown"
  /** The key that a JSON object has twice. */
  | "key-repeated"
  /** A clause for the user: what is expected at this place of the JSON, and what was found. */
  | "json-shape"
>;

export const rawIssue = (
  rule: RawIssueCode,
  family: string,
  at: SourcePosition,
  found?: string,
): RawIssue => ({ rule, family, at, found });

/** Reports an issue of the family that is being read to a rule of `validate`. */
export type ReportRawIssue = (rule: RawIssueCode, at: SourcePosition, found: string) => void;

/**
 * The refusal of a payload that cannot be read. `issues` are in the order of the payload. `total` also counts the
 * issues that are not among them.
 */
export const refuseUnreadable = (issues: readonly Issue[], total: number = issues.length): Err<Refusal> =>
  refuseIssues("payload-unreadable", issues, total);

/** An issue in the grammar of a payload, whose location is not looked up yet. */
export interface SyntaxIssue {
  readonly code: DecodeIssueCode;
  readonly detail: string;
  readonly at: SourcePosition;
  readonly family?: string | undefined;
}
