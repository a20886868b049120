import { AsciiText } from "../ascii-text.ts";
import { LINE_FEED } from "./bytes.ts";

/**
 * The bytes and the text of a payload that is valid UTF-8. If its last byte is not a line feed, one is added. So a loop
 * that stops at a line feed need not check for the end.
 */
export class TextPayload {
  readonly bytes: Uint8Array;
  /** Whether the line feed at the end was added. */
  readonly lacksFinalNewline: boolean;
  readonly #buffer: Buffer;
  readonly #view: DataView;
  /** Undefined if the payload has characters outside ASCII. */
  readonly #ascii: AsciiText | undefined;

  constructor(payload: Uint8Array, isAscii: boolean) {
    this.lacksFinalNewline = payload.at(-1) !== LINE_FEED;
    this.bytes = this.lacksFinalNewline ? withLineFeed(payload) : payload;
    this.#buffer = toBuffer(this.bytes);
    this.#view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    this.#ascii = isAscii ? new AsciiText(this.#buffer) : undefined;
  }

  slice(start: number, end: number): string {
    return this.#ascii === undefined
      ? this.#buffer.toString("utf8", start, end)
      : this.#ascii.slice(start, end);
  }

  /**
   * The number of bytes, at most `length`, that are equal from `at` and from `before`. Precondition: `before` is less
   * than `at`. Four bytes are compared at a time.
   */
  countEqual(at: number, before: number, length: number): number {
    const words = Math.min(length, this.bytes.length - at) - 3;
    let equal = 0;
    for (; equal < words; equal += 4) {
      const difference = this.#view.getInt32(at + equal) ^ this.#view.getInt32(before + equal);
      if (difference !== 0) {
        return equal + (Math.clz32(difference) >> 3);
      }
    }
    while (equal < length && this.bytes[at + equal] === this.bytes[before + equal]) {
      equal++;
    }
    return equal;
  }

  /** The offset of the line feed that ends the line of `at`. */
  findLineEnd(at: number): number {
    const { bytes } = this;
    let end = at;
    while (bytes[end] !== LINE_FEED) {
      end++;
    }
    return end;
  }
}

/** A Buffer over the same memory. */
const toBuffer = (bytes: Uint8Array): Buffer =>
  bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

const withLineFeed = (payload: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(payload.length + 1);
  bytes.set(payload);
  bytes[payload.length] = LINE_FEED;
  return bytes;
};
