import { quote } from "../../lambda/model/issue.ts";
import { type Err, err } from "../../lambda/model/result.ts";

/** Reads a line part by part. */
export class Scanner {
  readonly #line: string;
  readonly #lineNumber: number;
  #at = 0;

  constructor(line: string, lineNumber: number) {
    this.#line = line;
    this.#lineNumber = lineNumber;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#line.length;
  }

  skipBlanks(): void {
    this.take(/[ \t]*/);
  }

  /** The text that the pattern matches here, or undefined. */
  peek(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, "y");
    sticky.lastIndex = this.#at;
    return sticky.exec(this.#line)?.[0];
  }

  /** The same, and continues after it. */
  take(pattern: RegExp): string | undefined {
    const found = this.peek(pattern);
    this.#at += found?.length ?? 0;
    return found;
  }

  /** The issue at this place. The rest of the line is shown. */
  fail(expected: string): Err<string> {
    const column = Array.from(this.#line.slice(0, this.#at)).length + 1;
    const got = this.isAtEnd ? "the end of the line" : quote(this.#line.slice(this.#at));
    return err(`budgets, line ${this.#lineNumber}, column ${column}: expected ${expected}, got ${got}`);
  }
}
