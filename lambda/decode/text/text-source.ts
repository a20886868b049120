import type { Location, Source, SourcePosition } from "../../model/exposition.ts";
import { LINE_FEED } from "./bytes.ts";

/** The locations of a line-based payload. A position is an offset in bytes. Columns count code points. */
export class TextSource implements Source {
  readonly #bytes: Uint8Array;
  // Where the last look-up ended. Positions are looked up in ascending order, so many look-ups read the payload only
  // once.
  #at = 0;
  #line = 1;
  #column = 1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#rewind();
  }

  locate(at: SourcePosition): Location {
    if (at < this.#at) {
      this.#rewind();
    }
    this.#skipLines(at);
    for (; this.#at < at; this.#at++) {
      // Bytes that continue a code point have no column.
      if ((this.#bytes[this.#at]! & 0xc0) !== 0x80) {
        this.#column++;
      }
    }
    return { line: this.#line, column: this.#column };
  }

  /** To the start of the line that contains the position. */
  #skipLines(at: SourcePosition): void {
    let end = this.#bytes.indexOf(LINE_FEED, this.#at);
    while (end !== -1 && end < at) {
      this.#at = end + 1;
      this.#line++;
      this.#column = 1;
      end = this.#bytes.indexOf(LINE_FEED, this.#at);
    }
  }

  #rewind(): void {
    this.#at = byteOrderMarkLength(this.#bytes);
    this.#line = 1;
    this.#column = 1;
  }
}

/** The length of a byte order mark at the start, which does not count as a character of the first line. */
export const byteOrderMarkLength = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
