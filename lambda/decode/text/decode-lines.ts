import { isAscii, isUtf8 } from "node:buffer";
import type { MetricFamily } from "../../model/exposition.ts";
import type { Issue } from "../../model/issue.ts";
import type { Refusal } from "../../model/refusal.ts";
import { ok, type Result } from "../../model/result.ts";
import type { DecodedExposition } from "../../model/stages.ts";
import { type Mistake, refuseUnreadable } from "../mistake-log.ts";
import { refuseTooManyParts, type TooMany } from "../part-limit.ts";
import type { LineLog } from "./line-log.ts";
import { hasLostNewlines } from "./lost-newlines.ts";
import { MISTAKES } from "./mistakes.ts";
import { TextPayload } from "./payload.ts";
import { TextSource } from "./text-source.ts";
import { findInvalidUtf8 } from "./utf8.ts";

/** A parser of a format of lines. What it has found is complete once it has parsed. */
export interface LineParser {
  parse(): void;
  readonly log: Pick<LineLog<never>, "mistakes" | "irregularities" | "notes">;
  /** What there is too much of: reading has ended there. */
  readonly tooMany: TooMany | undefined;
}

/** Decodes a format of lines with the parser that `createParser` makes of the payload, `toFamilies` taking out its families. */
export const decodeLines = <Parser extends LineParser>(
  bytes: Uint8Array,
  createParser: (payload: TextPayload) => Parser,
  toFamilies: (parser: Parser) => readonly MetricFamily[],
): Result<DecodedExposition, Refusal> => {
  const source = new TextSource(bytes);
  const toIssue = ({ at, ...rest }: Mistake): Issue => ({ ...rest, location: source.locate(at) });
  if (!isUtf8(bytes)) {
    const at = findInvalidUtf8(bytes);
    return refuseUnreadable([toIssue({ code: "not-utf8", detail: MISTAKES["not-utf8"](), at })]);
  }
  const payload = new TextPayload(bytes, isAscii(bytes));
  const parser = createParser(payload);
  parser.parse();
  const { mistakes, irregularities, notes } = parser.log;
  if (parser.tooMany !== undefined) {
    return refuseTooManyParts(parser.tooMany);
  }
  if (hasLostNewlines(payload, mistakes.total)) {
    return refuseUnreadable([toIssue({ code: "newlines-lost", detail: MISTAKES["newlines-lost"](), at: 0 })]);
  }
  return mistakes.total > 0
    ? refuseUnreadable(mistakes.kept.map(toIssue), mistakes.total)
    : ok({
        families: toFamilies(parser),
        irregularities,
        notes,
        source,
      });
};
