import { FORMATS, type FormatId } from "../../../../lambda/decode/formats.ts";
import { JSON_PAYLOADS } from "./json.ts";
import type { HostilePayload } from "./parts.ts";
import { PROTOBUF_PAYLOADS } from "./protobuf.ts";
import { OPENMETRICS_PAYLOADS, TEXT_PAYLOADS } from "./text.ts";

export const CONTENT_TYPES = Object.fromEntries(
  FORMATS.map(({ id, contentType }) => [id, contentType]),
) as Readonly<Record<FormatId, string>>;

/** Every kind of payload that tries to cost too much, in every format. */
export const HOSTILE_PAYLOADS: readonly HostilePayload[] = [
  ...TEXT_PAYLOADS,
  ...OPENMETRICS_PAYLOADS,
  ...PROTOBUF_PAYLOADS,
  ...JSON_PAYLOADS,
];
