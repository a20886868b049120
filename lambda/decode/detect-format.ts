import type { FormatId } from "./formats.ts";

/**
 * The format in which metrics are most likely written: JSON begins with a bracket, OpenMetrics ends with `# EOF`, delimited
 * protobuf begins with the length of a message and the tag of its name. Anything else is the text format, whose reader has
 * the better messages.
 */
export const detectFormat = (payload: Uint8Array): FormatId => {
  if (isProtobuf(payload)) {
    return "protobuf";
  }
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const start = text
    .subarray(0, 1_024)
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart();
  if (start.startsWith("{") || start.startsWith("[")) {
    return "json";
  }
  const end = text.subarray(-64).toString("latin1").trimEnd();
  return /(^|\n)# EOF$/.test(end) ? "openmetrics" : "text";
};

const NAME_TAG = 0x0a;
const MAX_LENGTH_BYTES = 5;

/** No text begins so: a length whose bytes are followed by the tag of a name, and the name's length and first letter. */
const isProtobuf = (payload: Uint8Array): boolean => {
  let index = 0;
  while (index < MAX_LENGTH_BYTES && ((payload[index] ?? 0) & 0x80) !== 0) {
    index++;
  }
  const [tag, nameLength, firstLetter] = payload.subarray(index + 1, index + 4);
  return (
    tag === NAME_TAG &&
    nameLength !== undefined &&
    nameLength > 0 &&
    firstLetter !== undefined &&
    /[a-zA-Z_:]/.test(String.fromCharCode(firstLetter)) &&
    index + 3 + nameLength <= payload.length &&
    !startsLikeText(payload)
  );
};

/** An empty line and then one that begins with a control character is no text that anybody writes. */
const startsLikeText = (payload: Uint8Array): boolean => payload.subarray(0, 64).every(isTextByte);

const isTextByte = (byte: number): boolean => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
