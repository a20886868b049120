import type { ProtocolVersion } from "../../config/proxy-config.ts";
import { BackwardWriter } from "../../encode/backward-writer.ts";
import { writeNativeBuckets } from "../../encode/write-native-buckets.ts";
import type { LabelSet, MetricType, Timestamp } from "../../model/exposition.ts";
import { type DatedExemplar, type FamilyFacts, isNative, type Point, type Series } from "./series.ts";

/**
 * Messages of remote write 1.0 (prometheus/docs, docs/specs/prw/remote_write_spec.md): `WriteRequest` with one sample
 * per series, all with the same time.
 */
export const encodeWriteRequest = (
  series: readonly Series[],
  timestampMs: number,
  protocol: ProtocolVersion,
): Uint8Array => {
  writer.restart();
  if (protocol === "2.0") {
    writeRequestV2(series, timestampMs);
    return takeBytes();
  }
  for (let i = series.length - 1; i >= 0; i--) {
    writeSeries(series[i]!, timestampMs);
  }
  return takeBytes();
};

/** A `WriteRequest` of 1.0 with only types and help texts. In 2.0 each series has them. */
export const encodeMetadata = (families: readonly FamilyFacts[]): Uint8Array => {
  writer.restart();
  for (let i = families.length - 1; i >= 0; i--) {
    const { name, type, help } = families[i]!;
    const end = writer.length;
    writer.string(METADATA_HELP, help);
    writer.string(METADATA_NAME, name);
    writer.uint64(METADATA_TYPE, METRIC_TYPES[type]);
    writer.message(METADATA, end);
  }
  return takeBytes();
};

const METADATA = 0x1a;
const METADATA_TYPE = 0x08;
const METADATA_NAME = 0x12;
const METADATA_HELP = 0x22;

const takeBytes = (): Uint8Array => {
  const bytes = writer.toBytes();
  writer.restart();
  return bytes;
};

/** `io.prometheus.write.v2.Request`: every text once, and labels as indexes into the list of texts. */
const writeRequestV2 = (series: readonly Series[], timestampMs: number): void => {
  const symbols = new Map([["", 0]]);
  for (let i = series.length - 1; i >= 0; i--) {
    writeSeriesV2(series[i]!, timestampMs, symbols);
  }
  for (const symbol of [...symbols.keys()].reverse()) {
    writer.string(V2_SYMBOL, symbol);
  }
};

const writeSeriesV2 = (
  { labels, point, exemplars = [], family, created }: Series,
  timestampMs: number,
  symbols: Map<string, number>,
): void => {
  const end = writer.length;
  writer.uint64(V2_HELP, toSymbol(family.help, symbols));
  writer.uint64(V2_TYPE, METRIC_TYPES[family.type]);
  writer.message(V2_METADATA, end);
  // Receivers of 2.0 refuse an exemplar that is older than the last one they have, and each run sends all of them again.
  const newest = exemplars.at(-1);
  if (newest !== undefined) {
    const exemplarEnd = writer.length;
    writeExemplarValue(newest);
    writeReferences(newest.labels, symbols);
    writer.message(V2_EXEMPLAR, exemplarEnd);
  }
  if (isNative(point)) {
    writeHistogram(V2_HISTOGRAM, point, timestampMs, family.type, created);
  } else {
    writeSample(point, timestampMs, created);
  }
  writeReferences(labels, symbols);
  writer.message(V2_TIMESERIES, end);
};

const writeReferences = ({ names, values }: LabelSet, symbols: Map<string, number>): void => {
  const end = writer.length;
  for (let i = names.length - 1; i >= 0; i--) {
    if (values[i] !== "") {
      writer.packedUint(toSymbol(values[i]!, symbols));
      writer.packedUint(toSymbol(names[i]!, symbols));
    }
  }
  writer.message(V2_REFERENCES, end);
};

const toSymbol = (text: string, symbols: Map<string, number>): number => {
  const known = symbols.get(text);
  if (known !== undefined) {
    return known;
  }
  symbols.set(text, symbols.size);
  return symbols.size - 1;
};

const V2_SYMBOL = 0x22;
const V2_TIMESERIES = 0x2a;
const V2_REFERENCES = 0x0a;
const V2_HISTOGRAM = 0x1a;
const V2_EXEMPLAR = 0x22;
const V2_METADATA = 0x2a;
const V2_SAMPLE_START = 0x18;
/** Field 17: a tag of two bytes. */
const V2_HISTOGRAM_START = [0x88, 0x01] as const;
const V2_TYPE = 0x08;
const V2_HELP = 0x18;

/** The same numbers in both versions. */
const METRIC_TYPES: Readonly<Record<MetricType, number>> = {
  untyped: 0,
  counter: 1,
  gauge: 2,
  histogram: 3,
  gaugehistogram: 4,
  summary: 5,
};

