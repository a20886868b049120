/** Writes texts and numbers so that different sequences of them give different bytes. Its buffer only grows. */
export class StructureWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #end = 0;

  restart(): void {
    this.#end = 0;
  }

  /** The written bytes, valid until the next use. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#end);
  }

  strings(texts: readonly string[]): void {
    this.number(texts.length);
    for (const text of texts) {
      this.string(text);
    }
  }

  /** The text after the number of its UTF-16 code units. */
  string(text: string): void {
    this.number(text.length);
    this.#reserve(text.length * MAX_UTF8_BYTES_PER_UNIT);
    const bytes = this.#bytes;
    const start = this.#end;
    // Faster than a call into the runtime for short texts.
    const bytewise = text.length > MAX_BYTEWISE_LENGTH ? 0 : text.length;
    let i = 0;
    for (; i < bytewise; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        break;
      }
      bytes[start + i] = unit;
    }
    this.#end =
      i === text.length ? start + i : start + ENCODER.encodeInto(text, bytes.subarray(start)).written;
  }

  /** A whole number from 0 to below 2^31. */
  number(value: number): void {
    this.#reserve(MAX_VARINT_BYTES);
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      this.#bytes[this.#end++] = (rest & 0x7f) | 0x80;
    }
    this.#bytes[this.#end++] = rest;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#end, value);
    this.#end += 8;
  }

  #reserve(size: number): void {
    if (this.#end + size <= this.#bytes.length) {
      return;
    }
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#end + size));
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

const INITIAL_BYTES = 64 * 1024;
const MAX_VARINT_BYTES = 5;
const MAX_UTF8_BYTES_PER_UNIT = 3;
const MAX_BYTEWISE_LENGTH = 64;
const ENCODER = new TextEncoder();
