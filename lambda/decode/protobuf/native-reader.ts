import type { NativeBuckets, Whole } from "../../model/exposition.ts";
import { NATIVE } from "./fields.ts";
import { NativeSideReader } from "./native-side-reader.ts";
import type { WireReader } from "./wire-reader.ts";

/** Reads the fields of a `Histogram` that only native histograms have. */
export class NativeReader {
  readonly #wire: WireReader;
  readonly #positive: NativeSideReader;
  readonly #negative: NativeSideReader;
  #schema = 0;
  #zeroThreshold = 0;
  #zeroCount: Whole = 0;
  #zeroCountFloat = 0;

  constructor(wire: WireReader) {
    this.#wire = wire;
    this.#positive = new NativeSideReader(wire);
    this.#negative = new NativeSideReader(wire);
  }

  restart(): void {
    this.#schema = 0;
    this.#zeroThreshold = 0;
    this.#zeroCount = 0;
    this.#zeroCountFloat = 0;
    this.#positive.restart();
    this.#negative.restart();
  }

  /** Reads the field with this tag. Returns false if it is not a field of a native histogram. */
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

  /** The negative side has the same fields as the positive side, with lower field numbers. */
  #readBuckets(tag: number, end: number): boolean {
    return tag < NATIVE.POSITIVE_SPAN
      ? this.#negative.read(tag, tag + NATIVE.POSITIVE_SPAN - NATIVE.NEGATIVE_SPAN, end)
      : this.#positive.read(tag, tag, end);
  }

  /**
   * The native buckets that were read. `count` and `countFloat` are those of the histogram. Undefined for a classic
   * histogram. Whether a histogram is native, and whether it is a float histogram, is decided as in Prometheus
   * (model/textparse/protobufparse.go), because a schema of 0 can also be a missing one.
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
          positive: this.#positive.toFloat(),
          negative: this.#negative.toFloat(),
        }
      : {
          kind: "integer",
          schema,
          count,
          zeroThreshold,
          zeroCount: this.#zeroCount,
          positive: this.#positive.toInteger(),
          negative: this.#negative.toInteger(),
        };
  }

  /**
   * Whether a float histogram also has numbers of an integer histogram. Readers use only one kind and would lose the
   * other.
   */
  isMixed(count: Whole, countFloat: number): boolean {
    return (
      this.#isNative() &&
      this.#isFloat(countFloat) &&
      (this.#hasDeltas() ||
        (countFloat === 0 && count !== 0) ||
        (this.#zeroCountFloat === 0 && this.#zeroCount !== 0))
    );
  }

  #isNative(): boolean {
    return (
      this.#positive.hasSpans ||
      this.#negative.hasSpans ||
      this.#zeroThreshold !== 0 ||
      this.#zeroCount !== 0 ||
      this.#zeroCountFloat !== 0 ||
      this.#hasDeltas() ||
      this.#hasCounts()
    );
  }

  #isFloat(countFloat: number): boolean {
    return countFloat !== 0 || this.#zeroCountFloat !== 0 || this.#hasCounts();
  }

  #hasDeltas(): boolean {
    return this.#positive.hasDeltas || this.#negative.hasDeltas;
  }

  #hasCounts(): boolean {
    return this.#positive.hasCounts || this.#negative.hasCounts;
  }
}
