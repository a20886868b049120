/**
 * Cuts the elements out of `{…"data":[{…},{…}]}` as the bytes arrive, so that a document of any size is read in the
 * memory of its largest element. Knows JSON's strings and brackets, and leaves the rest to JSON.parse.
 */
export class ElementSplitter {
  readonly #maxElementBytes: number;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #hasBegun = false;

  constructor(maxElementBytes: number) {
    this.#maxElementBytes = maxElementBytes;
  }

  /** Whether the document has begun and ended. */
  get isComplete(): boolean {
    return this.#hasBegun && this.#depth === 0;
  }

  /** The elements that end in this chunk. Throws a RangeError at one that is too large. */
  push(chunk: Uint8Array): readonly string[] {
    const elements: string[] = [];
    let start = this.#depth >= ELEMENT_DEPTH ? 0 : -1;
    for (let index = 0; index < chunk.length; index += 1) {
      const change = this.#read(chunk[index]!);
      if (change > 0 && this.#depth === ELEMENT_DEPTH) {
        start = index;
      } else if (change < 0 && this.#depth === ELEMENT_DEPTH - 1 && start >= 0) {
        this.#keep(chunk.subarray(start, index + 1));
        elements.push(this.#take());
        start = -1;
      }
    }
    if (start >= 0) {
      this.#keep(chunk.subarray(start));
    }
    return elements;
  }

  /** By how much the byte changes the depth. */
  #read(byte: number): number {
    if (this.#isInString) {
      this.#readInString(byte);
      return 0;
    }
    if (byte === QUOTE) {
      this.#isInString = true;
      return 0;
    }
    const change =
      byte === OPEN_BRACE || byte === OPEN_BRACKET
        ? 1
        : byte === CLOSE_BRACE || byte === CLOSE_BRACKET
          ? -1
          : 0;
    this.#depth += change;
    this.#hasBegun ||= change > 0;
    return change;
  }

  #readInString(byte: number): void {
    if (this.#isEscaped) {
      this.#isEscaped = false;
    } else if (byte === BACKSLASH) {
      this.#isEscaped = true;
    } else if (byte === QUOTE) {
      this.#isInString = false;
    }
  }

  #keep(bytes: Uint8Array): void {
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > this.#maxElementBytes) {
      throw new RangeError(`an element has more than ${this.#maxElementBytes} bytes`);
    }
    this.#pending.push(bytes);
  }

  #take(): string {
    const text = Buffer.concat(this.#pending).toString("utf8");
    this.#pending = [];
    this.#pendingBytes = 0;
    return text;
  }
}

/** `{`, `[`, then the element's own bracket. */
const ELEMENT_DEPTH = 3;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
