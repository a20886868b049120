/** Tags of `io.prometheus.client.MetricFamily` and its parts on the wire: field number << 3 | wire type. */
export const FAMILY_NAME = 0x0a;
export const FAMILY_HELP = 0x12;
export const FAMILY_TYPE = 0x18;
export const FAMILY_METRIC = 0x22;
export const METRIC_LABEL = 0x0a;
export const METRIC_GAUGE = 0x12;
export const METRIC_COUNTER = 0x1a;
export const METRIC_SUMMARY = 0x22;
export const METRIC_UNTYPED = 0x2a;
export const METRIC_HISTOGRAM = 0x3a;
export const LABEL_NAME = 0x0a;
export const LABEL_VALUE = 0x12;
export const VALUE = 0x09;
export const SAMPLE_COUNT = 0x08;
export const SAMPLE_SUM = 0x11;
export const SAMPLE_COUNT_FLOAT = 0x21;
export const SUMMARY_QUANTILE = 0x1a;
export const QUANTILE = 0x09;
export const QUANTILE_VALUE = 0x11;
export const HISTOGRAM_BUCKET = 0x1a;
export const CUMULATIVE_COUNT = 0x08;
export const UPPER_BOUND = 0x11;
export const CUMULATIVE_COUNT_FLOAT = 0x21;

/** The number of a gauge in `MetricType`. */
export const GAUGE_TYPE = 1;

export const varintSize = (value: number): number => {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    size++;
  }
  return size;
};

/** Writes an unsigned number. Returns the place after it. */
export const writeVarint = (bytes: Uint8Array, at: number, value: number): number => {
  let next = at;
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    bytes[next++] = (rest % 0x80) | 0x80;
  }
  bytes[next++] = rest;
  return next;
};
