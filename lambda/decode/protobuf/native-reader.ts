import type { BucketSpan, NativeBuckets, Whole } from "../../model/exposition.ts";
import { NATIVE, SPAN } from "./fields.ts";
import type { WireReader } from "./wire-reader.ts";

/** Reads those fields of a `Histogram` that make it a native one. */
export class NativeReader {
  readonly #wire: WireReader;
  // Stryker disable all: restart sets them
  #schema = 0;
  #zeroThreshold = 0;
  #zeroCount: Whole = 0;
  #zeroCountFloat = 0;
  #positiveSpans: BucketSpan[] = [];
  #negativeSpans: BucketSpan[] = [];
  #positiveDeltas: Whole[] = [];
  #negativeDeltas: Whole[] = [];
  #positiveCounts: number[] = [];
  #negativeCounts: number[] = [];
  // Stryker restore all

  constructor(wire: WireReader) {
    this.#wire = wire;
  }

  restart(): void {
    this.#schema = 0;
    this.#zeroThreshold = 0;
    this.#zeroCount = 0;
    this.#zeroCountFloat = 0;
    this.#positiveSpans = [];
    this.#negativeSpans = [];
    this.#positiveDeltas = [];
    this.#negativeDeltas = [];
    this.#positiveCounts = [];
    this.#negativeCounts = [];
  }

  /** Reads the field of this tag; false if it is none of a native histogram. */
  read(tag: number, end: number): boolean {
    const wire = this.#wire;
    switch (tag) {
      case NATIVE.SCHEMA:
        this.#schema = wire.sint32(end);
        return true;
      case NATIVE.ZERO_THRESHOLD:
        this.#zeroThreshold = wire.double(end);
        return true;
      case NATIVE.ZERO_COUNT:
        this.#zeroCount = wire.uint64(end);
        return true;
      case NATIVE.ZERO_COUNT_FLOAT:
        this.#zeroCountFloat = wire.double(end);
        return true;
      default:
        return this.#readBuckets(tag, end);
    }
  }

  #readBuckets(tag: number, end: number): boolean {
    switch (tag) {
      case NATIVE.POSITIVE_SPAN:
        return this.#readSpan(this.#positiveSpans, end);
      case NATIVE.POSITIVE_DELTA:
        return this.#readDeltaFields(tag, this.#positiveDeltas, end);
      case NATIVE.POSITIVE_DELTAS:
        return this.#readDeltas(this.#positiveDeltas, end);
      case NATIVE.POSITIVE_COUNT:
        return this.#readCount(this.#positiveCounts, end);
      case NATIVE.POSITIVE_COUNTS:
        return this.#readCounts(this.#positiveCounts, end);
      case NATIVE.NEGATIVE_SPAN:
        return this.#readSpan(this.#negativeSpans, end);
      case NATIVE.NEGATIVE_DELTA:
        return this.#readDeltaFields(tag, this.#negativeDeltas, end);
      case NATIVE.NEGATIVE_DELTAS:
        return this.#readDeltas(this.#negativeDeltas, end);
      case NATIVE.NEGATIVE_COUNT:
        return this.#readCount(this.#negativeCounts, end);
      case NATIVE.NEGATIVE_COUNTS:
        return this.#readCounts(this.#negativeCounts, end);
      default:
        return false;
    }
  }

  #readSpan(spans: BucketSpan[], end: number): true {
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
    spans.push({ offset, length });
    return true;
  }

  /** The delta behind a tag, and those that follow it behind the same tag. */
  #readDeltaFields(tag: number, deltas: Whole[], end: number): true {
    const wire = this.#wire;
    this.#readDelta(deltas, end);
    while (wire.at < end && wire.bytes[wire.at] === tag) {
      wire.at++;
      this.#readDelta(deltas, end);
    }
    return true;
  }

  #readDelta(deltas: Whole[], end: number): void {
    this.#wire.countPart();
    deltas.push(this.#wire.sint64(end));
  }

  #readDeltas(deltas: Whole[], end: number): true {
    const packedEnd = this.#wire.delimited(end);
    while (this.#wire.at < packedEnd) {
      this.#readDelta(deltas, packedEnd);
    }
    return true;
  }

  #readCount(counts: number[], end: number): true {
    this.#wire.countPart();
    counts.push(this.#wire.double(end));
    return true;
  }

  #readCounts(counts: number[], end: number): true {
    const packedEnd = this.#wire.delimited(end);
    while (this.#wire.at < packedEnd) {
      this.#readCount(counts, packedEnd);
    }
    return true;
  }

  /**
   * What was read, given the counts of the histogram; undefined for a classic one. Prometheus decides like this what is native,
   * and what is float (model/textparse/protobufparse.go): a schema alone says nothing.
   */
  toNative(count: Whole, countFloat: number): NativeBuckets | undefined {
    if (!this.#isNative()) {
      return undefined;
    }
    const schema = this.#schema;
    const zeroThreshold = this.#zeroThreshold;
    return this.#isFloat(countFloat)
      ? {
          kind: "float",
          schema,
          count: countFloat,
          zeroThreshold,
          zeroCount: this.#zeroCountFloat,
          positive: { spans: this.#positiveSpans, values: this.#positiveCounts },
          negative: { spans: this.#negativeSpans, values: this.#negativeCounts },
        }
      : {
          kind: "integer",
          schema,
          count,
          zeroThreshold,
          zeroCount: this.#zeroCount,
          positive: { spans: this.#positiveSpans, values: this.#positiveDeltas },
          negative: { spans: this.#negativeSpans, values: this.#negativeDeltas },
        };
  }

  /** Whether a float histogram has numbers that only an integer one has: readers take either these or those. */
  isMixed(count: Whole, countFloat: number): boolean {
    return (
      this.#isNative() &&
      this.#isFloat(countFloat) &&
      (this.#positiveDeltas.length > 0 ||
        this.#negativeDeltas.length > 0 ||
        (countFloat === 0 && count !== 0) ||
        (this.#zeroCountFloat === 0 && this.#zeroCount !== 0))
    );
  }

  #isNative(): boolean {
    return (
      this.#positiveSpans.length > 0 ||
      this.#negativeSpans.length > 0 ||
      this.#zeroThreshold !== 0 ||
      this.#zeroCount !== 0 ||
      this.#zeroCountFloat !== 0 ||
      this.#hasValues()
    );
  }

  #isFloat(countFloat: number): boolean {
    return (
      countFloat !== 0 ||
      this.#zeroCountFloat !== 0 ||
      this.#positiveCounts.length > 0 ||
      this.#negativeCounts.length > 0
    );
  }

  #hasValues(): boolean {
    return (
      this.#positiveDeltas.length > 0 ||
      this.#negativeDeltas.length > 0 ||
      this.#positiveCounts.length > 0 ||
      this.#negativeCounts.length > 0
    );
  }
}