// Shared, because growing a new buffer costs more than encoding a usual request. Nothing here awaits, so two uses
// cannot overlap.
const writer = new BackwardWriter();

// Tags as they are on the wire: field number << 3 | wire type.
const TIMESERIES = 0x0a;
const LABEL = 0x0a;
const LABEL_NAME = 0x0a;
const LABEL_VALUE = 0x12;
const SAMPLE = 0x12;
const SAMPLE_VALUE = 0x09;
const SAMPLE_TIMESTAMP = 0x10;
const EXEMPLAR = 0x1a;
const EXEMPLAR_VALUE = 0x11;
const EXEMPLAR_TIMESTAMP = 0x18;
const HISTOGRAM = 0x22;
const HISTOGRAM_COUNT = 0x08;
const HISTOGRAM_COUNT_FLOAT = 0x11;
const HISTOGRAM_SUM = 0x19;
const HISTOGRAM_RESET_HINT = 0x70;
const HISTOGRAM_TIMESTAMP = 0x78;

/** Of `ResetHint` in both versions. */
const RESET_HINT_GAUGE = 3;

const writeSeries = ({ labels, point, exemplars = [], family }: Series, timestampMs: number): void => {
  const end = writer.length;
  const native = isNative(point);
  if (native) {
    writeHistogram(HISTOGRAM, point, timestampMs, family.type);
  }
  for (let i = exemplars.length - 1; i >= 0; i--) {
    writeExemplar(exemplars[i]!);
  }
  if (!native) {
    writeSample(point, timestampMs);
  }
  writeLabels(labels);
  writer.message(TIMESERIES, end);
};

const writeLabels = ({ names, values }: LabelSet): void => {
  for (let i = names.length - 1; i >= 0; i--) {
    // An exemplar may have an empty label, which is left out.
    if (values[i] !== "") {
      const end = writer.length;
      writer.string(LABEL_VALUE, values[i]!);
      writer.string(LABEL_NAME, names[i]!);
      writer.message(LABEL, end);
    }
  }
};

const writeExemplar = (exemplar: DatedExemplar): void => {
  const end = writer.length;
  writeExemplarValue(exemplar);
  writeLabels(exemplar.labels);
  writer.message(EXEMPLAR, end);
};

const writeExemplarValue = ({ value, timestamp }: DatedExemplar): void => {
  writer.int64(EXEMPLAR_TIMESTAMP, toMs(timestamp));
  writer.double(EXEMPLAR_VALUE, value);
};

const toMs = ({ seconds, nanos }: Timestamp): number => seconds * 1_000 + Math.floor(nanos / 1_000_000);

/**
 * A native histogram. 1.0 does not specify it, but all receivers that know native histograms accept it
 * (prometheus/prometheus, prompb/types.proto).
 */
const writeHistogram = (
  tag: number,
  point: Point,
  timestampMs: number,
  type: MetricType,
  created?: Timestamp,
): void => {
  const end = writer.length;
  if (created !== undefined) {
    writer.int64(V2_HISTOGRAM_START[1], toMs(created));
    writer.tag(V2_HISTOGRAM_START[0]);
  }
  writer.uint64(HISTOGRAM_TIMESTAMP, timestampMs);
  // Without it, receivers take lower counts for a reset of a counter.
  if (type === "gaugehistogram") {
    writer.uint64(HISTOGRAM_RESET_HINT, RESET_HINT_GAUGE);
  }
  if (point.kind === "native") {
    const { native, sum } = point;
    writeNativeBuckets(writer, native, "remote-write");
    writer.double(HISTOGRAM_SUM, sum);
    if (native.kind === "integer") {
      writer.uint64(HISTOGRAM_COUNT, native.count);
    } else {
      writer.double(HISTOGRAM_COUNT_FLOAT, native.count);
    }
  } else {
    writer.doubleBits(HISTOGRAM_SUM, STALE_NAN);
    writer.uint64(HISTOGRAM_COUNT, 0);
  }
  writer.message(tag, end);
};

/** 1.0 has no field for the start. */
const writeSample = (point: Point, timestampMs: number, created?: Timestamp): void => {
  const end = writer.length;
  if (created !== undefined) {
    writer.int64(V2_SAMPLE_START, toMs(created));
  }
  writer.uint64(SAMPLE_TIMESTAMP, timestampMs);
  if (point.kind === "value") {
    writer.double(SAMPLE_VALUE, point.value);
  } else {
    writer.doubleBits(SAMPLE_VALUE, STALE_NAN);
  }
  writer.message(SAMPLE, end);
};

/** The NaN that ends a series (prometheus/prometheus, model/value). */
const STALE_NAN = 0x7ff0000000000002n;
