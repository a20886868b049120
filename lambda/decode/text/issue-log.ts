import type { RawIssue } from "../../model/decoded-exposition.ts";
import type { Issue } from "../../model/issue.ts";
import { IssueList } from "../../model/issue.ts";
import type { DecodeIssueCode, DecodeWarningCode } from "../../model/issues.ts";
import type { SyntaxIssue } from "../found-issues.ts";
import { type RawIssueCode, rawIssue } from "../found-issues.ts";
import type { LineCursor } from "./line-cursor.ts";

/** For each kind of issue, its text, made from the token that was found. */
export type IssueTexts<Kind extends DecodeIssueCode> = Readonly<Record<Kind, (found: string) => string>>;

/** Collects the issues and notes of a parser of lines. */
export class IssueLog<Kind extends DecodeIssueCode> {
  readonly issues = new IssueList<SyntaxIssue>();
  readonly rawIssues: RawIssue[] = [];
  readonly #notes = new Map<string, Issue>();
  readonly #cursor: LineCursor;
  readonly #texts: IssueTexts<Kind>;

  constructor(cursor: LineCursor, texts: IssueTexts<Kind>) {
    this.#cursor = cursor;
    this.#texts = texts;
  }

  get notes(): readonly Issue[] {
    return [...this.#notes.values()];
  }

  /** Adds an issue, by default with the token at `at`. Returns the start of the next line, where parsing continues. */
  issue(kind: Kind, at: number, found?: string): number {
    this.issues.add(() => {
      const detail = this.#texts[kind](found ?? this.#tokenAt(at, kind));
      return { code: kind, detail, at };
    });
    return this.#cursor.nextLine(at);
  }

  /**
   * Expects a line end at `at`. Adds the issue `otherwise` if there is something else. Returns the start of the next
   * line.
   */
  endLine(at: number, otherwise: Kind): number {
    const length = this.#cursor.lineEndLength(at);
    if (length === 0) {
      return this.issue(otherwise, at);
    }
    if (length === 2) {
      this.note("carriage-returns", "carriage returns at the end of lines were ignored");
    }
    return at + length;
  }

  rawIssue(code: RawIssueCode, family: string, at: number, found?: string): void {
    this.rawIssues.push(rawIssue(code, family, at, found));
  }

  /** Adds a note. Only the first note with a code is kept. */
  note(code: DecodeWarningCode, detail: string): void {
    if (!this.#notes.has(code)) {
      this.#notes.set(code, { code, detail });
    }
  }

  /**
   * The token to show in an issue. An escape is shown without the text after it. A carriage return that does not end
   * its line is shown as a token.
   */
  #tokenAt(at: number, kind: Kind): string {
    const token = this.#cursor.token(at) || (this.#cursor.isStrayReturn(at) ? "\r" : "");
    return kind === "escape-unknown" ? Array.from(token.slice(0, 3)).slice(0, 2).join("") : token;
  }
}
