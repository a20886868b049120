import type { FormatId } from "../../../../lambda/decode/formats.ts";
import { DELIMITED_PROTOBUF } from "../../../../lambda/model/format.ts";
import { JSON_PAYLOADS } from "./json.ts";
import type { HostilePayload } from "./parts.ts";
import { PROTOBUF_PAYLOADS } from "./protobuf.ts";
import { OPENMETRICS_PAYLOADS, TEXT_PAYLOADS } from "./text.ts";

export const CONTENT_TYPES: Readonly<Record<FormatId, string>> = {
  text: "text/plain; version=0.0.4",
  openmetrics: "application/openmetrics-text; version=1.0.0",
  protobuf: DELIMITED_PROTOBUF,
  json: "application/json",
};

/** Every kind of payload that is meant to cost more than it should, in every format. */
export const HOSTILE_PAYLOADS: readonly HostilePayload[] = [
  ...TEXT_PAYLOADS,
  ...OPENMETRICS_PAYLOADS,
  ...PROTOBUF_PAYLOADS,
  ...JSON_PAYLOADS,
];
