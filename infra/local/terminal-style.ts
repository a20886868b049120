/** Gives a text a colour, as `styleText` of node:util does; on anything but a terminal the text as it is. */
export type Paint = (style: Style, text: string) => string;

export type Style = "dim" | "green" | "yellow" | "red";

/** Makes a line of the log easier on the eye: the time recedes, what was refused and why stands out. */
export const styleLine = (line: string, paint: Paint): string =>
  line
    .replace(WARNING, (_, before: string, word: string) => before + paint("yellow", word))
    .replace(REFUSAL, (_, before: string, refusal: string) => before + paint(colourOf(refusal), refusal))
    .replace(MARK, (_, before: string, mark: string) => before + paint(mark === "✓" ? "green" : "red", mark))
    .replace(TIME, (time) => paint("dim", time));

const TIME = /^\d\d:\d\d:\d\d/;

const MARK = /^(\S+ )([✓✗])(?= )/;

/** Method, group and client before the status, the code behind it. */
const REFUSAL = /( ✗ [A-Z-]+ .*?(?: \([^)]*\))? )(\d{3} [a-z-]+)(?=[:\n]|$)/;

const WARNING = /^(\S+ )(warning)(?=:)/;

const colourOf = (refusal: string): Style => (refusal.startsWith("5") ? "red" : "yellow");
