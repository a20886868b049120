import type { DecodedExposition } from "../../model/decoded-exposition.ts";
import type { Format } from "../../model/format.ts";
import type { Refusal } from "../../model/refusal.ts";
import type { Result } from "../../model/result.ts";
import { decodeLines } from "./decode-lines.ts";
import { TextParser } from "./text-parser.ts";

export const decodeText = (bytes: Uint8Array): Result<DecodedExposition, Refusal> =>
  decodeLines(
    bytes,
    (payload) => new TextParser(payload),
    ({ families }) => families.all.map((family) => family.build()),
  );

/** The Prometheus text format 0.0.4. */
export const TEXT_FORMAT = {
  id: "text",
  contentType: "text/plain; version=0.0.4; charset=utf-8",
  fileName: "metrics.prom",
  // Without a Content-Type a payload is text. The last one is what curl sets.
  mediaTypes: [{ name: "" }, { name: "text/plain" }, { name: "application/x-www-form-urlencoded" }],
  decode: decodeText,
  infersInfiniteBucket: false,
  hasWholeCharacters: true,
} as const satisfies Format;
