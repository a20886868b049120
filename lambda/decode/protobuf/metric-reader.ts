import type { Bucket, Exemplar, NativeBuckets, Quantile, Timestamp, Whole } from "../../model/exposition.ts";
import { ExemplarReader, readTimestamp } from "./exemplar-reader.ts";
import { BUCKET, COUNTER, HISTOGRAM, METRIC, QUANTILE, SUMMARY, VALUE } from "./fields.ts";
import type { ProtobufLabelReader } from "./label-reader.ts";
import { NativeReader } from "./native-reader.ts";
import type { WireReader } from "./wire-reader.ts";

/**
 * The kinds of values, as bits. A message can contain several of them or none. Only one belongs to its family's type.
 */
export const VALUE_KINDS = { gauge: 1, counter: 2, summary: 4, untyped: 8, histogram: 16 } as const;

/**
 * Reads one `Metric` message after the other. The results of {@link read} are valid until its next call. Missing
 * numbers are 0, and several messages of one field are merged, as protobuf specifies.
 */
export class ProtobufMetricReader {
  /** The kinds that the message contains: bits of {@link VALUE_KINDS}. */
  valueKinds = 0;
  value = 0;
  count = 0;
  sum = 0;
  buckets: Bucket[] = [];
  quantiles: Quantile[] = [];
  /** Of a counter. */
  exemplar: Exemplar | undefined;
  created: Timestamp | undefined;
  native: NativeBuckets | undefined;
  /** Whether the native histogram has numbers both of an integer and of a float histogram. */
  isMixed = false;
  /** Of a native histogram. */
  exemplars: Exemplar[] | undefined;
  timestamp: Whole | undefined;
  readonly #wire: WireReader;
  readonly #labels: ProtobufLabelReader;
  readonly #native: NativeReader;
  readonly #exemplars: ExemplarReader;
  #countWhole: Whole = 0;
  #countFloat = 0;
  #hasNativeFields = false;

  constructor(wire: WireReader, labels: ProtobufLabelReader) {
    this.#wire = wire;
    this.#labels = labels;
    this.#native = new NativeReader(wire);
    this.#exemplars = new ExemplarReader(wire);
  }

  read(end: number): void {
    const wire = this.#wire;
    this.valueKinds = 0;
    this.timestamp = undefined;
    this.#labels.restart();
    while (wire.at < end) {
      const tag = wire.varint(end);
      switch (tag) {
        case METRIC.LABEL:
          this.#labels.read(wire.delimited(end));
          break;
        case METRIC.GAUGE:
          this.#readValue(VALUE_KINDS.gauge, wire.delimited(end));
          break;
        case METRIC.COUNTER:
          this.#readCounter(wire.delimited(end));
          break;
        case METRIC.UNTYPED:
          this.#readValue(VALUE_KINDS.untyped, wire.delimited(end));
          break;
        case METRIC.SUMMARY:
          this.#readSummary(wire.delimited(end));
          break;
        case METRIC.HISTOGRAM:
          this.#readHistogram(wire.delimited(end));
          break;
        case METRIC.TIMESTAMP_MS:
          this.timestamp = wire.int64(end);
          break;
        default:
          wire.skip(tag, METRIC.FIELDS, end);
      }
    }
  }

