import type { Location } from "./exposition.ts";
import type { IssueCode } from "./issues.ts";
import { escapeIndistinct } from "./printable.ts";

/**
 * One thing that is wrong (or, as a warning, questionable) in a payload. `code` is stable and documented; `detail`
 * says what is wrong, what was got, what was expected and how to fix it: lower case, no full stop, tokens quoted and cut.
 */
export interface Issue {
  readonly code: IssueCode;
  readonly detail: string;
  readonly location?: Location | undefined;
  /** The metric family (or sample) it is about. */
  readonly family?: string | undefined;
}

/** Where an issue is, in front of it, as compilers write it: `12:5: `, in JSON and protobuf `/0/metrics: `, or nothing. */
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

/** A name of a payload as an error carries it: whole, unless it is far longer than names are. */
export const cutName = (name: string): string =>
  // The last of these characters may be half a pair.
  name.length > MAX_NAME_LENGTH
    ? `${Array.from(name.slice(0, MAX_NAME_LENGTH)).slice(0, -1).join("")}…`
    : name;

/** A token of a payload as an error shows it: quoted, escaped, at most 40 characters. */
export const quote = (token: string): string => {
  const characters = Array.from(token.slice(0, 82));
  const shown = characters.length > 40 ? `${characters.slice(0, 40).join("")}…` : token;
  return escapeIndistinct(JSON.stringify(shown));
};

/** Issues in the order in which they are found: keeps the first {@link MAX_REPORTED_ISSUES}, and counts the rest, which cost nothing. */
export class IssueList<Entry = Issue> {
  readonly issues: Entry[] = [];
  total = 0;

  get isFull(): boolean {
    return this.total >= MAX_REPORTED_ISSUES;
  }

  /** Takes an issue that is made only if it is kept. */
  add(create: () => Entry): void {
    if (!this.isFull) {
      this.issues.push(create());
    }
    this.total += 1;
  }
}
