import {
  type Bucket,
  type Exemplar,
  type Histogram,
  type HistogramFamily,
  infinityCountOf,
  type LabelSet,
  METRIC_TYPES,
  type MetricFamily,
  type Sample,
  type SampleFamily,
  type Summary,
  type SummaryFamily,
  sampleCountOf,
  type Whole,
} from "../model/exposition.ts";
import { BackwardWriter, isUint64 } from "./backward-writer.ts";
import { writeExemplar, writeLabelPairs, writeTimestamp } from "./write-exemplar.ts";
import { writeNativeBuckets } from "./write-native-buckets.ts";

/**
 * Encodes a valid exposition in the form that is stored and relayed: delimited `io.prometheus.client.MetricFamily`
 * messages (prometheus/client_model, metrics.proto). Equal families give equal bytes in every input format. Fields
 * ascend by number, and labels are sorted. A `+Inf` bucket that only repeats the count is left out, as the Go client
 * does, unless it is the only classic bucket of a native histogram. The numbers of native buckets are packed. Every number
 * is exact to the bit. A missing sum is 0, and a missing count is that of the `+Inf` bucket, as the text format would
 * show it.
 */
export const encodeExposition = (families: readonly MetricFamily[]): Uint8Array => {
  writeExposition(families);
  const bytes = writer.toBytes();
  writer.restart();
  return bytes;
};

/** The number of bytes that {@link encodeExposition} returns. It is the same if an untyped family gets another type. */
export const countEncodedBytes = (families: readonly MetricFamily[]): number => {
  writeExposition(families);
  const { length } = writer;
  writer.restart();
  return length;
};

const writeExposition = (families: readonly MetricFamily[]): void => {
  writer.restart();
  for (let i = families.length - 1; i >= 0; i--) {
    writeFamily(families[i]!);
  }
};

// Shared, because growing a new buffer costs more than encoding a usual push. Nothing here awaits, so two uses cannot
// overlap.
const writer = new BackwardWriter();

// Tags as they are on the wire: field number << 3 | wire type.
const FAMILY_NAME = 0x0a;
const FAMILY_HELP = 0x12;
const FAMILY_TYPE = 0x18;
const FAMILY_METRIC = 0x22;
const FAMILY_UNIT = 0x2a;
const METRIC_LABEL = 0x0a;
const METRIC_SUMMARY = 0x22;
const METRIC_HISTOGRAM = 0x3a;
const METRIC_VALUE = { gauge: 0x12, counter: 0x1a, untyped: 0x2a } as const;
const VALUE = 0x09;
const COUNTER_EXEMPLAR = 0x12;
const COUNTER_CREATED = 0x1a;
const SAMPLE_COUNT = 0x08;
const SAMPLE_SUM = 0x11;
const SUMMARY_QUANTILE = 0x1a;
const SUMMARY_CREATED = 0x22;
const QUANTILE = 0x09;
const QUANTILE_VALUE = 0x11;
const HISTOGRAM_BUCKET = 0x1a;
const SAMPLE_COUNT_FLOAT = 0x21;
const HISTOGRAM_CREATED = 0x7a;
const HISTOGRAM_EXEMPLAR = [0x82, 0x01] as const;
const CUMULATIVE_COUNT = 0x08;
const UPPER_BOUND = 0x11;
const BUCKET_EXEMPLAR = 0x1a;
const CUMULATIVE_COUNT_FLOAT = 0x21;

const writeFamily = (family: MetricFamily): void => {
  const end = writer.length;
  if (family.unit !== undefined && family.unit !== "") {
    writer.string(FAMILY_UNIT, family.unit);
  }
  writeMetrics(family);
  writer.uint64(FAMILY_TYPE, METRIC_TYPES.indexOf(family.type));
  if (family.help !== "") {
    writer.string(FAMILY_HELP, family.help);
  }
  writer.string(FAMILY_NAME, family.name);
  writer.prefix(end);
};

const writeMetrics = (family: MetricFamily): void => {
  switch (family.type) {
    case "counter":
    case "gauge":
    case "untyped":
      writeSamples(family);
      break;
    case "histogram":
    case "gaugehistogram":
      writeHistograms(family);
      break;
    case "summary":
      writeSummaries(family);
  }
};

const writeSamples = ({ type, metrics }: SampleFamily): void => {
  const tag = METRIC_VALUE[type];
  for (let i = metrics.length - 1; i >= 0; i--) {
    writeSample(metrics[i]!, tag);
  }
};

