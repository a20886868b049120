import type { DecodedExposition } from "../model/decoded-exposition.ts";
import type { Format, ParseJson } from "../model/format.ts";
import type { Issue } from "../model/issue.ts";
import type { PushRequest } from "../model/push-request.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";

/** A payload as it was sent. */
export type SentPayload = Pick<PushRequest, "body" | "format" | "encoding">;

/** Decodes the inflated bytes of a payload in its format. Refuses with `payload-unreadable` and `limit-exceeded`. */
export const readPayload = (
  inflated: Uint8Array,
  format: Format,
  parseJson: ParseJson,
): Result<DecodedExposition, Refusal> =>
  inflated.length === 0 ? ok(EMPTY) : format.decode(inflated, parseJson);

export const NO_METRICS: Issue = {
  code: "payload-empty",
  detail:
    "the payload has no metrics: PUT leaves the group without metrics, POST only renews its push time; to delete the group, send DELETE",
};

/**
 * An empty body, in any format. PUT then empties the group, and POST only renews its push time, as at the Pushgateway.
 */
export const EMPTY: DecodedExposition = {
  families: [],
  rawIssues: [],
  notes: [NO_METRICS],
  source: { locate: () => undefined },
};
