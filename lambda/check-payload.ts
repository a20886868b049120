import { decode } from "./decode/decode.ts";
import type { ParseJson } from "./decode/decoder.ts";
import { DEFAULT_LIMITS } from "./model/client.ts";
import type { GroupingKey } from "./model/grouping-key.ts";
import type { ExpositionFormat } from "./model/push-request.ts";
import type { Refusal } from "./model/refusal.ts";
import { ok, type Result } from "./model/result.ts";
import type { AuthorizedPush, Exposition } from "./model/stages.ts";
import type { Validator } from "./validate/validate.ts";

/** What somebody means to push, before there is anybody who pushes it. */
export interface Payload {
  readonly body: Uint8Array;
  readonly format: ExpositionFormat;
  readonly key: GroupingKey;
}

/**
 * The stages of a push that need to know nothing but its payload, decode and validate: what they refuse, the proxy refuses
 * from everybody. Limits and grants take no part.
 */
export const checkPayload = (
  payload: Payload,
  parseJson: ParseJson,
  validate: Validator,
): Result<Exposition, Refusal> => {
  const decoded = decode(toNobodysPush(payload), parseJson);
  if (!decoded.ok) return decoded;
  const sound = validate(decoded.value);
  return sound.ok ? ok(sound.value.exposition) : sound;
};

const toNobodysPush = ({ body, format, key }: Payload): AuthorizedPush => {
  const limits = { ...DEFAULT_LIMITS, inflatedBytes: Number.MAX_SAFE_INTEGER };
  const push = {
    client: { id: "nobody", grants: [], limits, claims: {} },
    grants: [],
    request: { method: "PUT", key, isDryRun: true, format, encoding: "identity", body },
  };
  return push as unknown as AuthorizedPush;
};
