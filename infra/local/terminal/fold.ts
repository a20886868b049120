import { stripVTControlCharacters } from "node:util";

/**
 * Wraps text into lines of at most `columns`, between words. Continuation lines are indented, unless a word fits only
 * without it: a token or an address that is broken cannot be copied. Colours take no room. A word longer than a line is
 * broken at the line's end.
 */
export const foldText = (text: string, columns: number, indent: number): string =>
  text
    .split("\n")
    .map((line) => foldParts(line.split(" "), columns, { between: " ", lineEnd: "", indent }))
    .join("\n");

export interface FoldedForm {
  readonly between: string;
  /** At the end of a line that continues, for instance a backslash in a shell. */
  readonly lineEnd: string;
  readonly indent: number;
}

/**
 * The parts with `between` them, in lines of at most `columns`. A terminal that is not wider than the indentation breaks
 * lines itself. One whose size is not known says that it has 0 columns.
 */
export const foldParts = (
  parts: readonly string[],
  columns: number,
  { between, lineEnd, indent }: FoldedForm,
): string => {
  if (columns <= indent) {
    return parts.join(between);
  }
  const lines: string[] = [];
  let line: string | undefined;
  for (const part of parts) {
    const longer: string = line === undefined ? part : line + between + part;
    if (line !== undefined && widthOf(longer) > columns - lineEnd.length) {
      lines.push(line + lineEnd);
      line = widthOf(part) + indent > columns ? part : " ".repeat(indent) + part;
    } else {
      line = longer;
    }
    for (; line === stripVTControlCharacters(line) && line.length > columns; ) {
      lines.push(line.slice(0, columns));
      line = " ".repeat(indent) + line.slice(columns);
    }
  }
  return [...lines, line ?? ""].join("\n");
};

/** Characters outside the basic plane have a length of two, and most of them, such as emoji, two columns. */
const widthOf = (text: string): number =>
  stripVTControlCharacters(text).length + (text.match(WIDE)?.length ?? 0);

/** The blocks of wide characters in the basic plane: Chinese, Japanese, Korean and full-width forms (Unicode annex 11). */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;
