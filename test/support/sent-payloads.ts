import { FORMATS, type FormatId } from "../../lambda/decode/formats.ts";
import type { SentPayload } from "../../lambda/decode/read-payload.ts";
import type { DecodedExposition } from "../../lambda/model/decoded-exposition.ts";
import type { Format } from "../../lambda/model/format.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import type { ContentEncoding } from "../../lambda/model/push-request.ts";
import type { Refusal } from "../../lambda/model/refusal.ts";
import type { Result } from "../../lambda/model/result.ts";

/** Decodes a payload that is not JSON. */
export type PlainDecoder = (payload: Uint8Array) => Result<DecodedExposition, Refusal>;

export const formatOf = (id: FormatId): Format => FORMATS.find((format) => format.id === id)!;

export interface Sent {
  readonly format?: FormatId;
  readonly encoding?: ContentEncoding;
}

/** A payload as `decode` takes it: text unless `sent` says otherwise. */
export const toSentPayload = (
  body: string | Uint8Array,
  { format = "text", encoding = "identity" }: Sent = {},
): SentPayload => ({ body: Buffer.from(body as string), format: formatOf(format), encoding });

export interface Pushed {
  readonly format?: FormatId;
  readonly key?: GroupingKey;
}

/** What `validate` knows about a push: text to `/metrics/job/test`, unless told otherwise. */
export const pushedTo = ({ format = "text", key = GroupingKey.of("test", []) }: Pushed = {}) => ({
  format: formatOf(format),
  key,
});
