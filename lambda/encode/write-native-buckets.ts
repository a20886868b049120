import type { BucketSpan, NativeBuckets, Whole } from "../model/exposition.ts";
import type { BackwardWriter } from "./backward-writer.ts";

const SCHEMA = 0x28;
const ZERO_THRESHOLD = 0x31;
const ZERO_COUNT = 0x38;
const ZERO_COUNT_FLOAT = 0x41;
const NEGATIVE = { span: 0x4a, deltas: 0x52, counts: 0x5a } as const;
const POSITIVE = { span: 0x62, deltas: 0x6a, counts: 0x72 } as const;
const SPAN_OFFSET = 0x08;
const SPAN_LENGTH = 0x10;

/** The difference between the tags of two neighbouring field numbers. */
const FIELD = 8;

/**
 * Writes the fields of a `Histogram` from `schema` to `positive_count`, either of `io.prometheus.client` or of remote
 * write, where the field numbers are lower by one.
 */
export const writeNativeBuckets = (
  writer: BackwardWriter,
  native: NativeBuckets,
  message: "client" | "remote-write" = "client",
): void => {
  const lower = message === "client" ? 0 : FIELD;
  const { schema, zeroThreshold, positive, negative } = native;
  if (native.kind === "integer") {
    writeDeltas(writer, POSITIVE.deltas - lower, native.positive.values);
  } else {
    writeCounts(writer, POSITIVE.counts - lower, native.positive.values);
  }
  writeSpans(writer, POSITIVE.span - lower, positive.spans);
  if (native.kind === "integer") {
    writeDeltas(writer, NEGATIVE.deltas - lower, native.negative.values);
  } else {
    writeCounts(writer, NEGATIVE.counts - lower, native.negative.values);
  }
  writeSpans(writer, NEGATIVE.span - lower, negative.spans);
  if (native.kind === "integer") {
    writer.uint64(ZERO_COUNT - lower, native.zeroCount);
  } else {
    writer.double(ZERO_COUNT_FLOAT - lower, native.zeroCount);
  }
  writer.double(ZERO_THRESHOLD - lower, zeroThreshold);
  writer.sint64(SCHEMA - lower, schema);
};

const writeDeltas = (writer: BackwardWriter, tag: number, deltas: readonly Whole[]): void => {
  if (deltas.length > 0) {
    const end = writer.length;
    for (let i = deltas.length - 1; i >= 0; i--) {
      writer.packedSint64(deltas[i]!);
    }
    writer.message(tag, end);
  }
};

const writeCounts = (writer: BackwardWriter, tag: number, counts: readonly number[]): void => {
  if (counts.length > 0) {
    const end = writer.length;
    for (let i = counts.length - 1; i >= 0; i--) {
      writer.packedDouble(counts[i]!);
    }
    writer.message(tag, end);
  }
};

const writeSpans = (writer: BackwardWriter, tag: number, spans: readonly BucketSpan[]): void => {
  for (let i = spans.length - 1; i >= 0; i--) {
    const { offset, length } = spans[i]!;
    const end = writer.length;
    writer.uint64(SPAN_LENGTH, length);
    writer.sint64(SPAN_OFFSET, offset);
    writer.message(tag, end);
  }
};
