import type { ParseJson } from "../model/format.ts";
import type { PushRequest } from "../model/push-request.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { DecodedExposition } from "../model/stages.ts";
import { explainEncoding } from "./explain-encoding.ts";
import { inflate } from "./inflate.ts";

/** A payload as it was sent. */
export type SentPayload = Pick<PushRequest, "body" | "format" | "encoding">;

/**
 * Stage `decode`: inflates the body to at most `maxBytes` and reads it in its format. Refuses what cannot be read with 400 or
 * 413; `validate` judges what can.
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
  if (inflated.value.length === 0) {
    return ok(EMPTY);
  }
  const decoded = payload.format.decode(inflated.value, parseJson);
  return decoded.ok ? decoded : explainEncoding(decoded, payload);
};

/** What an empty body says, in every format: nothing. It empties a group (PUT) or touches it (POST), as at the Pushgateway. */
const EMPTY: DecodedExposition = {
  families: [],
  rawIssues: [],
  notes: [
    {
      code: "payload-empty",
      detail: "the body is empty: PUT leaves the group without metrics, POST only renews its push time",
    },
  ],
  source: { locate: () => undefined },
};
