import type { DecodedExposition } from "../model/decoded-exposition.ts";
import type { ParseJson } from "../model/format.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { explainEncoding } from "./explain-encoding.ts";
import { explainFormat } from "./explain-format.ts";
import { inflate } from "./inflate.ts";
import { EMPTY, readPayload, type SentPayload } from "./read-payload.ts";

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
  const inflated = inflate(payload.body, payload.encoding, maxBytes);
  if (!inflated.ok) {
    return explainEncoding(inflated, payload);
  }
  const decoded = readPayload(inflated.value, payload, parseJson);
  return decoded.ok ? decoded : explainFormat(decoded, inflated.value, payload.format, parseJson);
};
