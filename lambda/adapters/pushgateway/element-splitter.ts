/**
 * Splits `{…"data":[{…},{…}]}` into its elements as the bytes arrive, so that a document of any size needs the memory
 * of its largest element. It knows only JSON's strings and brackets, and leaves the rest to JSON.parse.
 */
export class ElementSplitter {
  readonly #maxElementBytes: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** Of the current element. */
  #isTooLarge = false;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #hasBegun = false;

  constructor(maxElementBytes: number) {
    this.#maxElementBytes = maxElementBytes;
  }

  /** Whether the document is complete. */
  get isComplete(): boolean {
    return this.#hasBegun && this.#depth === 0;
  }

  /** The elements that end in this chunk; undefined for one that is too large. */
  push(chunk: Buffer): readonly (string | undefined)[] {
    const elements: (string | undefined)[] = [];
    // Tens of megabytes pass through here byte by byte, so values that change with each byte are local variables.
    let depth = this.#depth;
    let isInString = this.#isInString;
    let isEscaped = this.#isEscaped;
    let start = depth >= ELEMENT_DEPTH ? 0 : -1;
    for (let index = 0; index < chunk.length; index += 1) {
      const meaning = MEANINGS[chunk[index]!]!;
      if (isInString) {
        isInString = isEscaped || meaning !== QUOTE;
        isEscaped = !isEscaped && meaning === BACKSLASH;
      } else if (meaning === QUOTE) {
        isInString = true;
      } else if (meaning === OPEN) {
        depth += 1;
        this.#hasBegun = true;
        if (depth === ELEMENT_DEPTH) {
          start = index;
        }
      } else if (meaning === CLOSE) {
        depth -= 1;
        if (depth === ELEMENT_DEPTH - 1 && start >= 0) {
          elements.push(this.#finish(chunk.subarray(start, index + 1)));
          start = -1;
        }
      }
    }
    this.#depth = depth;
    this.#isInString = isInString;
    this.#isEscaped = isEscaped;
    if (start >= 0) {
      this.#keep(chunk.subarray(start));
    }
    return elements;
  }

  #keep(bytes: Buffer): void {
    this.#pendingBytes += bytes.length;
    this.#isTooLarge ||= this.#pendingBytes > this.#maxElementBytes;
    if (this.#isTooLarge) {
      this.#pending = [];
    } else {
      this.#pending.push(bytes);
    }
  }

  #finish(end: Buffer): string | undefined {
    this.#keep(end);
    const text = this.#isTooLarge
      ? undefined
      : (this.#pending.length === 1 ? end : Buffer.concat(this.#pending)).toString("utf8");
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#isTooLarge = false;
    return text;
  }
}

/** `{`, `[`, then the element's own bracket. */
const ELEMENT_DEPTH = 3;

const [PLAIN, QUOTE, BACKSLASH, OPEN, CLOSE] = [0, 1, 2, 3, 4] as const;

/** The kind of each byte. */
const MEANINGS = new Uint8Array(256).fill(PLAIN);
MEANINGS['"'.charCodeAt(0)] = QUOTE;
MEANINGS["\\".charCodeAt(0)] = BACKSLASH;
for (const bracket of "{[") {
  MEANINGS[bracket.charCodeAt(0)] = OPEN;
}
for (const bracket of "}]") {
  MEANINGS[bracket.charCodeAt(0)] = CLOSE;
}
