import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type {
  Exemplar,
  Histogram,
  LabelSet,
  MetricFamily,
  NativeBuckets,
  NativeSide,
  Summary,
  Timestamp,
} from "../../lambda/model/exposition.ts";

/**
 * Encodes an exposition by the field numbers of metrics.proto with a protobuf library, as simply as possible. The
 * relay's own encoder is compared with it, byte for byte.
 */
export const encodeWithLibrary = (families: readonly MetricFamily[]): Uint8Array =>
  encode(families, "packed");

/** The same with unpacked numbers of native buckets, as Go's client and the Pushgateway write them. */
export const encodeUnpacked = (families: readonly MetricFamily[]): Uint8Array => encode(families, "unpacked");

type Packing = "packed" | "unpacked";

const encode = (families: readonly MetricFamily[], packing: Packing): Uint8Array => {
  const writer = new BinaryWriter();
  for (const family of families) {
    writer.fork();
    writer.tag(1, WireType.LengthDelimited).string(family.name);
    if (family.help !== "") {
      writer.tag(2, WireType.LengthDelimited).string(family.help);
    }
    writer.tag(3, WireType.Varint).uint32(TYPES.indexOf(family.type));
    encodeMetrics(writer, family, packing);
    if (family.unit !== undefined) {
      writer.tag(5, WireType.LengthDelimited).string(family.unit);
    }
    writer.join();
  }
  return writer.finish();
};

const TYPES = ["counter", "gauge", "summary", "untyped", "histogram", "gaugehistogram"];

const encodeMetrics = (writer: BinaryWriter, family: MetricFamily, packing: Packing): void => {
  for (const metric of family.metrics) {
    writer.tag(4, WireType.LengthDelimited).fork();
    encodeLabels(writer, metric.labels);
    if ("value" in metric) {
      const field = { gauge: 2, counter: 3, untyped: 5 }[family.type as "gauge"];
      writer.tag(field, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.Bit64).double(metric.value);
      if (metric.exemplar !== undefined) {
        encodeExemplar(writer, 2, metric.exemplar);
      }
      if (metric.created !== undefined) {
        encodeTimestamp(writer, 3, metric.created);
      }
      writer.join();
    } else if ("quantiles" in metric) {
      encodeSummary(writer, metric);
    } else {
      encodeHistogram(writer, metric, packing);
    }
    writer.join();
  }
};

const encodeLabels = (writer: BinaryWriter, { names, values }: LabelSet): void => {
  for (const [i, name] of names.entries()) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(name);
    writer.tag(2, WireType.LengthDelimited).string(values[i]!).join();
  }
};

const encodeSummary = (writer: BinaryWriter, { quantiles, sum, count, created }: Summary): void => {
  writer.tag(4, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.Varint).uint64(BigInt(count ?? 0));
  writer.tag(2, WireType.Bit64).double(sum ?? 0);
  for (const { quantile, value } of quantiles) {
    writer.tag(3, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Bit64).double(quantile);
    writer.tag(2, WireType.Bit64).double(value).join();
  }
  if (created !== undefined) {
    encodeTimestamp(writer, 4, created);
  }
  writer.join();
};

