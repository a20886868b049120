import { LINE_FEED } from "./bytes.ts";

/**
 * The bytes of a payload that is known to be UTF-8, with the text that stands in them. The last byte is always a line feed,
 * so that no loop that stops at one has to look for the end.
 */
export class TextPayload {
  readonly bytes: Uint8Array;
  /** Whether the final line feed is ours. */
  readonly lacksFinalNewline: boolean;
  readonly #buffer: Buffer;
  /** The whole text when a byte is a character in it. */
  readonly #ascii: string | undefined;

  constructor(payload: Uint8Array, isAscii: boolean) {
    this.lacksFinalNewline = payload.at(-1) !== LINE_FEED;
    this.bytes = this.lacksFinalNewline ? withLineFeed(payload) : payload;
    this.#buffer = Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    this.#ascii = isAscii ? this.#buffer.toString("latin1") : undefined;
  }

  slice(start: number, end: number): string {
    return this.#ascii === undefined
      ? this.#buffer.toString("utf8", start, end)
      : this.#ascii.slice(start, end);
  }

  /** The place of the line feed that ends the line. */
  findLineEnd(at: number): number {
    return this.bytes.indexOf(LINE_FEED, at);
  }
}

const withLineFeed = (payload: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(payload.length + 1);
  bytes.set(payload);
  bytes[payload.length] = LINE_FEED;
  return bytes;
};