  /** Adds a kind to `valueKinds`. Returns whether it was there before. */
  #addValueKind(kind: number): boolean {
    const before = this.valueKinds;
    this.valueKinds = before | kind;
    return (before & kind) !== 0;
  }

  #readValue(kind: number, end: number): void {
    const wire = this.#wire;
    if (!this.#addValueKind(kind)) {
      this.value = 0;
    }
    while (wire.at < end) {
      const tag = wire.varint(end);
      if (tag === VALUE.VALUE) {
        this.value = wire.double(end);
      } else {
        wire.skip(tag, VALUE.FIELDS, end);
      }
    }
  }

  #readCounter(end: number): void {
    const wire = this.#wire;
    if (!this.#addValueKind(VALUE_KINDS.counter)) {
      this.value = 0;
      this.exemplar = undefined;
      this.created = undefined;
    }
    while (wire.at < end) {
      const tag = wire.varint(end);
      switch (tag) {
        case COUNTER.VALUE:
          this.value = wire.double(end);
          break;
        case COUNTER.EXEMPLAR:
          this.exemplar = this.#exemplars.read(wire.delimited(end), this.exemplar);
          break;
        case COUNTER.CREATED:
          this.created = readTimestamp(wire, wire.delimited(end), this.created);
          break;
        default:
          wire.skip(tag, COUNTER.FIELDS, end);
      }
    }
  }

  #readSummary(end: number): void {
    const wire = this.#wire;
    if (!this.#addValueKind(VALUE_KINDS.summary)) {
      this.count = 0;
      this.sum = 0;
      this.quantiles = [];
      this.created = undefined;
    }
    while (wire.at < end) {
      const tag = wire.varint(end);
      switch (tag) {
        case SUMMARY.SAMPLE_COUNT:
          this.count = wire.varint(end);
          break;
        case SUMMARY.SAMPLE_SUM:
          this.sum = wire.double(end);
          break;
        case SUMMARY.QUANTILE:
          this.quantiles.push(this.#readQuantile(wire.delimited(end)));
          break;
        case SUMMARY.CREATED:
          this.created = readTimestamp(wire, wire.delimited(end), this.created);
          break;
        default:
          wire.skip(tag, SUMMARY.FIELDS, end);
      }
    }
  }

  #readQuantile(end: number): Quantile {
    const wire = this.#wire;
    const at = wire.at;
    wire.countPart();
    let quantile = 0;
    let value = 0;
    while (wire.at < end) {
      const tag = wire.varint(end);
      if (tag === QUANTILE.QUANTILE) {
        quantile = wire.double(end);
      } else if (tag === QUANTILE.VALUE) {
        value = wire.double(end);
      } else {
        wire.skip(tag, QUANTILE.FIELDS, end);
      }
    }
    return { quantile, value, at };
  }

  #readHistogram(end: number): void {
    const wire = this.#wire;
    if (!this.#addValueKind(VALUE_KINDS.histogram)) {
      this.#restartHistogram();
    }
    while (wire.at < end) {
      const tag = wire.varint(end);
      switch (tag) {
        case HISTOGRAM.SAMPLE_COUNT:
          this.#countWhole = wire.uint64(end);
          break;
        case HISTOGRAM.SAMPLE_SUM:
          this.sum = wire.double(end);
          break;
        case HISTOGRAM.BUCKET:
          this.buckets.push(this.#readBucket(wire.delimited(end)));
          break;
        case HISTOGRAM.SAMPLE_COUNT_FLOAT:
          this.#countFloat = wire.double(end);
          break;
        case HISTOGRAM.CREATED:
          this.created = readTimestamp(wire, wire.delimited(end), this.created);
          break;
        case HISTOGRAM.EXEMPLAR:
          this.#addExemplar(this.#exemplars.read(wire.delimited(end), undefined));
          break;
        default:
          this.#readNativeField(tag, end);
      }
    }
    this.count = preferFloat(this.#countFloat, Number(this.#countWhole));
    if (this.#hasNativeFields) {
      this.native = this.#native.toNative(this.#countWhole, this.#countFloat);
      this.isMixed = this.#native.isMixed(this.#countWhole, this.#countFloat);
    }
  }

  #addExemplar(exemplar: Exemplar): void {
    if (this.exemplars === undefined) {
      this.exemplars = [exemplar];
    } else {
      this.exemplars.push(exemplar);
    }
  }

  #restartHistogram(): void {
    this.#countWhole = 0;
    this.#countFloat = 0;
    this.sum = 0;
    this.buckets = [];
    this.created = undefined;
    this.exemplars = undefined;
    this.native = undefined;
    this.isMixed = false;
    if (this.#hasNativeFields) {
      this.#native.restart();
      this.#hasNativeFields = false;
    }
  }

  #readNativeField(tag: number, end: number): void {
    if (this.#native.read(tag, end)) {
      this.#hasNativeFields = true;
    } else {
      this.#wire.skip(tag, HISTOGRAM.FIELDS, end);
    }
  }

  #readBucket(end: number): Bucket {
    const wire = this.#wire;
    const at = wire.at;
    wire.countPart();
    let upperBound = 0;
    let count = 0;
    let countFloat = 0;
    let exemplar: Exemplar | undefined;
    while (wire.at < end) {
      const tag = wire.varint(end);
      switch (tag) {
        case BUCKET.CUMULATIVE_COUNT:
          count = wire.varint(end);
          break;
        case BUCKET.UPPER_BOUND:
          upperBound = wire.double(end);
          break;
        case BUCKET.CUMULATIVE_COUNT_FLOAT:
          countFloat = wire.double(end);
          break;
        case BUCKET.EXEMPLAR:
          exemplar = this.#exemplars.read(wire.delimited(end), exemplar);
          break;
        default:
          wire.skip(tag, BUCKET.FIELDS, end);
      }
    }
    const cumulativeCount = preferFloat(countFloat, count);
    return exemplar === undefined
      ? { upperBound, cumulativeCount, at }
      : { upperBound, cumulativeCount, at, exemplar };
  }
}

/** Counts with fractions have separate fields. If such a field is not 0, it is used and not the whole number. */
const preferFloat = (float: number, whole: number): number => (float === 0 ? whole : float);
