import type { JsonSyntaxIssue } from "../model/format.ts";
import { quote } from "../model/issue.ts";

/**
 * Finds the first place of a text that is not JSON (RFC 8259), since the messages of JSON.parse name no place for most
 * tokens, and show parts of the payload unescaped. Preconditions: JSON.parse refuses the text, and its nesting is limited.
 */
export const findJsonSyntaxIssue = (text: string): JsonSyntaxIssue => new JsonReader(text).find();

/** Each method reads one part of the grammar. It gives false once there is an issue. */
class JsonReader {
  readonly #text: string;
  #at = 0;
  #expected = "nothing after the value";

  constructor(text: string) {
    this.#text = text;
  }

  find(): JsonSyntaxIssue {
    if (this.#value("a value")) {
      this.#pass(BLANKS);
    }
    const at = this.#at;
    this.#pass(WORD);
    const found = this.#text.slice(at, Math.max(at + 1, this.#at));
    return { at, detail: `expected ${this.#expected}, got ${describe(found)}` };
  }

  #value(expected: string): boolean {
    this.#pass(BLANKS);
    switch (this.#text[this.#at]) {
      case "{":
        return this.#parts("}", (first) => this.#member(`a key in double quotes${first}`));
      case "[":
        return this.#parts("]", (first) => this.#value(`a value${first}`));
      case '"':
        return this.#string();
      default:
        return this.#pass(NUMBER_OR_LITERAL) || this.#fail(expected);
    }
  }

  /** The parts of an object or a list, whose opening bracket is here. `readPart` is told what else can stand there. */
  #parts(closing: string, readPart: (orElse: string) => boolean): boolean {
    this.#at++;
    if (this.#take(closing)) {
      return true;
    }
    let orElse = ` or ${closing}`;
    do {
      if (!readPart(orElse)) {
        return false;
      }
      orElse = "";
    } while (this.#take(","));
    return this.#take(closing) || this.#fail(`, or ${closing}`);
  }

  #member(expected: string): boolean {
    if (this.#text[this.#at] !== '"') {
      return this.#fail(expected);
    }
    return this.#string() && (this.#take(":") || this.#fail(": after the key")) && this.#value("a value");
  }

  /** The opening quote is here. */
  #string(): boolean {
    this.#at++;
    do {
      this.#pass(CHARACTERS);
    } while (this.#pass(ESCAPE));
    switch (this.#text[this.#at]) {
      case '"':
        this.#at++;
        return true;
      case "\\":
        return this.#fail('an escape such as \\" or \\n (write \\\\ for a backslash)');
      default:
        return this.#fail("a double quote at the end of the text (in a text, write a line break as \\n)");
    }
  }

  /** Passes the token and blanks before and after it. */
  #take(token: string): boolean {
    this.#pass(BLANKS);
    const isHere = this.#text[this.#at] === token;
    if (isHere) {
      this.#at++;
      this.#pass(BLANKS);
    }
    return isHere;
  }

  /** Passes what the pattern, which matches at least nothing, finds here. Gives whether that is something. */
  #pass(pattern: RegExp): boolean {
    const start = this.#at;
    pattern.lastIndex = start;
    pattern.test(this.#text);
    this.#at = pattern.lastIndex;
    return this.#at > start;
  }

  #fail(expected: string): false {
    this.#expected = expected;
    return false;
  }
}

const BLANKS = /[ \t\r\n]*/y;
/** What a person takes for one token. */
const WORD = /[^\s,:"{}[\]]{0,82}/y;
const NUMBER_OR_LITERAL = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)?/y;
/** JSON forbids control characters in a text. */
const CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))?/y;

const NOT_FINITE = /^[+-]?(?:nan|inf(?:inity)?)$/i;

const describe = (found: string): string => {
  if (found === "") {
    return "the end of the payload";
  }
  return NOT_FINITE.test(found) ? `${quote(found)}; write it in double quotes` : quote(found);
};
