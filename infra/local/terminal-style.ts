/** Gives a text a colour, as `styleText` of node:util does; on anything but a terminal the text as it is. */
export type Paint = (style: Style, text: string) => string;

export type Style = "dim" | "yellow" | "red";

/** Makes a line of the log easier on the eye: the time recedes, status and code of a refusal stand out. */
export const styleLine = (line: string, paint: Paint): string =>
  line
    .replace(WARNING, (_, before: string, word: string) => before + paint("yellow", word))
    .replace(REFUSAL, (_, before: string, refusal: string) => before + paint(colourOf(refusal), refusal))
    .replace(TIME, (time) => paint("dim", time));

const TIME = /^\d\d:\d\d:\d\d/;

/** Method, path and client before the status, the code behind it, as `refusal-line.ts` writes them. */
const REFUSAL = /( [A-Z-]+ \S+(?: \([^)]*\))? )(\d{3} [a-z-]+)(?=:)/;

const WARNING = /^(\S+ )(warning)(?=:)/;

const colourOf = (refusal: string): Style => (refusal.startsWith("5") ? "red" : "yellow");
