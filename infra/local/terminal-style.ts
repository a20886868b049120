/** Colours a text, as `styleText` of node:util does. Outside a terminal the text stays unchanged. */
export type Paint = (style: Style, text: string) => string;

export type Style = "dim" | "green" | "yellow" | "red";

/** Makes a line of the log easier to read: the time is dimmed, and a refusal is highlighted. */
export const styleLine = (line: string, paint: Paint): string =>
  line
    .replace(WARNING, (_, before: string, word: string) => before + paint("yellow", word))
    .replace(REFUSAL, (_, before: string, refusal: string) => before + paint(colourOf(refusal), refusal))
    .replace(MARK, (_, before: string, mark: string) => before + paint(mark === "✓" ? "green" : "red", mark))
    .replace(TIME, (time) => paint("dim", time));

const TIME = /^\d\d:\d\d:\d\d/;

const MARK = /^(\S+ )([✓✗])(?= )/;

/** Method, group and client come before the status, the code after it. */
const REFUSAL = /( ✗ [A-Z-]+ .*?(?: \([^)]*\))? )(\d{3} [a-z-]+)(?=[:\n]|$)/;

const WARNING = /^(\S+ )(warning)(?=:)/;

const colourOf = (refusal: string): Style => (refusal.startsWith("5") ? "red" : "yellow");
