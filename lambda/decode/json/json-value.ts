import type { SourcePosition } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import type { ReportRawIssue } from "../found-issues.ts";
import { parseNumberText } from "../text/parse-number.ts";

/**
 * A JSON number, or a text with a number, as the Pushgateway writes all numbers (`"1"`, `"+Inf"`, `"NaN"`). Undefined
 * for any other value, and for a number that is too large for a 64-bit float.
 */
export const parseJsonNumber = (value: unknown): number | undefined => {
  if (typeof value === "string") {
    return parseNumberText(value);
  }
  return Number.isFinite(value) ? (value as number) : undefined;
};

/** Reports a value of another form than expected. Returns undefined, so that a caller can return it. */
export const reportShape = (
  report: ReportRawIssue,
  at: SourcePosition,
  expected: string,
  got: unknown,
): undefined => {
  report("json-shape", at, `expected ${expected}, got ${describeJson(got)}`);
};

/** A description of a value for an error. */
export const describeJson = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return `the text ${quote(value)}`;
    case "number":
      return Number.isFinite(value) ? `the number ${value}` : "a number too large for a 64-bit float";
    case "object":
      return value === null ? "null" : Array.isArray(value) ? "a list" : "an object";
    case "boolean":
      return String(value);
    default:
      return "nothing";
  }
};
