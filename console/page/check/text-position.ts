import type { Location } from "../../../lambda/model/exposition.ts";

/** The position in a text of a line and a column in code points, both from 1. */
export const toIndex = (
  text: string,
  { line, column }: { readonly line: number; readonly column: number },
): number => {
  const start = toLineStart(text, line);
  let index = start;
  for (let passed = 1; passed < column && index < text.length && text[index] !== "\n"; passed++) {
    index += text.codePointAt(index)! > 0xffff ? 2 : 1;
  }
  return index;
};

const toLineStart = (text: string, line: number): number => {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf("\n", start);
    if (end < 0) {
      return text.length;
    }
    start = end + 1;
  }
  return start;
};

/** The text of a line, and the range of a mark from the column to the end of the word. */
export interface Mark {
  readonly line: number;
  readonly before: string;
  readonly marked: string;
}

export const toMark = (text: string, location: Location | undefined): Mark | undefined => {
  if (location === undefined || !("line" in location)) {
    return undefined;
  }
  const index = toIndex(text, location);
  const start = text.lastIndexOf("\n", index - 1) + 1;
  const [word = ""] = /^"(?:[^"\\\n]|\\.)*"?|^[^\s{}=]+|^[^\n]/.exec(text.slice(index)) ?? [];
  return { line: location.line, before: text.slice(start, index), marked: word === "" ? " " : word };
};
