import { MAX_NUMBER_BYTES, writeGoFloat } from "./go-float.ts";
import type { PageBytes } from "./page-bytes.ts";
import type { PageMetric } from "./page-family.ts";
import { WireCursor } from "./wire-cursor.ts";
import {
  CUMULATIVE_COUNT,
  CUMULATIVE_COUNT_FLOAT,
  HISTOGRAM_BUCKET,
  METRIC_COUNTER,
  METRIC_GAUGE,
  METRIC_HISTOGRAM,
  METRIC_SUMMARY,
  METRIC_UNTYPED,
  QUANTILE,
  QUANTILE_VALUE,
  SAMPLE_COUNT,
  SAMPLE_COUNT_FLOAT,
  SAMPLE_SUM,
  SUMMARY_QUANTILE,
  UPPER_BOUND,
  VALUE,
} from "./wire-tags.ts";

const NEWLINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Writes the lines of one family's metrics directly from the stored bytes. */
export class TextMetrics {
  readonly #page: PageBytes;
  readonly #cursor = new WireCursor();
  readonly #name: Uint8Array;
  readonly #bucketName: Uint8Array;
  readonly #sumName: Uint8Array;
  readonly #countName: Uint8Array;
  /**
   * The bounds or quantiles of the last metric and their texts, by index. The next metric usually has the same ones.
   */
  readonly #bounds: number[] = [];
  readonly #boundTexts: Uint8Array[] = [];

  constructor(name: string, page: PageBytes) {
    this.#page = page;
    this.#name = toBytes(name);
    this.#bucketName = toBytes(`${name}_bucket`);
    this.#sumName = toBytes(`${name}_sum`);
    this.#countName = toBytes(`${name}_count`);
  }

  write(metric: PageMetric): void {
    const cursor = this.#cursor;
    cursor.open(metric.bytes, metric.start, metric.end);
    while (cursor.at < metric.end) {
      const tag = cursor.varint();
      switch (tag) {
        case METRIC_GAUGE:
        case METRIC_COUNTER:
        case METRIC_UNTYPED:
          this.#writeSample(metric, cursor.delimited());
          break;
        case METRIC_HISTOGRAM:
          this.#writeHistogram(metric, cursor.delimited());
          break;
        case METRIC_SUMMARY:
          this.#writeSummary(metric, cursor.delimited());
          break;
        default:
          cursor.skip(tag);
      }
    }
  }

