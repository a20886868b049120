/** A name outside the classic character set, written with characters of that set. */
export interface EscapedName {
  /** By the escaping scheme `underscores`. Different names can become the same. */
  readonly underscores: string;
  /** By the escaping scheme `values`, from which the name can be restored. */
  readonly values: string;
}

/** More than an issue shows of a name. A name can be as long as a payload, and its escaped form is far longer. */
const MAX_LENGTH = 200;

/**
 * Escapes a name as prometheus/common does (model/metric.go, EscapeName). Of a very long name only the start, since no more
 * is shown. Precondition: it is not empty.
 */
export const escapeName = (name: string): EscapedName => {
  let underscores = "";
  let values = "U__";
  let isFirst = true;
  for (const character of name.slice(0, MAX_LENGTH)) {
    const isPlain = PLAIN.test(character) && !(isFirst && DIGIT.test(character));
    underscores += isPlain ? character : "_";
    values += toValue(character, isPlain);
    isFirst = false;
  }
  return { underscores, values };
};

const toValue = (character: string, isPlain: boolean): string => {
  if (character === "_") {
    return "__";
  }
  return isPlain ? character : `_${character.codePointAt(0)!.toString(16)}_`;
};

const PLAIN = /[a-zA-Z0-9_:]/;
const DIGIT = /[0-9]/;
