import { CARRIAGE_RETURN, isBlank, LINE_FEED, skipBlanks } from "./bytes.ts";
import type { TextPayload } from "./payload.ts";

/** Steps through the lines of a payload: every method is handed a place and gives a place after it. */
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

  /** Where the token ends that starts here: at a blank, or where its line ends. */
  tokenEnd(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    let byte = bytes[at]!;
    while (!isBlank(byte) && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
      byte = bytes[++at]!;
    }
    return at;
  }

  /** The length of the line end here: 1 for a line feed, 2 with a carriage return before it, 0 if the line does not end here. */
  lineEndLength(at: number): 0 | 1 | 2 {
    const byte = this.#bytes[at];
    if (byte === LINE_FEED) {
      return 1;
    }
    return byte === CARRIAGE_RETURN && this.#bytes[at + 1] === LINE_FEED ? 2 : 0;
  }

  /** Whether a carriage return is here, and no line feed behind it. */
  isStrayReturn(at: number): boolean {
    return this.#bytes[at] === CARRIAGE_RETURN && this.#bytes[at + 1] !== LINE_FEED;
  }

  /** The end of a text that reaches to the end of its line. */
  textEnd(start: number): number {
    const lineEnd = this.#payload.findLineEnd(start);
    return this.#bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
  }

  nextLine(at: number): number {
    return this.#payload.findLineEnd(at) + 1;
  }

  /** The token that starts here. */
  token(start: number): string {
    return this.#payload.slice(start, this.tokenEnd(start));
  }
}
