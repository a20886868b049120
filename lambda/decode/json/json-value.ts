import { quote } from "../../model/issue.ts";
import { parseNumberText } from "../text/parse-number.ts";

/** A JSON number, or the text of one as the Pushgateway writes them all (`"+Inf"`, `"NaN"`). Undefined for anything else, and beyond a 64-bit float. */
export const parseJsonNumber = (value: unknown): number | undefined => {
  if (typeof value === "string") {
    return parseNumberText(value);
  }
  return Number.isFinite(value) ? (value as number) : undefined;
};

/** What a value is, for an error. */
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
