import type { DecodedExposition } from "../model/decoded-exposition.ts";
import type { ParseJson } from "../model/format.ts";
import type { PushRequest } from "../model/push-request.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { explainEncoding } from "./explain-encoding.ts";

/** A payload as it was sent. */
export type SentPayload = Pick<PushRequest, "body" | "format" | "encoding">;

/**
 * Decodes the inflated bytes of a payload in its format. Refuses with `payload-unreadable`, `body-corrupt` and
 * `limit-exceeded`.
 */
export const readPayload = (
  inflated: Uint8Array,
  payload: SentPayload,
  parseJson: ParseJson,
): Result<DecodedExposition, Refusal> => {
  if (inflated.length === 0) {
    return ok(EMPTY);
  }
  const decoded = payload.format.decode(inflated, parseJson);
  return decoded.ok ? decoded : explainEncoding(decoded, payload);
};

/**
 * An empty body, in any format. PUT then empties the group, and POST only renews its push time, as at the Pushgateway.
 */
export const EMPTY: DecodedExposition = {
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
