/**
 * The fields of prometheus/client_model's metrics.proto as they stand on the wire: number * 8 + wire type. `FIELDS` has a bit for
 * every number whose wire type matters, so that a field of the wrong type is told from one that is not known.
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
  FIELDS: bits(1, 2, 3, 4),
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

/** `Gauge`, `Counter` and `Untyped`; only a counter has an exemplar. */
export const VALUE = {
  VALUE: tag(1, FIXED64),
  EXEMPLAR: tag(2, DELIMITED),
  FIELDS: bits(1),
} as const;

export const SUMMARY = {
  SAMPLE_COUNT: tag(1, VARINT),
  SAMPLE_SUM: tag(2, FIXED64),
  QUANTILE: tag(3, DELIMITED),
  FIELDS: bits(1, 2, 3),
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
  /** From `schema`, which comes behind the fields above, to `positive_count`: what only a native histogram has, whatever its wire type. */
  LAST_NATIVE_FIELD: 14,
  EXEMPLAR: tag(16, DELIMITED),
  FIELDS: bits(1, 2, 3, 4),
} as const;

export const BUCKET = {
  CUMULATIVE_COUNT: tag(1, VARINT),
  UPPER_BOUND: tag(2, FIXED64),
  EXEMPLAR: tag(3, DELIMITED),
  CUMULATIVE_COUNT_FLOAT: tag(4, FIXED64),
  FIELDS: bits(1, 2, 4),
} as const;
