/**
 * The tags of the fields in prometheus/client_model's metrics.proto: field number * 8 + wire type. `FIELDS` has a bit
 * for every known field number, so that a field with a wrong wire type can be distinguished from an unknown field.
 */
const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;

const tag = (field: number, wireType: number): number => field * 8 + wireType;

const bits = (...fields: readonly number[]): number => fields.reduce((mask, field) => mask | (1 << field), 0);

export const FAMILY = {
  NAME: tag(1, DELIMITED),
  HELP: tag(2, DELIMITED),
  TYPE: tag(3, VARINT),
  METRIC: tag(4, DELIMITED),
  UNIT: tag(5, DELIMITED),
  FIELDS: bits(1, 2, 3, 4, 5),
} as const;

export const METRIC = {
  LABEL: tag(1, DELIMITED),
  GAUGE: tag(2, DELIMITED),
  COUNTER: tag(3, DELIMITED),
  SUMMARY: tag(4, DELIMITED),
  UNTYPED: tag(5, DELIMITED),
  TIMESTAMP_MS: tag(6, VARINT),
  HISTOGRAM: tag(7, DELIMITED),
  FIELDS: bits(1, 2, 3, 4, 5, 6, 7),
} as const;

export const LABEL = {
  NAME: tag(1, DELIMITED),
  VALUE: tag(2, DELIMITED),
  FIELDS: bits(1, 2),
} as const;

/** Of `Gauge` and `Untyped`. */
export const VALUE = {
  VALUE: tag(1, FIXED64),
  FIELDS: bits(1),
} as const;

export const COUNTER = {
  VALUE: VALUE.VALUE,
  EXEMPLAR: tag(2, DELIMITED),
  CREATED: tag(3, DELIMITED),
  FIELDS: bits(1, 2, 3),
} as const;

export const SUMMARY = {
  SAMPLE_COUNT: tag(1, VARINT),
  SAMPLE_SUM: tag(2, FIXED64),
  QUANTILE: tag(3, DELIMITED),
  CREATED: tag(4, DELIMITED),
  FIELDS: bits(1, 2, 3, 4),
} as const;

export const QUANTILE = {
  QUANTILE: tag(1, FIXED64),
  VALUE: tag(2, FIXED64),
  FIELDS: bits(1, 2),
} as const;

export const HISTOGRAM = {
  SAMPLE_COUNT: tag(1, VARINT),
  SAMPLE_SUM: tag(2, FIXED64),
  BUCKET: tag(3, DELIMITED),
  SAMPLE_COUNT_FLOAT: tag(4, FIXED64),
  CREATED: tag(15, DELIMITED),
  EXEMPLAR: tag(16, DELIMITED),
  FIELDS: bits(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
} as const;

/** The additional fields of a native `Histogram`. Repeated numbers can be separate fields or packed into one. */
export const NATIVE = {
  SCHEMA: tag(5, VARINT),
  ZERO_THRESHOLD: tag(6, FIXED64),
  ZERO_COUNT: tag(7, VARINT),
  ZERO_COUNT_FLOAT: tag(8, FIXED64),
  /** The next field numbers are the deltas and counts of the negative side, in the order of the positive side. */
  NEGATIVE_SPAN: tag(9, DELIMITED),
  POSITIVE_SPAN: tag(12, DELIMITED),
  POSITIVE_DELTA: tag(13, VARINT),
  POSITIVE_DELTAS: tag(13, DELIMITED),
  POSITIVE_COUNT: tag(14, FIXED64),
  POSITIVE_COUNTS: tag(14, DELIMITED),
} as const;

export const SPAN = {
  OFFSET: tag(1, VARINT),
  LENGTH: tag(2, VARINT),
  FIELDS: bits(1, 2),
} as const;

export const BUCKET = {
  CUMULATIVE_COUNT: tag(1, VARINT),
  UPPER_BOUND: tag(2, FIXED64),
  EXEMPLAR: tag(3, DELIMITED),
  CUMULATIVE_COUNT_FLOAT: tag(4, FIXED64),
  FIELDS: bits(1, 2, 3, 4),
} as const;

export const EXEMPLAR = {
  LABEL: tag(1, DELIMITED),
  VALUE: tag(2, FIXED64),
  TIMESTAMP: tag(3, DELIMITED),
  FIELDS: bits(1, 2, 3),
} as const;

/** `google.protobuf.Timestamp`. */
export const TIMESTAMP = {
  SECONDS: tag(1, VARINT),
  NANOS: tag(2, VARINT),
  FIELDS: bits(1, 2),
} as const;
