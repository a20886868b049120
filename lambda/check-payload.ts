import { recogniseCompression } from "./decode/explain-encoding.ts";
import { readPayload } from "./decode/read-payload.ts";
import type { Format, ParseJson } from "./model/format.ts";
import type { GroupingKey } from "./model/grouping-key.ts";
import { type Refusal, refuse } from "./model/refusal.ts";
import type { Result } from "./model/result.ts";
import type { Exposition } from "./model/stages.ts";
import type { Validator } from "./validate/validate.ts";

export interface Payload {
  readonly body: Uint8Array;
  readonly format: Format;
  readonly key: GroupingKey;
}

/**
 * The stages that need only the payload of a push, decode and validate. The proxy refuses from every client what they
 * refuse. Limits and grants are not checked.
 */
export const checkPayload = (
  { body, format, key }: Payload,
  parseJson: ParseJson,
  validate: Validator,
): Result<Exposition, Refusal> => {
  const decoded = readPayload(body, format, parseJson);
  return decoded.ok ? validate(decoded.value, { key, format }) : decoded;
};

/** The same for the bytes of a file, which is pushed as it is. It says so if they are compressed. */
export const checkFileContent = (
  payload: Payload,
  parseJson: ParseJson,
  validate: Validator,
): Result<Exposition, Refusal> => {
  const compression = recogniseCompression(payload.body);
  return compression === undefined
    ? checkPayload(payload, parseJson, validate)
    : refuse("payload-unreadable", `the file is compressed with ${compression}; decompress it first`);
};
