import { isAscii, isUtf8 } from "node:buffer";
import type { Issue } from "../../model/issue.ts";
import { ok } from "../../model/result.ts";
import { type Decoder, type Mistake, refuseUnreadable } from "../decoder.ts";
import { MAX_PARTS, refuseTooManyParts } from "../part-limit.ts";
import { hasLostNewlines } from "./lost-newlines.ts";
import { MISTAKES } from "./mistakes.ts";
import { TextPayload } from "./payload.ts";
import { TextParser } from "./text-parser.ts";
import { TextSource } from "./text-source.ts";
import { findInvalidUtf8 } from "./utf8.ts";

/** Decodes the Prometheus text format 0.0.4. */
export const decodeText: Decoder = (bytes) => {
  const source = new TextSource(bytes);
  const toIssue = ({ at, ...rest }: Mistake): Issue => ({ ...rest, location: source.locate(at) });
  if (!isUtf8(bytes)) {
    const at = findInvalidUtf8(bytes);
    return refuseUnreadable([toIssue({ code: "not-utf8", detail: MISTAKES["not-utf8"](), at })]);
  }
  const payload = new TextPayload(bytes, isAscii(bytes));
  const parser = new TextParser(payload);
  parser.parse();
  const { mistakes } = parser;
  if (parser.hasTooManyLines) {
    return refuseTooManyParts(`${MAX_PARTS} lines`);
  }
  if (hasLostNewlines(payload, mistakes.total)) {
    return refuseUnreadable([toIssue({ code: "newlines-lost", detail: MISTAKES["newlines-lost"](), at: 0 })]);
  }
  return mistakes.total > 0
    ? refuseUnreadable(mistakes.kept.map(toIssue), mistakes.total)
    : ok({
        families: parser.families.all.map((family) => family.build()),
        irregularities: parser.irregularities,
        notes: parser.notes,
        source,
      });
};
