import { quote } from "../../model/issue.ts";
import { show, TEXT_ISSUES } from "../text/text-issues.ts";

/** The issues in the grammar of OpenMetrics: those of the text format, and some more. */
export const OPENMETRICS_ISSUES = {
  ...TEXT_ISSUES,
  "timestamp-invalid": (found) =>
    `expected an exemplar or the end of the line after the value, got ${quote(found)}; put each series on its own line`,
  "exemplar-invalid": (found) =>
    `expected an exemplar such as # {trace_id="1"} 0.5 after the value, got ${show(found)}`,
  "eof-missing": () =>
    "the payload does not end with the line # EOF, so it may have been cut short; add that line at its end",
  "text-after-eof": (found) =>
    `expected nothing after the line # EOF, got ${quote(found)}; move # EOF to the end`,
} as const satisfies Record<string, (found: string) => string>;

export type OpenMetricsIssueCode = keyof typeof OPENMETRICS_ISSUES;
