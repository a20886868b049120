/**
 * The parts of node:buffer that the decoder and the model use, for browsers. Every package with all of it is larger
 * than the rest of the page. A test compares it with Node's.
 */
type Encoding = "utf8" | "latin1" | "utf16le" | "base64url";

// @ts-expect-error: its `from` takes what Node's takes
class PageBuffer extends Uint8Array<ArrayBuffer> {
  static override from(source: string | ArrayBuffer, ...rest: readonly unknown[]): PageBuffer {
    if (typeof source === "string") {
      return toBytes(source, (rest[0] as Encoding | undefined) ?? "utf8");
    }
    const [offset, length] = rest as readonly (number | undefined)[];
    return new PageBuffer(source, offset, length);
  }

  static byteLength(text: string): number {
    return utf8Encoder.encode(text).length;
  }

  override toString(encoding: Encoding = "utf8", start = 0, end = this.length): string {
    const bytes = this.subarray(start, end);
    switch (encoding) {
      case "utf8":
        return utf8Decoder.decode(bytes);
      case "latin1":
        return toCharacters(bytes);
      case "utf16le":
        return toCharacters(new Uint16Array(bytes.slice().buffer, 0, bytes.length >> 1));
      case "base64url":
        return btoa(toCharacters(bytes)).replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
    }
  }
}

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const fatalDecoder = new TextDecoder("utf-8", { fatal: true });

const toBytes = (text: string, encoding: Encoding): PageBuffer => {
  switch (encoding) {
    case "utf8":
      return new PageBuffer(utf8Encoder.encode(text).buffer);
    case "utf16le":
      return new PageBuffer(Uint16Array.from(text.split(""), toUnit).buffer);
    case "latin1":
      return new PageBuffer(Uint8Array.from(text.split(""), toUnit).buffer);
    case "base64url":
      return toBytes(
        atob(
          text
            .replace(/[^\w-]/g, "")
            .replaceAll("-", "+")
            .replaceAll("_", "/"),
        ),
        "latin1",
      );
  }
};

const toUnit = (character: string): number => character.charCodeAt(0);

/** The number of arguments that every browser accepts. */
const CHUNK = 8_192;

const toCharacters = (units: Uint8Array | Uint16Array): string => {
  let text = "";
  for (let at = 0; at < units.length; at += CHUNK) {
    text += String.fromCharCode(...units.subarray(at, at + CHUNK));
  }
  return text;
};

export const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80);

export const isUtf8 = (bytes: Uint8Array<ArrayBuffer>): boolean => {
  try {
    fatalDecoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
};

export { PageBuffer as Buffer };
