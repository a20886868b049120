import type { BucketSpan, NativeSide, Whole } from "../../model/exposition.ts";
import { NATIVE, SPAN } from "./fields.ts";
import { toSigned } from "./varint.ts";
import type { WireReader } from "./wire-reader.ts";

/** Reads the buckets on one side of zero, of one native histogram after the other. */
export class NativeSideReader {
  readonly #wire: WireReader;
  #spans: BucketSpan[] = [];
  #counts: number[] = [];
  #deltas = 0;
  /**
   * Its first `#deltas` entries are the deltas of this histogram. It is used again, because growing an array leaves
   * garbage.
   */
  readonly #scratch: Whole[] = [];

  constructor(wire: WireReader) {
    this.#wire = wire;
  }

  restart(): void {
    this.#spans = [];
    this.#counts = [];
    this.#deltas = 0;
  }

  get hasSpans(): boolean {
    return this.#spans.length > 0;
  }

  get hasDeltas(): boolean {
    return this.#deltas > 0;
  }

  get hasCounts(): boolean {
    return this.#counts.length > 0;
  }

  toInteger(): NativeSide {
    return { spans: this.#spans, values: this.#scratch.slice(0, this.#deltas) };
  }

  toFloat(): NativeSide<number> {
    return { spans: this.#spans, values: this.#counts };
  }

  /**
   * Reads the field with this tag. `positiveTag` is the tag of the same field on the positive side. Returns false if it
   * is not a field of a side.
   */
  read(tag: number, positiveTag: number, end: number): boolean {
    switch (positiveTag) {
      case NATIVE.POSITIVE_SPAN:
        this.#readSpan(end);
        return true;
      case NATIVE.POSITIVE_DELTA:
        this.#readDeltaFields(tag, end);
        return true;
      case NATIVE.POSITIVE_DELTAS:
        this.#readDeltas(end);
        return true;
      case NATIVE.POSITIVE_COUNT:
        this.#readCount(end);
        return true;
      case NATIVE.POSITIVE_COUNTS:
        this.#readCounts(end);
        return true;
      default:
        return false;
    }
  }

  #readSpan(end: number): void {
    const wire = this.#wire;
    const spanEnd = wire.delimited(end);
    wire.countPart();
    let offset = 0;
    let length = 0;
    while (wire.at < spanEnd) {
      const tag = wire.varint(spanEnd);
      if (tag === SPAN.OFFSET) {
        offset = wire.sint32(spanEnd);
      } else if (tag === SPAN.LENGTH) {
        length = wire.uint32(spanEnd);
      } else {
        wire.skip(tag, SPAN.FIELDS, spanEnd);
      }
    }
    this.#spans.push({ offset, length });
  }

  /**
   * Reads the delta after a tag, and the deltas of one byte that follow, each after the same tag. Most deltas are like
   * this.
   */
  #readDeltaFields(tag: number, end: number): void {
    this.#readDelta(end);
    const wire = this.#wire;
    const { bytes } = wire;
    const from = wire.at;
    const to = Math.min(end - 1, from + 2 * wire.partsLeft);
    let at = from;
    for (; at < to && bytes[at] === tag && bytes[at + 1]! < 0x80; at += 2) {
      this.#scratch[this.#deltas++] = toSigned(bytes[at + 1]!);
    }
    wire.passParts((at - from) / 2, at);
  }

  #readDeltas(end: number): void {
    const packedEnd = this.#wire.delimited(end);
    while (this.#wire.at < packedEnd) {
      this.#readDelta(packedEnd);
    }
  }

  #readDelta(end: number): void {
    this.#wire.countPart();
    this.#scratch[this.#deltas++] = this.#wire.sint64(end);
  }

  #readCount(end: number): void {
    this.#wire.countPart();
    this.#counts.push(this.#wire.double(end));
  }

  #readCounts(end: number): void {
    const packedEnd = this.#wire.delimited(end);
    while (this.#wire.at < packedEnd) {
      this.#readCount(packedEnd);
    }
  }
}
