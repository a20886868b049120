import { BackwardWriter } from "../../encode/backward-writer.ts";
import type { Point, Series } from "./series.ts";

/**
 * Messages of remote write 1.0 (prometheus/docs, docs/specs/prw/remote_write_spec.md): `WriteRequest` with one sample a
 * series, all of one time.
 */
export const encodeWriteRequest = (series: readonly Series[], timestampMs: number): Uint8Array => {
  writer.restart();
  for (let i = series.length - 1; i >= 0; i--) {
    writeSeries(series[i]!, timestampMs);
  }
  const bytes = writer.toBytes();
  writer.restart();
  return bytes;
};

// Shared, because growing a fresh buffer costs more than encoding a usual request: nothing here awaits.
const writer = new BackwardWriter();

// Tags as they are on the wire: field number << 3 | wire type.
const TIMESERIES = 0x0a;
const LABEL = 0x0a;
const LABEL_NAME = 0x0a;
const LABEL_VALUE = 0x12;
const SAMPLE = 0x12;
const SAMPLE_VALUE = 0x09;
const SAMPLE_TIMESTAMP = 0x10;

const writeSeries = ({ labels: { names, values }, point }: Series, timestampMs: number): void => {
  const end = writer.length;
  writeSample(point, timestampMs);
  for (let i = names.length - 1; i >= 0; i--) {
    const labelEnd = writer.length;
    writer.string(LABEL_VALUE, values[i]!);
    writer.string(LABEL_NAME, names[i]!);
    writer.message(LABEL, labelEnd);
  }
  writer.message(TIMESERIES, end);
};

const writeSample = (point: Point, timestampMs: number): void => {
  const end = writer.length;
  writer.uint64(SAMPLE_TIMESTAMP, timestampMs);
  if (point.kind === "stale") {
    writer.doubleBits(SAMPLE_VALUE, STALE_NAN);
  } else {
    writer.double(SAMPLE_VALUE, point.value);
  }
  writer.message(SAMPLE, end);
};

/** The one NaN that ends a series (prometheus/prometheus, model/value). */
const STALE_NAN = 0x7ff0000000000002n;
