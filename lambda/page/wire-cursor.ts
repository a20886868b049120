/** Stored bytes that cannot be read, because the item is damaged. */
export class UnreadableContent extends Error {
  override readonly name = "UnreadableContent";
}

const SCRATCH = new DataView(new ArrayBuffer(8));
const SCRATCH_BYTES = new Uint8Array(SCRATCH.buffer);

/** Reads the protobuf wire format between two places. Throws {@link UnreadableContent} at invalid bytes. */
export class WireCursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;

  open(bytes: Uint8Array, at: number, end: number): void {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Reads an unsigned number. Above 2^53 it is the nearest float. */
  varint(): number {
    const byte = this.bytes[this.at]!;
    if (byte < 0x80 && this.at < this.end) {
      this.at++;
      return byte;
    }
    return this.#longVarint();
  }

  /** Reads the length of a message or string, and returns its end. `at` is then its start. */
  delimited(): number {
    const length = this.varint();
    const end = this.at + length;
    if (end > this.end) {
      throw new UnreadableContent("a message is longer than what holds it");
    }
    return end;
  }

  double(): number {
    const { bytes, at } = this;
    if (at + 8 > this.end) {
      throw new UnreadableContent("a number is longer than what holds it");
    }
    for (let i = 0; i < 8; i++) {
      SCRATCH_BYTES[i] = bytes[at + i]!;
    }
    this.at = at + 8;
    return SCRATCH.getFloat64(0, true);
  }

  /** Skips the value of a field. */
  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.varint();
        break;
      case 1:
        this.#advance(8);
        break;
      case 2:
        this.at = this.delimited();
        break;
      case 5:
        this.#advance(4);
        break;
      default:
        throw new UnreadableContent("a field has an unknown wire type");
    }
  }

  #advance(size: number): void {
    if (this.at + size > this.end) {
      throw new UnreadableContent("a number is longer than what holds it");
    }
    this.at += size;
  }

  #longVarint(): number {
    let low = 0;
    let high = 0;
    for (let i = 0; i < MAX_VARINT_BYTES && this.at < this.end; i++) {
      const byte = this.bytes[this.at++]!;
      // The number is the sum of two exact parts, so a number over 2^53 is rounded only once.
      if (i < 4) {
        low += (byte & 0x7f) * 2 ** (7 * i);
      } else {
        high += (byte & 0x7f) * 2 ** (7 * (i - 4));
      }
      if (byte < 0x80) {
        return high * 2 ** 28 + low;
      }
    }
    throw new UnreadableContent("a number does not end");
  }
}

const MAX_VARINT_BYTES = 10;
