/** A longer text has pages of memory to itself in V8, and those cost more than the text. */
const STRETCH_BYTES = 64 * 1024;

/** The text of bytes that are ASCII. It is decoded stretch by stretch, because slices are asked for nearly in rising order. */
export class AsciiText {
  readonly #buffer: Buffer;
  #stretch = "";
  #start = 0;
  #end = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  slice(start: number, end: number): string {
    if (start < this.#start) {
      return this.#buffer.toString("latin1", start, end);
    }
    if (end > this.#end) {
      this.#decodeFrom(start, end);
    }
    return this.#stretch.slice(start - this.#start, end - this.#start);
  }

  /** As far as a stretch goes, but at least to `end`. */
  #decodeFrom(start: number, end: number): void {
    this.#stretch = this.#buffer.toString("latin1", start, Math.max(end, start + STRETCH_BYTES));
    this.#start = start;
    this.#end = start + this.#stretch.length;
  }
}
