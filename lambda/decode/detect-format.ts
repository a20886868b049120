import type { FormatId } from "./formats.ts";

/**
 * Guesses the format of an inflated payload: JSON begins with a brace or bracket, OpenMetrics ends with `# EOF`, and
 * delimited protobuf begins with the length of a message and the tag of its name. Everything else is taken for the text
 * format, whose decoder has the most helpful errors.
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

/**
 * Whether the payload begins with a length, the tag of a name, the name's length and its first letter, and is not text.
 */
const isProtobuf = (payload: Uint8Array): boolean => {
  const at = payload.findIndex((byte) => byte < 0x80) + 1;
  const [tag, , firstLetter = 0] = payload.subarray(at, at + 3);
  return tag === NAME_TAG && /[a-zA-Z_:]/.test(String.fromCharCode(firstLetter)) && !startsLikeText(payload);
};

/** Whether the first bytes are all text. A length and a tag can look like text, because both can be 10, a line feed. */
const startsLikeText = (payload: Uint8Array): boolean => payload.subarray(0, 64).every(isTextByte);

const isTextByte = (byte: number): boolean => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
