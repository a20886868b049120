/** V8 gives a longer text separate pages of memory, which take more than the text itself. */
const STRETCH_BYTES = 64 * 1024;

/**
 * The text of bytes that are ASCII. It is decoded in stretches, each when a slice of it is needed. This is fast if
 * slices are read in ascending order, as parsers do.
 */
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

  /** Decodes one stretch, or up to `end` if that is further. */
  #decodeFrom(start: number, end: number): void {
    this.#stretch = this.#buffer.toString("latin1", start, Math.max(end, start + STRETCH_BYTES));
    this.#start = start;
    this.#end = start + this.#stretch.length;
  }
}
