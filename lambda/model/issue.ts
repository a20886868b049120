import type { Location } from "./exposition.ts";
import type { IssueCode } from "./issues.ts";
import { escapeIndistinct } from "./printable.ts";

/**
 * One issue of a payload, or a warning. `code` is stable and documented. `detail` tells what is wrong, the found and
 * the expected value and the fix: lower case, no full stop, tokens quoted and cut.
 */
export interface Issue {
  readonly code: IssueCode;
  readonly detail: string;
  readonly location?: Location | undefined;
  /** Its metric family (or sample). */
  readonly family?: string | undefined;
}

/**
 * The place of an issue before its text, in the form of compilers: `12:5: `, in JSON and protobuf `/0/metrics: `, or
 * nothing.
 */
export const printPlace = ({ line, column, pointer }: AnyPlace = {}): string => {
  if (line !== undefined) {
    return `${line}:${column}: `;
  }
  return pointer === undefined ? "" : `${pointer}: `;
};

/** Of an {@link Issue}, or of an entry of a problem's `errors`. */
interface AnyPlace {
  readonly line?: number;
  readonly column?: number;
  readonly pointer?: string;
}

/** At most this many issues of a push are reported one by one; `total` counts them all. */
export const MAX_REPORTED_ISSUES = 20;

const MAX_NAME_LENGTH = 256;

/** A payload's name in an error: complete, unless it is far longer than usual names. */
export const cutName = (name: string): string =>
  // The last of these characters may be half a pair.
  name.length > MAX_NAME_LENGTH
    ? `${Array.from(name.slice(0, MAX_NAME_LENGTH)).slice(0, -1).join("")}…`
    : name;

/** A payload's token in an error: quoted, escaped, at most 40 characters. */
export const quote = (token: string): string =>
  escapeIndistinct(JSON.stringify(token.length > MAX_TOKEN_CHARACTERS ? cutToken(token) : token));

const MAX_TOKEN_CHARACTERS = 40;

const cutToken = (token: string): string => {
  // A character may be two units, and the last unit of a slice may be half of one.
  const characters = Array.from(token.slice(0, 2 * MAX_TOKEN_CHARACTERS + 2));
  return characters.length > MAX_TOKEN_CHARACTERS
    ? `${characters.slice(0, MAX_TOKEN_CHARACTERS).join("")}…`
    : token;
};

/**
 * Issues in the order of discovery. Keeps the first {@link MAX_REPORTED_ISSUES} and only counts the others, which are
 * never created.
 */
export class IssueList<Entry = Issue> {
  readonly issues: Entry[] = [];
  total = 0;

  get isFull(): boolean {
    return this.total >= MAX_REPORTED_ISSUES;
  }

  /** Adds an issue, which is created only if it is kept. */
  add(create: () => Entry): void {
    if (!this.isFull) {
      this.issues.push(create());
    }
    this.total += 1;
  }
}
