import { type Document, isScalar, visit, type YAMLError } from "yaml";

/** An issue that the YAML parser has found, in words that do not need the grammar of YAML. */
export interface YamlMessage {
  /** Offset of the place in the text. */
  readonly offset: number;
  readonly text: string;
}

/** `source` is the text of the document. */
export const toYamlMessage = (error: YAMLError, source: string, document: Document): YamlMessage => {
  const [offset] = error.pos;
  const unclosed = /^Missing closing (["'])quote/.exec(error.message);
  if (unclosed !== null) {
    const text = `the text that begins here has no closing ${unclosed[1]}`;
    return { offset: startOfText(document, offset), text };
  }
  if (error.code === "DUPLICATE_KEY") {
    return { offset, text: `the key ${keyAt(source, offset)} is written twice; remove one of them` };
  }
  if (error.code === "TAG_RESOLVE_FAILED") {
    const [tag = ""] = /^\S*/.exec(source.slice(offset)) ?? [];
    return { offset, text: `the tag ${tag} cannot be used; remove it` };
  }
  const known = MESSAGES.find(({ code, message }) => code === error.code && message.test(error.message));
  return { offset, text: known === undefined ? toSentence(error.message) : fillIn(known, error.message) };
};

/** The parser notices a missing quote only at the end of the file. */
const startOfText = (document: Document, end: number): number => {
  let start = end;
  visit(document, {
    Scalar: (_, node) => {
      if (isScalar(node) && node.range && node.range[0] < end && node.range[1] >= end) {
        start = node.range[0];
      }
    },
  });
  return start;
};

const keyAt = (source: string, offset: number): string => {
  const [key = ""] = /^("[^"]*"|'[^']*'|[^:]*)/.exec(source.slice(offset)) ?? [];
  return /^["']/.test(key) ? key : `"${key.trim()}"`;
};

/** A YAML text without quotes that begins with `*` is an alias. */
export const STAR = 'a text that begins with * needs quotes, for instance "*"';

/** The same file in UTF-16 is what Windows PowerShell's `>` writes. */
export const NOT_UTF8 =
  "the file is not text in UTF-8, but for instance in UTF-16 or Windows-1252; save it as UTF-8";

const TOO_DEEP = "the file is nested too deeply; no setting has more than a few levels";

export const TOO_MANY_ALIASES = "aliases repeat too much of the file; write the values out";

interface Message {
  readonly code: YAMLError["code"];
  readonly message: RegExp;
  /** `$1` is what `message` has found. */
  readonly text: string;
}

const KEY = 'expected a key, a colon and a space, as in "job: ci"';
const INDENTATION = "the indentation does not fit; indent this line like the others of its list or mapping";

/** Replacements for the parser's messages, which name parts of the grammar and no fix. */
const MESSAGES: readonly Message[] = [
  { code: "BAD_ALIAS", message: /^/, text: STAR },
  {
    code: "MULTIPLE_DOCS",
    message: /^/,
    text: "only one document is read, and a second one starts here; remove the line ---",
  },
  { code: "MULTILINE_IMPLICIT_KEY", message: /^/, text: KEY },
  { code: "MISSING_CHAR", message: /^Implicit map keys/, text: KEY },
  { code: "MISSING_CHAR", message: /^Missing (, or :|,) between/, text: "missing $1 before this text" },
  {
    code: "BLOCK_IN_FLOW",
    message: /^/,
    text: "inside [ ] and { } entries need commas between them, and lists and mappings need brackets, too",
  },
  {
    code: "BLOCK_AS_IMPLICIT_KEY",
    message: /^Nested mappings/,
    text: 'this text contains ": "; put it in quotes if it is a value, or on its own line if it is a key',
  },
  { code: "BLOCK_AS_IMPLICIT_KEY", message: /^/, text: INDENTATION },
  {
    code: "BAD_INDENT",
    message: /end with a (.)$/,
    text: "a closing $1 is missing before this line, or the line needs more indentation",
  },
  { code: "BAD_INDENT", message: /^/, text: INDENTATION },
  { code: "TAB_AS_INDENT", message: /^/, text: "tabs are not allowed as indentation; use spaces" },
  {
    code: "BAD_SCALAR_START",
    message: /(?:character|indicator) (.)$/,
    text: "a text that begins with $1 needs quotes",
  },
  {
    code: "UNEXPECTED_TOKEN",
    message: /at node end$/,
    text: "the value has ended before this text; put the whole value in quotes",
  },
  {
    code: "MISSING_CHAR",
    message: /^Sequence item without/,
    text: 'expected "- " here, as in the other lines of this list, or less indentation',
  },
  {
    code: "UNEXPECTED_TOKEN",
    message: /^/,
    text: "this text is not expected here; check the quotes, brackets and indentation before it",
  },
  { code: "NON_STRING_KEY", message: /^/, text: "a key must be a text" },
  { code: "RESOURCE_EXHAUSTION", message: /^/, text: TOO_DEEP },
];

const fillIn = ({ text, message }: Message, found: string): string =>
  text.replace("$1", message.exec(found)?.[1] ?? "");

const toSentence = (message: string): string => {
  const sentence = message.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
};
