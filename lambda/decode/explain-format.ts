import type { Format, ParseJson } from "../model/format.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import type { Err } from "../model/result.ts";
import { detectFormat } from "./detect-format.ts";
import { type FormatId, findFormat } from "./formats.ts";

/**
 * If a payload that cannot be read can be decoded in another format, returns a refusal that names the Content-Type of
 * that format. Otherwise returns the given refusal.
 */
export const explainFormat = (
  refusal: Err<Refusal>,
  payload: Uint8Array,
  declared: Format,
  parseJson: ParseJson,
): Err<Refusal> => {
  const id = detectFormat(payload);
  // OpenMetrics that was cut short can be read as text, and must not be pushed as text.
  const canBeAnother = id !== declared.id && !(id === "text" && declared.id === "openmetrics");
  if (refusal.error.code !== "payload-unreadable" || !canBeAnother) {
    return refusal;
  }
  const actual = findFormat(id)!;
  const decoded = actual.decode(payload, parseJson);
  const isOfFormat = decoded.ok && decoded.value.families.length + decoded.value.rawIssues.length > 0;
  return isOfFormat
    ? refuse(
        "payload-unreadable",
        `the payload is ${NAMES[id]}, but was sent as another format; send Content-Type: ${actual.contentType}`,
      )
    : refusal;
};

const NAMES: Readonly<Record<FormatId, string>> = {
  text: "in the text format",
  openmetrics: "OpenMetrics",
  protobuf: "delimited protobuf",
  json: "JSON",
};
