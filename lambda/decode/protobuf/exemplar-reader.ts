import type { Exemplar, Timestamp } from "../../model/exposition.ts";
import { MAX_LABELS, TOO_MANY } from "../part-limit.ts";
import { type LabelPair, toLabelSet } from "../sort-labels.ts";
import { EXEMPLAR, LABEL, TIMESTAMP } from "./fields.ts";
import type { WireReader } from "./wire-reader.ts";

/** The `Exemplar` from the reader's place to `end`. What stands in the same field `before` it is put together with it. */
export const readExemplar = (wire: WireReader, end: number, before: Exemplar | undefined): Exemplar => {
  wire.countPart();
  const pairs: LabelPair[] = before === undefined ? [] : toPairs(before);
  let value = before?.value ?? 0;
  let timestamp = before?.timestamp;
  while (wire.at < end) {
    const tag = wire.varint(end);
    switch (tag) {
      case EXEMPLAR.LABEL:
        pairs.push(readPair(wire, wire.delimited(end)));
        if (pairs.length > MAX_LABELS) {
          wire.giveUp(TOO_MANY.labels);
        }
        break;
      case EXEMPLAR.VALUE:
        value = wire.double(end);
        break;
      case EXEMPLAR.TIMESTAMP:
        timestamp = readTimestamp(wire, wire.delimited(end), timestamp);
        break;
      default:
        wire.skip(tag, EXEMPLAR.FIELDS, end);
    }
  }
  return { labels: toLabelSet(pairs), value, timestamp };
};

const toPairs = ({ labels }: Exemplar): LabelPair[] =>
  labels.names.map((name, index) => [name, labels.values[index]!]);

const readPair = (wire: WireReader, end: number): LabelPair => {
  let name = "";
  let value = "";
  while (wire.at < end) {
    const tag = wire.varint(end);
    if (tag === LABEL.NAME) {
      name = wire.string(end);
    } else if (tag === LABEL.VALUE) {
      value = wire.string(end);
    } else {
      wire.skip(tag, LABEL.FIELDS, end);
    }
  }
  return [name, value];
};

/** The `Timestamp` from the reader's place to `end`, likewise. */
export const readTimestamp = (wire: WireReader, end: number, before: Timestamp | undefined): Timestamp => {
  let seconds = before?.seconds ?? 0;
  let nanos = before?.nanos ?? 0;
  while (wire.at < end) {
    const tag = wire.varint(end);
    if (tag === TIMESTAMP.SECONDS) {
      seconds = toSafe(Number(wire.int64(end)));
    } else if (tag === TIMESTAMP.NANOS) {
      nanos = wire.int32(end);
    } else {
      wire.skip(tag, TIMESTAMP.FIELDS, end);
    }
  }
  return { seconds, nanos };
};

/** What is farther from 1970 than this is no time, however far. */
const toSafe = (seconds: number): number =>
  Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, seconds));
