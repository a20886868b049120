import { isAscii } from "node:buffer";
import type { DecodedExposition } from "../../model/decoded-exposition.ts";
import type { MetricFamily } from "../../model/exposition.ts";
import type { Issue } from "../../model/issue.ts";
import type { Refusal } from "../../model/refusal.ts";
import { ok, type Result } from "../../model/result.ts";
import { refuseUnreadable, type SyntaxIssue } from "../found-issues.ts";
import { refuseTooManyParts, type TooMany } from "../part-limit.ts";
import type { IssueLog } from "./issue-log.ts";
import { explainLostNewlines } from "./lost-newlines.ts";
import { TextPayload } from "./payload.ts";
import { TextSource } from "./text-source.ts";
import { findNotUtf8 } from "./utf8.ts";

/** A parser of a line-based format. Its results are complete after `parse`. */
export interface LineParser {
  parse(): void;
  readonly log: Pick<IssueLog<never>, "issues" | "rawIssues" | "notes">;
  /** The exceeded limit, at which parsing ended. */
  readonly tooMany: TooMany | undefined;
}

/**
 * Decodes a payload of a line-based format. `toFamilies` gets the parser that `createParser` has created, after it has
 * parsed. Refuses with `payload-unreadable` and `limit-exceeded`.
 */
export const decodeLines = <Parser extends LineParser>(
  bytes: Uint8Array,
  createParser: (payload: TextPayload) => Parser,
  toFamilies: (parser: Parser) => readonly MetricFamily[],
): Result<DecodedExposition, Refusal> => {
  const source = new TextSource(bytes);
  const toIssue = ({ at, ...rest }: SyntaxIssue): Issue => ({ ...rest, location: source.locate(at) });
  const notUtf8 = findNotUtf8(bytes);
  if (notUtf8 !== undefined) {
    return refuseUnreadable([notUtf8]);
  }
  const payload = new TextPayload(bytes, isAscii(bytes));
  const parser = createParser(payload);
  parser.parse();
  const { issues, rawIssues, notes } = parser.log;
  if (parser.tooMany !== undefined) {
    return refuseTooManyParts(parser.tooMany);
  }
  const lost = explainLostNewlines(payload, issues.total);
  if (lost !== undefined) {
    return refuseUnreadable([toIssue({ code: "newlines-lost", detail: lost, at: 0 })]);
  }
  return issues.total > 0
    ? refuseUnreadable(issues.issues.map(toIssue), issues.total)
    : ok({
        families: toFamilies(parser),
        rawIssues,
        notes,
        source,
      });
};
