import { err, ok, type Result } from "../../model/result.ts";
import { BACKSLASH, LINE_FEED, QUOTE } from "./bytes.ts";
import type { TextPayload } from "./payload.ts";
import type { TextIssueCode } from "./text-issues.ts";

/** An unknown escape in a HELP text: its text, and its index in UTF-16 code units. */
export interface UnknownEscape {
  readonly found: string;
  readonly index: number;
}

/** Replaces the escapes of a HELP text: `\\` and `\n`, and `\"`, which expfmt also accepts. */
export const unescapeHelp = (text: string): Result<string, UnknownEscape> => {
  if (!text.includes("\\")) {
    return ok(text);
  }
  for (const { 0: found, index } of text.matchAll(/\\(?:.|$)/gsu)) {
    if (!HELP_ESCAPES.has(found)) {
      return err({ found, index });
    }
  }
  return ok(text.replace(/\\./gsu, (found) => HELP_ESCAPES.get(found)!));
};

const HELP_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\\\", "\\"],
  ["\\n", "\n"],
  ['\\"', '"'],
]);

/** A label value with its escapes replaced, and the offset of its closing quote. */
export interface EscapedValue {
  readonly text: string;
  readonly end: number;
}

/** Why a label value cannot be read, and where. */
export interface ValueIssue {
  readonly code: TextIssueCode;
  readonly at: number;
}

/** Reads a label value that may have escapes. Precondition: its opening quote is before `start`. */
export const readEscapedValue = (payload: TextPayload, start: number): Result<EscapedValue, ValueIssue> => {
  const { bytes } = payload;
  let text = "";
  let from = start;
  let at = start;
  for (;;) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      return ok({ text: text + payload.slice(from, at), end: at });
    }
    if (byte === LINE_FEED) {
      return err({ code: "label-value-unfinished", at: start - 1 });
    }
    if (byte !== BACKSLASH) {
      at++;
      continue;
    }
    const escaped = VALUE_ESCAPES.get(bytes[at + 1]!);
    if (escaped === undefined) {
      return err({ code: "escape-unknown", at });
    }
    text += payload.slice(from, at) + escaped;
    at += 2;
    from = at;
  }
};

const LETTER_N = 0x6e;

/** What a backslash and the byte after it mean in a label value. */
const VALUE_ESCAPES: ReadonlyMap<number, string> = new Map([
  [BACKSLASH, "\\"],
  [QUOTE, '"'],
  [LETTER_N, "\n"],
]);