const encodeHistogram = (
  writer: BinaryWriter,
  { buckets, sum, count, native, created, exemplars = [] }: Histogram,
  packing: Packing,
): void => {
  const infinite = buckets.find(({ upperBound }) => upperBound === Number.POSITIVE_INFINITY);
  const sampleCount = count ?? infinite?.cumulativeCount ?? 0;
  const isWhole = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < 2 ** 64;
  const isFloat = native === undefined ? !isWhole(sampleCount) : native.kind === "float";
  writer.tag(7, WireType.LengthDelimited).fork();
  if (!isFloat) {
    writer.tag(1, WireType.Varint).uint64(BigInt(native?.count ?? sampleCount));
  }
  writer.tag(2, WireType.Bit64).double(sum ?? 0);
  for (const bucket of buckets) {
    const isOnlyClassicOne = native !== undefined && buckets.length === 1;
    if (
      bucket === infinite &&
      bucket.cumulativeCount === sampleCount &&
      bucket.exemplar === undefined &&
      !isOnlyClassicOne
    ) {
      continue;
    }
    writer.tag(3, WireType.LengthDelimited).fork();
    if (isWhole(bucket.cumulativeCount)) {
      writer.tag(1, WireType.Varint).uint64(BigInt(bucket.cumulativeCount));
    }
    writer.tag(2, WireType.Bit64).double(bucket.upperBound);
    if (bucket.exemplar !== undefined) {
      encodeExemplar(writer, 3, bucket.exemplar);
    }
    if (!isWhole(bucket.cumulativeCount)) {
      writer.tag(4, WireType.Bit64).double(bucket.cumulativeCount);
    }
    writer.join();
  }
  if (isFloat) {
    writer.tag(4, WireType.Bit64).double(Number(native?.count ?? sampleCount));
  }
  if (native !== undefined) {
    encodeNative(writer, native, packing);
  }
  if (created !== undefined) {
    encodeTimestamp(writer, 15, created);
  }
  for (const exemplar of exemplars) {
    encodeExemplar(writer, 16, exemplar);
  }
  writer.join();
};

const encodeNative = (writer: BinaryWriter, native: NativeBuckets, packing: Packing): void => {
  writer.tag(5, WireType.Varint).sint32(native.schema);
  writer.tag(6, WireType.Bit64).double(native.zeroThreshold);
  if (native.kind === "integer") {
    writer.tag(7, WireType.Varint).uint64(BigInt(native.zeroCount));
  } else {
    writer.tag(8, WireType.Bit64).double(native.zeroCount);
  }
  encodeSide(writer, 9, native, native.negative, packing);
  encodeSide(writer, 12, native, native.positive, packing);
};

const encodeSide = (
  writer: BinaryWriter,
  field: number,
  { kind }: NativeBuckets,
  { spans, values }: NativeSide,
  packing: Packing,
): void => {
  for (const { offset, length } of spans) {
    writer.tag(field, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).sint32(offset);
    writer.tag(2, WireType.Varint).uint32(length).join();
  }
  if (values.length > 0 && packing === "packed") {
    writer.tag(kind === "integer" ? field + 1 : field + 2, WireType.LengthDelimited).fork();
  }
  for (const value of values) {
    if (kind === "integer") {
      tagUnlessPacked(writer, packing, field + 1, WireType.Varint).sint64(BigInt(value));
    } else {
      tagUnlessPacked(writer, packing, field + 2, WireType.Bit64).double(Number(value));
    }
  }
  if (values.length > 0 && packing === "packed") {
    writer.join();
  }
};

const tagUnlessPacked = (
  writer: BinaryWriter,
  packing: Packing,
  field: number,
  type: WireType,
): BinaryWriter => (packing === "packed" ? writer : writer.tag(field, type));

const encodeExemplar = (
  writer: BinaryWriter,
  field: number,
  { labels, value, timestamp }: Exemplar,
): void => {
  writer.tag(field, WireType.LengthDelimited).fork();
  encodeLabels(writer, labels);
  writer.tag(2, WireType.Bit64).double(value);
  if (timestamp !== undefined) {
    encodeTimestamp(writer, 3, timestamp);
  }
  writer.join();
};

const encodeTimestamp = (writer: BinaryWriter, field: number, { seconds, nanos }: Timestamp): void => {
  writer.tag(field, WireType.LengthDelimited).fork();
  if (seconds !== 0) {
    writer.tag(1, WireType.Varint).int64(BigInt(seconds));
  }
  if (nanos !== 0) {
    writer.tag(2, WireType.Varint).int32(nanos);
  }
  writer.join();
};
