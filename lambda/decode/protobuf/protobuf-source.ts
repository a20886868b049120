import type { Location, Source, SourcePosition } from "../../model/exposition.ts";
import { FAMILY } from "./fields.ts";

/**
 * The locations of a delimited stream. A position is an offset in bytes. To find its family and metric, the lengths in
 * the stream are read again, up to the position. Look-ups in ascending order read the stream only once.
 */
export class ProtobufSource implements Source {
  readonly #bytes: Uint8Array;
  // The part in which the last look-up ended: the length of a family, or one of its fields.
  #start = 0;
  #end = 0;
  #family = -1;
  #familyEnd = 0;
  #metric = -1;
  #isMetric = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Precondition: `at` is less than the length of the stream. */
  locate(at: SourcePosition): Location {
    if (at < this.#start) {
      this.#rewind();
    }
    while (at >= this.#end) {
      this.#advance();
    }
    return { pointer: this.#isMetric ? `/${this.#family}/metric/${this.#metric}` : `/${this.#family}` };
  }

  #rewind(): void {
    this.#end = 0;
    this.#family = -1;
    this.#familyEnd = 0;
  }

  #advance(): void {
    this.#start = this.#end;
    this.#isMetric = false;
    if (this.#start >= this.#familyEnd) {
      this.#enterFamily();
    } else {
      this.#enterField();
    }
  }

  #enterFamily(): void {
    this.#family++;
    this.#metric = -1;
    const length = this.#varint();
    this.#familyEnd = this.#end + length;
  }

  #enterField(): void {
    const tag = this.#varint();
    if (tag === FAMILY.METRIC) {
      this.#metric++;
      this.#isMetric = true;
    }
    this.#end = Math.min(this.#fieldEnd(tag % 8), this.#familyEnd);
  }

  /** Precondition: `#end` is after the tag. */
  #fieldEnd(wireType: number): number {
    switch (wireType) {
      case 0:
        this.#varint();
        return this.#end;
      case 1:
        return this.#end + 8;
      case 2:
        return this.#varint() + this.#end;
      case 5:
        return this.#end + 4;
      default:
        return this.#familyEnd;
    }
  }

  /** Reads the number at `#end`, and moves `#end` after it. */
  #varint(): number {
    let value = 0;
    let factor = 1;
    let byte: number;
    do {
      byte = this.#bytes[this.#end++] ?? 0;
      value += (byte & 0x7f) * factor;
      factor *= 128;
    } while (byte >= 0x80);
    return value;
  }
}
