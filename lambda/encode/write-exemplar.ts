import type { Exemplar, LabelSet, Timestamp } from "../model/exposition.ts";
import type { BackwardWriter } from "./backward-writer.ts";

const LABEL_NAME = 0x0a;
const LABEL_VALUE = 0x12;
const EXEMPLAR_LABEL = 0x0a;
const EXEMPLAR_VALUE = 0x11;
const EXEMPLAR_TIMESTAMP = 0x1a;
const SECONDS = 0x08;
const NANOS = 0x10;

/** Writes an `Exemplar` in the field with this tag. */
export const writeExemplar = (writer: BackwardWriter, tag: number, exemplar: Exemplar): void => {
  const { labels, value, timestamp } = exemplar;
  const end = writer.length;
  if (timestamp !== undefined) {
    writeTimestamp(writer, EXEMPLAR_TIMESTAMP, timestamp);
  }
  writer.double(EXEMPLAR_VALUE, value);
  writeLabelPairs(writer, EXEMPLAR_LABEL, labels);
  writer.message(tag, end);
};

/** Writes a `google.protobuf.Timestamp` in the field with this tag. */
export const writeTimestamp = (writer: BackwardWriter, tag: number, { seconds, nanos }: Timestamp): void => {
  const end = writer.length;
  if (nanos !== 0) {
    writer.int64(NANOS, nanos);
  }
  if (seconds !== 0) {
    writer.int64(SECONDS, seconds);
  }
  writer.message(tag, end);
};

/** Writes a `LabelPair` in the field with this tag for each label. */
export const writeLabelPairs = (writer: BackwardWriter, tag: number, { names, values }: LabelSet): void => {
  for (let i = names.length - 1; i >= 0; i--) {
    const end = writer.length;
    writer.string(LABEL_VALUE, values[i]!);
    writer.string(LABEL_NAME, names[i]!);
    writer.message(tag, end);
  }
};
