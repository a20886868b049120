import type { DecodedExposition } from "../model/decoded-exposition.ts";
import type { ParseJson } from "../model/format.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { explainCompressedTwice, explainEncoding } from "./explain-encoding.ts";
import { explainFormat } from "./explain-format.ts";
import { inflate } from "./inflate.ts";
import { EMPTY, NO_METRICS, readPayload, type SentPayload } from "./read-payload.ts";

/**
 * Stage `decode`: inflates the body to at most `maxBytes` and decodes it in its format. An empty body is an empty
 * exposition. Refuses with `body-too-large`, `body-corrupt`, `payload-unreadable` and `limit-exceeded`. Whether the
 * metrics are valid is left to `validate`.
 */
export const decode = (
  payload: SentPayload,
  maxBytes: number,
  parseJson: ParseJson,
): Result<DecodedExposition, Refusal> => {
  if (payload.body.length === 0) {
    return ok(EMPTY);
  }
  const decoded = inflateAndRead(payload, maxBytes, parseJson);
  return decoded.ok ? ok(noteIfEmpty(decoded.value)) : explainEncoding(decoded, payload);
};

const inflateAndRead = (
  { body, encoding, format }: SentPayload,
  maxBytes: number,
  parseJson: ParseJson,
): Result<DecodedExposition, Refusal> => {
  const inflated = inflate(body, encoding, maxBytes);
  if (!inflated.ok) {
    return inflated;
  }
  const decoded = readPayload(inflated.value, format, parseJson);
  if (decoded.ok) {
    return decoded;
  }
  return explainCompressedTwice(explainFormat(decoded, inflated.value, format, parseJson), inflated.value);
};

/** Notes that nothing is pushed, for instance when a script that failed has written only comments. */
const noteIfEmpty = (decoded: DecodedExposition): DecodedExposition => {
  const { families, notes } = decoded;
  return decoded !== EMPTY && families.every(({ metrics }) => metrics.length === 0)
    ? { ...decoded, notes: [NO_METRICS, ...notes] }
    : decoded;
};
