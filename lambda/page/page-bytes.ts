const CHUNK_BYTES = 256 * 1024;

/** The bytes of a page: its full chunks, and the current one. */
export class PageBytes {
  /** Write at index `at` of `bytes`, after {@link reserve}. */
  bytes = new Uint8Array(CHUNK_BYTES);
  at = 0;
  readonly #full: Uint8Array[] = [];

  /** Makes room for this many bytes. */
  reserve(size: number): void {
    if (this.at + size > this.bytes.length) {
      this.#close();
      if (size > CHUNK_BYTES) {
        this.bytes = new Uint8Array(size);
      }
    }
  }

  copy(from: Uint8Array, start: number, end: number): void {
    const { bytes } = this;
    let { at } = this;
    for (let i = start; i < end; i++) {
      bytes[at++] = from[i]!;
    }
    this.at = at;
  }

  /** Returns and forgets the full chunks. */
  takeFull(): Uint8Array[] {
    return this.#full.splice(0);
  }

  get hasFull(): boolean {
    return this.#full.length > 0;
  }

  /** The bytes of the current chunk. */
  takeRest(): Uint8Array {
    this.#close();
    return this.#full.pop() ?? new Uint8Array(0);
  }

  #close(): void {
    if (this.at > 0) {
      this.#full.push(this.bytes.subarray(0, this.at));
    }
    this.bytes = new Uint8Array(CHUNK_BYTES);
    this.at = 0;
  }
}
