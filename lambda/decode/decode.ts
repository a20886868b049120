import type { ExpositionFormat } from "../model/push-request.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { AuthorizedPush, DecodedExposition, DecodedPush } from "../model/stages.ts";
import type { Decoder, ParseJson } from "./decoder.ts";
import { explainEncoding } from "./explain-encoding.ts";
import { inflate } from "./inflate.ts";
import { decodeJson } from "./json/decode-json.ts";
import { decodeOpenMetrics } from "./openmetrics/decode-openmetrics.ts";
import { decodeProtobuf } from "./protobuf/decode-protobuf.ts";
import { decodeText } from "./text/decode-text.ts";

/**
 * Inflates the body within the client's limit and reads it in the format that its content type names. Refuses what cannot be
 * read with 400 or 413; what can be read but is nonsense is the next stage's.
 */
export const decode = (push: AuthorizedPush, parseJson: ParseJson): Result<DecodedPush, Refusal> => {
  const decoded = decodeBody(push, parseJson);
  return decoded.ok ? ok({ ...push, decoded: decoded.value } as DecodedPush) : decoded;
};

const decodeBody = (
  { client, request }: AuthorizedPush,
  parseJson: ParseJson,
): Result<DecodedExposition, Refusal> => {
  if (request.body.length === 0) {
    return ok(EMPTY);
  }
  const payload = inflate(request.body, request.encoding, client.limits.inflatedBytes);
  if (!payload.ok) {
    return explainEncoding(payload, request);
  }
  if (payload.value.length === 0) {
    return ok(EMPTY);
  }
  const decoded = decoderOf(request.format, parseJson)(payload.value);
  return decoded.ok ? decoded : explainEncoding(decoded, request);
};

/** What an empty body says, in every format: nothing. It empties a group (PUT) or touches it (POST), as at the Pushgateway. */
const EMPTY: DecodedExposition = {
  families: [],
  irregularities: [],
  notes: [
    {
      code: "payload-empty",
      detail: "the body is empty: PUT leaves the group without metrics, POST only renews its push time",
    },
  ],
  source: { locate: () => undefined },
};

const decoderOf = (format: ExpositionFormat, parseJson: ParseJson): Decoder => {
  switch (format) {
    case "text":
      return decodeText;
    case "protobuf":
      return decodeProtobuf;
    case "json":
      return (payload) => decodeJson(payload, parseJson);
    case "openmetrics":
      return decodeOpenMetrics;
  }
};
