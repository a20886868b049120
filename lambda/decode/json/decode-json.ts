import type { DecodedExposition } from "../../model/decoded-exposition.ts";
import type { Location } from "../../model/exposition.ts";
import type { Format, JsonSyntaxIssue, ParseJson } from "../../model/format.ts";
import type { Issue } from "../../model/issue.ts";
import { quote } from "../../model/issue.ts";
import type { Refusal } from "../../model/refusal.ts";
import { ok, type Result } from "../../model/result.ts";
import { rawIssue, refuseUnreadable } from "../found-issues.ts";
import { refuseTooManyParts } from "../part-limit.ts";
import { TextSource } from "../text/text-source.ts";
import { findNotUtf8 } from "../text/utf8.ts";
import { ExpositionReader } from "./exposition-reader.ts";
import { type FoundKey, JsonScan } from "./json-scan.ts";
import { JsonSource, WHOLE } from "./json-source.ts";

/**
 * Decodes JSON in one of two forms: a list of families as the Pushgateway's `/api/v1/metrics` and prom2json write them,
 * or an object of names and numbers, where each name becomes a gauge. Refuses text that is not JSON, with
 * `payload-unreadable`. Parts of the JSON that are not in these forms become raw issues, which `validate` refuses.
 */
export const decodeJson = (bytes: Uint8Array, parseJson: ParseJson): Result<DecodedExposition, Refusal> => {
  const notUtf8 = findNotUtf8(bytes);
  if (notUtf8 !== undefined) {
    return refuseUnreadable([notUtf8]);
  }
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  const hasMark = whole.startsWith(BYTE_ORDER_MARK);
  const text = hasMark ? whole.slice(1) : whole;
  const scan = new JsonScan(text);
  const source = new JsonSource(scan.topKeys.keys());
  const notes = hasMark ? [MARK_IGNORED] : [];
  if (scan.isTooDeep) {
    return ok({ families: [], rawIssues: [TOO_DEEP], notes, source });
  }
  if (scan.tooMany !== undefined) {
    return refuseTooManyParts(scan.tooMany);
  }
  if (scan.forbidden.length > 0) {
    return refuseUnreadable(scan.forbidden.map((found) => describeForbidden(found, source)));
  }
  const parsed = parseJson(text);
  if (!parsed.ok) {
    return refuseUnreadable([describeSyntax(text, parsed.error)]);
  }
  const reader = new ExpositionReader(scan);
  const families = reader.read(parsed.value);
  return reader.tooMany === undefined
    ? ok({ families, rawIssues: reader.rawIssues, notes, source })
    : refuseTooManyParts(reader.tooMany);
};

const BYTE_ORDER_MARK = "\ufeff";

const MARK_IGNORED: Issue = {
  code: "byte-order-mark",
  detail: "the byte order mark at the start was ignored",
};

const TOO_DEEP = rawIssue(
  "json-shape",
  "",
  WHOLE,
  "the payload is nested far deeper than a list of families; see the documentation of the JSON format",
);

const describeForbidden = ({ key, at }: FoundKey, source: JsonSource): Issue => ({
  code: "key-forbidden",
  detail: `the key ${quote(key)} is not allowed, since it can change what other keys mean; rename or remove it`,
  location: source.locate(at),
});

const describeSyntax = (text: string, { at, detail }: JsonSyntaxIssue): Issue => ({
  code: "json-invalid",
  detail: `the payload is not JSON: ${detail}`,
  location: at === undefined ? undefined : locateEnd(Buffer.from(text.slice(0, at))),
});

const locateEnd = (bytes: Uint8Array): Location => new TextSource(bytes).locate(bytes.length);

/** JSON in either form. */
export const JSON_FORMAT = {
  id: "json",
  contentType: "application/json",
  fileName: "metrics.json",
  mediaTypes: [{ name: "application/json" }],
  decode: decodeJson,
  infersInfiniteBucket: true,
  hasWholeCharacters: false,
} as const satisfies Format;
