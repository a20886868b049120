/**
 * Characters with an effect in a terminal, a log viewer or a browser instead of a shape: controls (C0, DEL, and C1,
 * which some terminals read as escape sequences), bidi controls and other invisible formatting, line and paragraph
 * separators, and characters without a defined form (private use, unassigned, lone surrogates). The two joiners are
 * kept, because emoji and several scripts need them.
 */
const UNPRINTABLE = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu;

/** These characters, and other characters that look like a space, such as the no-break space. */
const INDISTINCT = /(?!\u200c|\u200d| )[\p{C}\p{Z}]/gu;

/** The characters of most texts. Searching for others is much faster. */
const NOT_PLAIN = /[^ -~]/;

/** The text on one line, with each such character as `\uXXXX`. A JSON text stays JSON with the same meaning. */
export const escapeUnprintable = (text: string): string =>
  NOT_PLAIN.test(text) ? text.replace(UNPRINTABLE, toEscapes) : text;

/** The same for an unknown token: characters that only look like a space are escaped, too. */
export const escapeIndistinct = (text: string): string =>
  NOT_PLAIN.test(text) ? text.replace(INDISTINCT, toEscapes) : text;

/** The same for a text of several lines: newlines and tabs stay. */
export const escapeUnprintableInLines = (text: string): string =>
  text.replace(UNPRINTABLE, (character) =>
    character === "\n" || character === "\t" ? character : toEscapes(character),
  );

const toEscapes = (character: string): string =>
  character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/** `1 group`, `2 groups`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** A number as Prometheus writes it. */
export const showNumber = (value: number | bigint): string => {
  if (value === Number.POSITIVE_INFINITY) {
    return "+Inf";
  }
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
};
