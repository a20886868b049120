/** A name that Prometheus 3 knows and its classic character set does not have, as it can be written with those characters. */
export interface EscapedName {
  /** By the escaping scheme `underscores`: other names become the same. */
  readonly underscores: string;
  /** By the escaping scheme `values`, which can be undone. */
  readonly values: string;
}

/** The name as prometheus/common escapes it (model/metric.go, EscapeName). Precondition: it is not empty. */
export const escapeName = (name: string): EscapedName => {
  let underscores = "";
  let values = "U__";
  let isFirst = true;
  for (const character of name) {
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