const writeSample = ({ labels, value, exemplar, created }: Sample, tag: number): void => {
  const end = writer.length;
  if (created !== undefined) {
    writeTimestamp(writer, COUNTER_CREATED, created);
  }
  if (exemplar !== undefined) {
    writeExemplar(writer, COUNTER_EXEMPLAR, exemplar);
  }
  writer.double(VALUE, value);
  writer.message(tag, end);
  writeLabels(labels);
  writer.message(FAMILY_METRIC, end);
};

const writeHistograms = ({ metrics }: HistogramFamily): void => {
  for (let i = metrics.length - 1; i >= 0; i--) {
    writeHistogram(metrics[i]!);
  }
};

const writeHistogram = (histogram: Histogram): void => {
  const { labels, buckets, sum, native, exemplars, created } = histogram;
  const end = writer.length;
  if (exemplars !== undefined) {
    writeExemplars(exemplars);
  }
  if (created !== undefined) {
    writeTimestamp(writer, HISTOGRAM_CREATED, created);
  }
  if (native !== undefined) {
    writeNativeBuckets(writer, native);
  }
  const count = toCount(histogram);
  if (count.float !== undefined) {
    writer.double(SAMPLE_COUNT_FLOAT, count.float);
  }
  for (let i = countWritten(histogram) - 1; i >= 0; i--) {
    writeBucket(buckets[i]!);
  }
  writer.double(SAMPLE_SUM, sum ?? 0);
  if (count.whole !== undefined) {
    writer.uint64(SAMPLE_COUNT, count.whole);
  }
  writer.message(METRIC_HISTOGRAM, end);
  writeLabels(labels);
  writer.message(FAMILY_METRIC, end);
};

/**
 * The field for the count. Readers recognise a native float histogram by the float field. A classic histogram uses the
 * whole field if its count is whole, because that is shorter.
 */
const toCount = ({
  native,
  ...histogram
}: Histogram): { readonly whole?: Whole; readonly float?: number } => {
  if (native === undefined) {
    const count = sampleCountOf(histogram);
    return isUint64(count) ? { whole: count } : { float: count };
  }
  return native.kind === "integer" ? { whole: native.count } : { float: native.count };
};

/**
 * All buckets, except a `+Inf` bucket that only repeats the count. Readers expose no classic series of a native histogram
 * without classic buckets, so it is kept if it is the only one.
 */
const countWritten = (histogram: Histogram): number => {
  const { buckets, native } = histogram;
  const isRepetition =
    infinityCountOf(buckets) === sampleCountOf(histogram) &&
    buckets.at(-1)!.exemplar === undefined &&
    (native === undefined || buckets.length > 1);
  return isRepetition ? buckets.length - 1 : buckets.length;
};

const writeExemplars = (exemplars: readonly Exemplar[]): void => {
  const [first, second] = HISTOGRAM_EXEMPLAR;
  for (let i = exemplars.length - 1; i >= 0; i--) {
    writeExemplar(writer, second, exemplars[i]!);
    writer.tag(first);
  }
};

const writeBucket = ({ upperBound, cumulativeCount, exemplar }: Bucket): void => {
  const end = writer.length;
  if (!isUint64(cumulativeCount)) {
    writer.double(CUMULATIVE_COUNT_FLOAT, cumulativeCount);
  }
  if (exemplar !== undefined) {
    writeExemplar(writer, BUCKET_EXEMPLAR, exemplar);
  }
  writer.double(UPPER_BOUND, upperBound);
  if (isUint64(cumulativeCount)) {
    writer.uint64(CUMULATIVE_COUNT, cumulativeCount);
  }
  writer.message(HISTOGRAM_BUCKET, end);
};

const writeSummaries = ({ metrics }: SummaryFamily): void => {
  for (let i = metrics.length - 1; i >= 0; i--) {
    writeSummary(metrics[i]!);
  }
};

const writeSummary = ({ labels, quantiles, count, sum, created }: Summary): void => {
  const end = writer.length;
  if (created !== undefined) {
    writeTimestamp(writer, SUMMARY_CREATED, created);
  }
  for (let i = quantiles.length - 1; i >= 0; i--) {
    writeQuantile(quantiles[i]!.quantile, quantiles[i]!.value);
  }
  writer.double(SAMPLE_SUM, sum ?? 0);
  writer.uint64(SAMPLE_COUNT, count ?? 0);
  writer.message(METRIC_SUMMARY, end);
  writeLabels(labels);
  writer.message(FAMILY_METRIC, end);
};

const writeQuantile = (quantile: number, value: number): void => {
  const end = writer.length;
  writer.double(QUANTILE_VALUE, value);
  writer.double(QUANTILE, quantile);
  writer.message(SUMMARY_QUANTILE, end);
};

const writeLabels = (labels: LabelSet): void => writeLabelPairs(writer, METRIC_LABEL, labels);
