import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Histogram, LabelSet, MetricFamily, Summary } from "../../lambda/model/exposition.ts";

/**
 * Encodes an exposition by the field numbers of metrics.proto with a protobuf library, as plainly as can be:
 * what the relay's own encoder is compared with, byte for byte.
 */
export const encodeWithLibrary = (families: readonly MetricFamily[]): Uint8Array => {
  const writer = new BinaryWriter();
  for (const family of families) {
    writer.fork();
    writer.tag(1, WireType.LengthDelimited).string(family.name);
    if (family.help !== "") {
      writer.tag(2, WireType.LengthDelimited).string(family.help);
    }
    writer.tag(3, WireType.Varint).uint32(TYPES.indexOf(family.type));
    encodeMetrics(writer, family);
    writer.join();
  }
  return writer.finish();
};

const TYPES = ["counter", "gauge", "summary", "untyped", "histogram", "gaugehistogram"];

const encodeMetrics = (writer: BinaryWriter, family: MetricFamily): void => {
  for (const metric of family.metrics) {
    writer.tag(4, WireType.LengthDelimited).fork();
    encodeLabels(writer, metric.labels);
    if ("value" in metric) {
      const field = { gauge: 2, counter: 3, untyped: 5 }[family.type as "gauge"];
      writer.tag(field, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.Bit64).double(metric.value).join();
    } else if ("quantiles" in metric) {
      encodeSummary(writer, metric);
    } else {
      encodeHistogram(writer, metric);
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

const encodeSummary = (writer: BinaryWriter, { quantiles, sum, count }: Summary): void => {
  writer.tag(4, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.Varint).uint64(BigInt(count ?? 0));
  writer.tag(2, WireType.Bit64).double(sum ?? 0);
  for (const { quantile, value } of quantiles) {
    writer.tag(3, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Bit64).double(quantile);
    writer.tag(2, WireType.Bit64).double(value).join();
  }
  writer.join();
};

const encodeHistogram = (writer: BinaryWriter, { buckets, sum, count }: Histogram): void => {
  const infinite = buckets.find(({ upperBound }) => upperBound === Number.POSITIVE_INFINITY);
  const sampleCount = count ?? infinite?.cumulativeCount ?? 0;
  const isWhole = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < 2 ** 64;
  writer.tag(7, WireType.LengthDelimited).fork();
  if (isWhole(sampleCount)) {
    writer.tag(1, WireType.Varint).uint64(BigInt(sampleCount));
  }
  writer.tag(2, WireType.Bit64).double(sum ?? 0);
  for (const bucket of buckets) {
    if (bucket === infinite && bucket.cumulativeCount === sampleCount) {
      continue;
    }
    writer.tag(3, WireType.LengthDelimited).fork();
    if (isWhole(bucket.cumulativeCount)) {
      writer.tag(1, WireType.Varint).uint64(BigInt(bucket.cumulativeCount));
    }
    writer.tag(2, WireType.Bit64).double(bucket.upperBound);
    if (!isWhole(bucket.cumulativeCount)) {
      writer.tag(4, WireType.Bit64).double(bucket.cumulativeCount);
    }
    writer.join();
  }
  if (!isWhole(sampleCount)) {
    writer.tag(4, WireType.Bit64).double(sampleCount);
  }
  writer.join();
};
