import { CARRIAGE_RETURN, isBlank, LINE_FEED, skipBlanks } from "./bytes.ts";
import type { TextPayload } from "./payload.ts";

/** Finds the ends of tokens and lines in a payload. Places are offsets in bytes. */
export class LineCursor {
  readonly #payload: TextPayload;
  readonly #bytes: Uint8Array;

  constructor(payload: TextPayload) {
    this.#payload = payload;
    this.#bytes = payload.bytes;
  }

  skipBlanks(start: number): number {
    return skipBlanks(this.#bytes, start);
  }

  /** The end of the token that starts at `start`: the next blank or the end of the line. */
  tokenEnd(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    let byte = bytes[at]!;
    while (!isBlank(byte) && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
      byte = bytes[++at]!;
    }
    return at;
  }

  /**
   * The length of the line end at `at`: 1 for a line feed, 2 for a carriage return and a line feed, 0 if the line goes
   * on.
   */
  lineEndLength(at: number): 0 | 1 | 2 {
    const byte = this.#bytes[at];
    if (byte === LINE_FEED) {
      return 1;
    }
    return byte === CARRIAGE_RETURN && this.#bytes[at + 1] === LINE_FEED ? 2 : 0;
  }

  /** Whether there is a carriage return at `at` without a line feed after it. */
  isStrayReturn(at: number): boolean {
    return this.#bytes[at] === CARRIAGE_RETURN && this.#bytes[at + 1] !== LINE_FEED;
  }

  /** The end of the text of this line, before its line feed, or its carriage return and line feed. */
  textEnd(start: number): number {
    const lineEnd = this.#payload.findLineEnd(start);
    return this.#bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
  }

  nextLine(at: number): number {
    return this.#payload.findLineEnd(at) + 1;
  }

  /** The token that starts at `start`. */
  token(start: number): string {
    return this.#payload.slice(start, this.tokenEnd(start));
  }
}
