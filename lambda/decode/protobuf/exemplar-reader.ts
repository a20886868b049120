import { type Exemplar, NO_LABELS, type Timestamp } from "../../model/exposition.ts";
import { MAX_LABELS, TOO_MANY } from "../part-limit.ts";
import { type LabelPair, toLabelSet } from "../sort.ts";
import { EXEMPLAR, LABEL, TIMESTAMP } from "./fields.ts";
import { isSame } from "./label-reader.ts";
import type { WireReader } from "./wire-reader.ts";

/** Reads one exemplar after the other. It is fast if a label has the same name as the label before it. */
export class ExemplarReader {
  readonly #wire: WireReader;
  // The name that was read last, and its place.
  #name = "";
  #nameStart = 0;
  #nameEnd = 0;

  constructor(wire: WireReader) {
    this.#wire = wire;
  }

  /** Reads the `Exemplar` that ends at `end`. It is merged with `before`, an earlier value of the same field. */
  read(end: number, before: Exemplar | undefined): Exemplar {
    const wire = this.#wire;
    wire.countPart();
    let pairs = before === undefined ? undefined : toPairs(before);
    let value = before?.value ?? 0;
    let timestamp = before?.timestamp;
    while (wire.at < end) {
      const tag = wire.varint(end);
      switch (tag) {
        case EXEMPLAR.LABEL:
          pairs = this.#add(pairs, this.#readPair(wire.delimited(end)));
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
    return { labels: pairs === undefined ? NO_LABELS : toLabelSet(pairs), value, timestamp };
  }

  /** An array literal with one element takes less memory than an array to which the first element is pushed. */
  #add(pairs: LabelPair[] | undefined, pair: LabelPair): LabelPair[] {
    if (pairs === undefined) {
      return [pair];
    }
    pairs.push(pair);
    if (pairs.length > MAX_LABELS) {
      this.#wire.giveUp(TOO_MANY.labels);
    }
    return pairs;
  }

  #readPair(end: number): LabelPair {
    const wire = this.#wire;
    let name = "";
    let value = "";
    while (wire.at < end) {
      const tag = wire.varint(end);
      if (tag === LABEL.NAME) {
        name = this.#readName(end);
      } else if (tag === LABEL.VALUE) {
        value = wire.string(end);
      } else {
        wire.skip(tag, LABEL.FIELDS, end);
      }
    }
    return [name, value];
  }

  #readName(end: number): string {
    const wire = this.#wire;
    const nameEnd = wire.delimited(end);
    if (!isSame(wire.bytes, this.#nameStart, this.#nameEnd, wire.at, nameEnd)) {
      this.#name = wire.text(wire.at, nameEnd);
    }
    this.#nameStart = wire.at;
    this.#nameEnd = nameEnd;
    wire.at = nameEnd;
    return this.#name;
  }
}

const toPairs = ({ labels }: Exemplar): LabelPair[] =>
  labels.names.map((name, index) => [name, labels.values[index]!]);

/** Reads the `Timestamp` that ends at `end`. It is merged with `before`, an earlier value of the same field. */
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

/** A time beyond the safe integers is not valid anyway, so it becomes the nearest safe integer. */
const toSafe = (seconds: number): number =>
  Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, seconds));
