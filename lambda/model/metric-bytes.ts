import type { Exemplar, Histogram, LabelSet, NativeBuckets, Sample, Summary } from "./exposition.ts";

/**
 * The most bytes of a metric's native buckets, exemplars and created timestamp: as relayed, as a scrape sends them,
 * where each number has a tag, and in the memory of a Pushgateway, which keeps each span as an object. The number of
 * series does not limit these: a native histogram has few series and may have many buckets.
 */
export const boundExtraBytes = (metric: Sample | Histogram | Summary): number => {
  const created = metric.created === undefined ? 0 : TIMESTAMP_BYTES;
  if ("buckets" in metric) {
    return created + boundHistogram(metric);
  }
  return created + ("exemplar" in metric ? boundExemplar(metric.exemplar) : 0);
};

const boundHistogram = ({ buckets, native, exemplars = [] }: Histogram): number => {
  let bytes = native === undefined ? 0 : boundNative(native);
  for (const { exemplar } of buckets) {
    if (exemplar !== undefined) {
      bytes += boundExemplar(exemplar);
    }
  }
  for (const exemplar of exemplars) {
    bytes += boundExemplar(exemplar);
  }
  return bytes;
};

const boundNative = ({ positive, negative }: NativeBuckets): number =>
  NATIVE_BYTES +
  VALUE_BYTES * (positive.values.length + negative.values.length) +
  SPAN_BYTES * (positive.spans.length + negative.spans.length);

const boundExemplar = (exemplar: Exemplar | undefined): number => {
  if (exemplar === undefined) {
    return 0;
  }
  const { names, values } = exemplar.labels;
  let bytes = EXEMPLAR_BYTES;
  for (let index = 0; index < names.length; index++) {
    bytes += LABEL_BYTES + MAX_UTF8_BYTES_PER_UNIT * (names[index]!.length + values[index]!.length);
  }
  return bytes;
};

// More than protobuf needs for tags, lengths and numbers.
const TIMESTAMP_BYTES = 24;
const NATIVE_BYTES = 64;
const EXEMPLAR_BYTES = 64;
const LABEL_BYTES = 24;

/** A tag and a number of 64 bits. */
const VALUE_BYTES = 11;
/** A pointer and what it points to, in Go. */
const SPAN_BYTES = 64;
const MAX_UTF8_BYTES_PER_UNIT = 3;

/** The bytes of all names and values, in UTF-8. */
export const countLabelBytes = ({ names, values }: LabelSet): number => {
  let bytes = 0;
  for (let index = 0; index < names.length; index++) {
    bytes += Buffer.byteLength(names[index]!) + Buffer.byteLength(values[index]!);
  }
  return bytes;
};
