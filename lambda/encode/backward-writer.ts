import type { Whole } from "../model/exposition.ts";

/**
 * Writes protobuf from its end to its start. So the length of a message is known when its prefix is written, and
 * nothing is measured or moved. One writer can write any number of messages. Its buffer grows, and is released after an
 * unusually large message.
 */
export class BackwardWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #view = new DataView(this.#bytes.buffer);
  /** Index of the first byte written so far. */
  #start = INITIAL_BYTES;

  /** The number of written bytes. {@link prefix} measures from it. */
  get length(): number {
    return this.#bytes.length - this.#start;
  }

  /** The size of the buffer, until more memory is taken. */
  get capacityBytes(): number {
    return this.#bytes.length;
  }

  /**
   * Writes the tag and the length of a message. `lengthBefore` was the {@link length} before the message was written.
   */
  message(tag: number, lengthBefore: number): void {
    this.prefix(lengthBefore);
    this.#bytes[--this.#start] = tag;
  }

  /** Writes, without a tag, the number of bytes that were written since {@link length} was `lengthBefore`. */
  prefix(lengthBefore: number): void {
    this.#reserve(MAX_VARINT_BYTES + 1);
    this.#varint(this.length - lengthBefore);
  }

  string(tag: number, text: string): void {
    this.#reserve(text.length * MAX_UTF8_BYTES_PER_UNIT + MAX_VARINT_BYTES + 1);
    const size = text.length > MAX_BYTEWISE_LENGTH ? this.#utf8(text) : this.#ascii(text);
    this.#start -= size;
    this.#varint(size);
    this.#bytes[--this.#start] = tag;
  }

  double(tag: number, value: number): void {
    this.packedDouble(value);
    this.tag(tag);
  }

  /** Without a tag, as one of several in a packed field. */
  packedDouble(value: number): void {
    // Eight bytes, and one for a tag that can follow.
    this.#reserve(9);
    this.#start -= 8;
    this.#view.setFloat64(this.#start, value, true);
  }

  /** A double by its bits, for a NaN whose bits have a meaning. */
  doubleBits(tag: number, bits: bigint): void {
    this.#reserve(9);
    this.#start -= 8;
    this.#view.setBigUint64(this.#start, bits, true);
    this.#bytes[--this.#start] = tag;
  }

  /** Throws a RangeError unless {@link isUint64} is true for the value. */
  uint64(tag: number, value: Whole): void {
    if (!isUint64(value)) {
      throw new RangeError(`not a whole number from 0 to below 2^64: ${value}`);
    }
    this.#reserve(MAX_VARINT_BYTES + 1);
    this.#whole(value);
    this.#bytes[--this.#start] = tag;
  }

  /** A signed whole number. A negative one takes ten bytes. Throws a RangeError if it has more than 64 bits. */
  int64(tag: number, value: Whole): void {
    this.uint64(tag, value < 0 ? BigInt.asUintN(64, toInt64(value)) : value);
  }

  /** A signed whole number in zigzag encoding, in which small negative numbers are short. Throws like {@link int64}. */
  sint64(tag: number, value: Whole): void {
    this.packedSint64(value);
    this.tag(tag);
  }

  /** Without a tag, as one of several in a packed field. */
  packedSint64(value: Whole): void {
    this.#reserve(MAX_VARINT_BYTES + 1);
    if (typeof value === "number" && value >= -MAX_SHORT_SINT && value <= MAX_SHORT_SINT) {
      this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
    } else {
      const exact = toInt64(value);
      this.#bigVarint(BigInt.asUintN(64, (exact << 1n) ^ (exact >> 63n)));
    }
  }

  /** A whole number from 0 to below 2^32 without a tag, as one of several in a packed field. */
  packedUint(value: number): void {
    this.#reserve(MAX_VARINT_BYTES + 1);
    this.#varint(value);
  }

  /**
   * Writes a tag for a value that was written without one, or the first byte of a tag of two bytes. Reserves no room.
   */
  tag(byte: number): void {
    this.#bytes[--this.#start] = byte;
  }

  /**
   * Forgets everything written. Call it before each use, because a use that threw has left bytes, and after it, to
   * release a large buffer.
   */
  restart(): void {
    if (this.#bytes.length > MAX_KEPT_BYTES) {
      this.#bytes = new Uint8Array(INITIAL_BYTES);
      this.#view = new DataView(this.#bytes.buffer);
    }
    this.#start = this.#bytes.length;
  }

  /** A copy of all that was written. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(this.#start);
  }

  #reserve(size: number): void {
    if (this.#start >= size) {
      return;
    }
    const used = this.length;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, used + size));
    grown.set(this.#bytes.subarray(this.#start), grown.length - used);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
    this.#start = grown.length - used;
  }

  #varint(value: number): void {
    if (value < 0x80) {
      this.#bytes[--this.#start] = value;
    } else {
      this.#longVarint(value);
    }
  }

  #whole(value: Whole): void {
    if (typeof value === "number") {
      this.#varint(value);
    } else {
      this.#bigVarint(value);
    }
  }

  #bigVarint(value: bigint): void {
    let size = 1;
    for (let rest = value; rest >= 0x80n; rest >>= 7n) {
      size++;
    }
    this.#start -= size;
    let at = this.#start;
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) {
      this.#bytes[at++] = Number(rest & 0x7fn) | 0x80;
    }
    this.#bytes[at] = Number(rest);
  }

  // Division instead of shifts: counts can have more than 32 bits, and both steps are exact for every whole double.
  #longVarint(value: number): void {
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
      size++;
    }
    this.#start -= size;
    let at = this.#start;
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
      this.#bytes[at++] = (rest % 0x80) | 0x80;
    }
    this.#bytes[at] = rest;
  }

  /**
   * Writes the text below `#start`, character by character, and returns its size. For short texts this is faster than a
   * call into the runtime.
   */
  #ascii(text: string): number {
    const bytes = this.#bytes;
    const from = this.#start - text.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        return this.#utf8(text);
      }
      bytes[from + i] = unit;
    }
    return text.length;
  }

  #utf8(text: string): number {
    const from = this.#start - text.length * MAX_UTF8_BYTES_PER_UNIT;
    const { written } = ENCODER.encodeInto(text, this.#bytes.subarray(from, this.#start));
    this.#bytes.copyWithin(this.#start - written, from, from + written);
    return written;
  }
}

/** Whether a uint64 can have exactly this value. */
export const isUint64 = (value: Whole): boolean =>
  typeof value === "bigint"
    ? value >= 0n && value < 2n ** 64n
    : Number.isInteger(value) && value >= 0 && value < 2 ** 64;

const toInt64 = (value: Whole): bigint => {
  const exact = BigInt(value);
  if (exact !== BigInt.asIntN(64, exact)) {
    throw new RangeError(`not a whole number of 64 bits: ${value}`);
  }
  return exact;
};

/** Up to this number, twice the value is exact, too. */
const MAX_SHORT_SINT = 2 ** 52;

const INITIAL_BYTES = 64 * 1024;
/** Large enough for a push within the default limits. */
const MAX_KEPT_BYTES = 2 * 1024 * 1024;
const MAX_VARINT_BYTES = 10;
const MAX_UTF8_BYTES_PER_UNIT = 3;
const MAX_BYTEWISE_LENGTH = 64;
const ENCODER = new TextEncoder();
