import { err, ok, type Result } from "../../model/result.ts";

/** An escape that HELP texts do not have: its text and its index. */
export interface UnknownEscape {
  readonly found: string;
  readonly index: number;
}

/** Undoes the escapes of a HELP text: `\\` and `\n`, and `\"`, which expfmt takes too. */
export const unescapeHelp = (text: string): Result<string, UnknownEscape> => {
  // Stryker disable next-line ConditionalExpression,StringLiteral,BlockStatement: a text without escapes is itself once they are undone
  if (!text.includes("\\")) {
    return ok(text);
  }
  for (const { 0: found, index } of text.matchAll(/\\(?:.|$)/gsu)) {
    if (!KNOWN_ESCAPES.has(found)) {
      return err({ found, index });
    }
  }
  return ok(text.replace(/\\./gsu, (found) => KNOWN_ESCAPES.get(found)!));
};

const KNOWN_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\\\", "\\"],
  ["\\n", "\n"],
  ['\\"', '"'],
]);
