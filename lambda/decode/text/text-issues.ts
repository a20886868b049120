import { quote } from "../../model/issue.ts";

/**
 * The issues in the grammar of the text format: by code, a function that makes the text from the token that was found.
 * The token is empty at the end of a line.
 */
export const TEXT_ISSUES = {
  "metric-name-expected": (found) =>
    `expected a metric name at the start of the line, got ${show(found)}; a name is letters, digits, _ and :, and does not start with a digit`,
  "metric-name-unfinished": (found) =>
    `expected a blank or { after the metric name, got ${show(found)}; a name is letters, digits, _ and :`,
  "metric-name-missing": () =>
    'expected a metric name before {, got none; write name{label="value"} 1, without quotes around the name',
  "comment-name-invalid": (found) =>
    `expected a metric name after HELP or TYPE, got ${show(found)}; a name is letters, digits, _ and :, and does not start with a digit${adviseOnQuotes(found)}`,
  "help-escape-unknown": (found) =>
    `the HELP text has an unknown escape ${show(found)}; write \\\\ for a backslash and \\n for a new line`,
  "label-name-expected": (found) =>
    `expected a label name or }, got ${show(found)}; a label name is letters, digits and _, and does not start with a digit${adviseOnQuotes(found)}`,
  "label-equals-expected": (found) =>
    `expected = after the label name, got ${show(found)}; write label="value"`,
  "label-quote-expected": (found) =>
    `expected a label value in double quotes, got ${show(found)}; write label="value"`,
  "label-value-unfinished": (found) =>
    `the label value ${show(found)} does not end on its line; close it with a double quote, and write \\n for a new line in it`,
  "escape-unknown": (found) =>
    `the label value has an unknown escape ${show(found)}; only \\\\, \\" and \\n are known: write \\\\ for a backslash`,
  "labels-unfinished": (found) =>
    `expected , or } after the label value, got ${show(found)}; ${found === "" ? "end the labels with }" : 'separate labels with commas, and write \\" for a quote inside a value'}`,
  "value-expected": () => "expected a value after the series, got the end of the line; write name value",
  "value-invalid": (found) =>
    `expected a number as value, got ${show(found)}; write for instance 12, 0.5, 1.2e9, +Inf or NaN`,
  "value-too-large": (found) =>
    `the value ${show(found)} is too large for a 64-bit float; for infinity write +Inf`,
  "exemplar-unsupported": () =>
    "the text format has no exemplars; leave it out, or send Content-Type: application/openmetrics-text",
  "timestamp-invalid": (found) =>
    `expected the end of the line after the value, got ${show(found)}; leave timestamps out, and put each series and comment on its own line`,
  "line-unfinished": (found) =>
    `expected the end of the line, got ${show(found)}; put each series on its own line`,
} as const satisfies Record<string, (found: string) => string>;

export type TextIssueCode = keyof typeof TEXT_ISSUES;

/** Quoted names that need their quotes have their own issue, unless the rest of their line cannot be read. */
const adviseOnQuotes = (found: string): string => (found.startsWith('"') ? ": write it without quotes" : "");

export const show = (found: string): string => (found === "" ? "the end of the line" : quote(found));

/** The code of the issue of a value that is not a number. `text` is empty at the end of a line. */
export const valueIssue = (text: string): "value-expected" | "value-too-large" | "value-invalid" => {
  if (text === "") {
    return "value-expected";
  }
  // JavaScript also reads 0x10 as a number, which is not a number of the format, and not too large.
  return Math.abs(Number(text)) === Number.POSITIVE_INFINITY ? "value-too-large" : "value-invalid";
};
