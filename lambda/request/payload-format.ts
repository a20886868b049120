import type { Format } from "../model/format.ts";
import { quote } from "../model/issue.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { parseMediaType } from "../model/written-media-type.ts";

/** The format for a Content-Type. Without one, `contentType` is empty. Refuses with `content-type-unsupported`. */
export const parsePayloadFormat = (
  contentType: string,
  formats: readonly Format[],
): Result<Format, Refusal> => {
  const { name: mediaType, parameters } = parseMediaType(contentType);
  const format = formats.find(({ mediaTypes }) =>
    mediaTypes.some(({ name, accepts }) => name === mediaType && (accepts?.(parameters) ?? true)),
  );
  if (format !== undefined) {
    return ok(format);
  }
  return refuse("content-type-unsupported", explain(contentType, mediaType, formats));
};

const explain = (contentType: string, mediaType: string, formats: readonly Format[]): string => {
  if (mediaType === "multipart/form-data") {
    return "a form (multipart/form-data) is not supported; send the payload itself as the body, with curl --data-binary @<file> instead of -F";
  }
  const ofThisType = formats.find((format) => format.contentType.startsWith(`${mediaType};`));
  if (ofThisType !== undefined) {
    return `Content-Type ${mediaType} is not supported ${describeParameters(contentType)}; send ${ofThisType.contentType}`;
  }
  const advice = contentType.includes(",") ? "; send only one Content-Type" : "";
  return `Content-Type ${quote(contentType)} is not supported; supported are ${list(formats)}, or no Content-Type for text${advice}`;
};

const MAX_SHOWN_PARAMETERS = 4;

const describeParameters = (contentType: string): string => {
  const parameters = contentType.split(";").slice(1, 1 + MAX_SHOWN_PARAMETERS);
  return parameters.length === 0
    ? "without parameters"
    : `with ${parameters.map((text) => quote(text.trim())).join(", ")}`;
};

const list = (formats: readonly Format[]): string => formats.map(({ contentType }) => contentType).join(", ");