  #writeSample(metric: PageMetric, end: number): void {
    const cursor = this.#cursor;
    let value = 0;
    while (cursor.at < end) {
      const tag = cursor.varint();
      if (tag === VALUE) {
        value = cursor.double();
      } else {
        cursor.skip(tag);
      }
    }
    this.#writeLine(this.#name, metric, value);
  }

  #writeHistogram(metric: PageMetric, end: number): void {
    const cursor = this.#cursor;
    let count = 0;
    let floatCount = 0;
    let sum = 0;
    let place = 0;
    let bound = 0;
    while (cursor.at < end) {
      const tag = cursor.varint();
      switch (tag) {
        case HISTOGRAM_BUCKET:
          bound = this.#writeBucket(metric, cursor.delimited(), place);
          place++;
          break;
        case SAMPLE_COUNT:
          count = cursor.varint();
          break;
        case SAMPLE_COUNT_FLOAT:
          floatCount = cursor.double();
          break;
        case SAMPLE_SUM:
          sum = cursor.double();
          break;
        default:
          cursor.skip(tag);
      }
    }
    const total = floatCount === 0 ? count : floatCount;
    // Bounds ascend, so only the last can be infinite.
    if (bound !== Number.POSITIVE_INFINITY) {
      this.#writeBucketLine(metric, this.#boundText(Number.POSITIVE_INFINITY, place), total);
    }
    this.#writeLine(this.#sumName, metric, sum);
    this.#writeLine(this.#countName, metric, total);
  }

  /** Writes a bucket, and returns its upper bound. */
  #writeBucket(metric: PageMetric, end: number, place: number): number {
    const cursor = this.#cursor;
    let count = 0;
    let floatCount = 0;
    let bound = 0;
    while (cursor.at < end) {
      const tag = cursor.varint();
      switch (tag) {
        case CUMULATIVE_COUNT:
          count = cursor.varint();
          break;
        case CUMULATIVE_COUNT_FLOAT:
          floatCount = cursor.double();
          break;
        case UPPER_BOUND:
          bound = cursor.double();
          break;
        default:
          cursor.skip(tag);
      }
    }
    const value = floatCount === 0 ? count : floatCount;
    this.#writeBucketLine(metric, this.#boundText(bound, place), value);
    return bound;
  }

  #writeBucketLine(metric: PageMetric, bound: Uint8Array, count: number): void {
    this.#writeBoundLine(this.#bucketName, LE, metric, bound, count);
  }

  #writeSummary(metric: PageMetric, end: number): void {
    const cursor = this.#cursor;
    let count = 0;
    let sum = 0;
    let place = 0;
    while (cursor.at < end) {
      const tag = cursor.varint();
      switch (tag) {
        case SUMMARY_QUANTILE:
          this.#writeQuantile(metric, cursor.delimited(), place);
          place++;
          break;
        case SAMPLE_COUNT:
          count = cursor.varint();
          break;
        case SAMPLE_SUM:
          sum = cursor.double();
          break;
        default:
          cursor.skip(tag);
      }
    }
    this.#writeLine(this.#sumName, metric, sum);
    this.#writeLine(this.#countName, metric, count);
  }

  #writeQuantile(metric: PageMetric, end: number, place: number): void {
    const cursor = this.#cursor;
    let quantile = 0;
    let value = 0;
    while (cursor.at < end) {
      const tag = cursor.varint();
      switch (tag) {
        case QUANTILE:
          quantile = cursor.double();
          break;
        case QUANTILE_VALUE:
          value = cursor.double();
          break;
        default:
          cursor.skip(tag);
      }
    }
    this.#writeBoundLine(this.#name, QUANTILE_LABEL, metric, this.#boundText(quantile, place), value);
  }

  #boundText(bound: number, place: number): Uint8Array {
    const known = this.#boundTexts[place];
    if (known !== undefined && this.#bounds[place] === bound) {
      return known;
    }
    const text = new Uint8Array(MAX_NUMBER_BYTES);
    const written = text.subarray(0, writeGoFloat(text, 0, bound));
    this.#bounds[place] = bound;
    this.#boundTexts[place] = written;
    return written;
  }

  /** `name{labels} value` */
  #writeLine(name: Uint8Array, { labels }: PageMetric, value: number): void {
    const page = this.#page;
    const size = labels.end - labels.start;
    page.reserve(name.length + size + MAX_NUMBER_BYTES + 3);
    page.copy(name, 0, name.length);
    if (size > 0) {
      page.copy(labels.bytes, labels.start, labels.end);
      page.bytes[page.at++] = CLOSING_BRACE;
    }
    page.bytes[page.at++] = SPACE;
    page.at = writeGoFloat(page.bytes, page.at, value);
    page.bytes[page.at++] = NEWLINE;
  }

  /** `name{labels,le="bound"} value` */
  #writeBoundLine(
    name: Uint8Array,
    label: Uint8Array,
    { labels }: PageMetric,
    bound: Uint8Array,
    value: number,
  ): void {
    const page = this.#page;
    const size = labels.end - labels.start;
    page.reserve(name.length + size + label.length + 2 * MAX_NUMBER_BYTES + 5);
    page.copy(name, 0, name.length);
    page.copy(labels.bytes, labels.start, labels.end);
    page.bytes[page.at++] = size > 0 ? COMMA : OPENING_BRACE;
    page.copy(label, 0, label.length);
    page.copy(bound, 0, bound.length);
    page.bytes[page.at++] = QUOTE;
    page.bytes[page.at++] = CLOSING_BRACE;
    page.bytes[page.at++] = SPACE;
    page.at = writeGoFloat(page.bytes, page.at, value);
    page.bytes[page.at++] = NEWLINE;
  }
}

const toBytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

const LE = toBytes('le="');
const QUANTILE_LABEL = toBytes('quantile="');
