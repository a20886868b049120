import type { LabelSet } from "../../model/exposition.ts";
import { type LabelLayout, type LabelShape, ShapeBook } from "../label-layout.ts";
import { MAX_LABELS, TOO_MANY } from "../part-limit.ts";
import { LABEL } from "./fields.ts";
import type { WireReader } from "./wire-reader.ts";

/**
 * Reads the labels of one metric after the other. It is fast if a metric is similar to the one before it: a label with
 * the same bytes as the last label at its index is only compared, and the shape of equal names is not looked up again.
 */
export class ProtobufLabelReader {
  readonly #wire: WireReader;
  readonly #shapes = ShapeBook.forPayload();
  #shape: LabelShape = this.#shapes.shapeOf([]);
  #count = 0;
  #hasNewName = false;
  // For each index of a label, from the last metric that had a label there.
  readonly #names: string[] = [];
  readonly #values: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #nameStarts: number[] = [];
  readonly #nameEnds: number[] = [];

  constructor(wire: WireReader) {
    this.#wire = wire;
  }

  /** Begins a metric. */
  restart(): void {
    this.#count = 0;
    this.#hasNewName = false;
  }

  /** Reads the `LabelPair` that ends at `end`. */
  read(end: number): void {
    const wire = this.#wire;
    const index = this.#count++;
    const start = wire.at;
    if (index === MAX_LABELS) {
      wire.giveUp(TOO_MANY.labels);
      return;
    }
    if (
      index < this.#names.length &&
      isSame(wire.bytes, this.#starts[index]!, this.#ends[index]!, start, end)
    ) {
      wire.at = end;
      return;
    }
    if (index === this.#names.length) {
      this.#addPlace();
    }
    this.#readPair(index, end);
    this.#starts[index] = start;
    this.#ends[index] = end;
  }

  /** The shape of the metric that was read. */
  shape(): LabelShape {
    if (this.#hasNewName || this.#count !== this.#shape.written.length) {
      this.#shape = this.#shapes.shapeOf(this.#names.slice(0, this.#count));
      this.#giveUpIfTooMany();
    }
    return this.#shape;
  }

  /** The names of labels whose value is empty. */
  emptyNames(): readonly string[] {
    const isEmpty = (_: string, index: number): boolean => index < this.#count && this.#values[index] === "";
    return this.hasEmptyValue() ? this.#names.filter(isEmpty) : NO_NAMES;
  }

  hasEmptyValue(): boolean {
    for (let i = 0; i < this.#count; i++) {
      if (this.#values[i] === "") {
        return true;
      }
    }
    return false;
  }

  toLabelSet(): LabelSet {
    const { plain } = this.shape();
    if (this.hasEmptyValue()) {
      return this.#arrange(this.#withoutEmpty());
    }
    return plain.isAsWritten
      ? { names: plain.names, values: this.#values.slice(0, this.#count) }
      : this.#arrange(plain);
  }

  #withoutEmpty(): LabelLayout {
    const layout = this.#shapes.layoutWithoutEmpty(
      this.shape().written,
      (index) => this.#values[index] !== "",
    );
    this.#giveUpIfTooMany();
    return layout;
  }

  #giveUpIfTooMany(): void {
    const { tooMany } = this.#shapes;
    if (tooMany !== undefined) {
      this.#wire.giveUp(tooMany);
    }
  }

  #arrange({ names, order }: LabelLayout): LabelSet {
    return { names, values: order.map((index) => this.#values[index]!) };
  }

  #addPlace(): void {
    this.#names.push("");
    this.#values.push("");
    this.#starts.push(0);
    this.#ends.push(0);
    this.#nameStarts.push(0);
    this.#nameEnds.push(0);
    this.#hasNewName = true;
  }

  #readPair(index: number, end: number): void {
    const wire = this.#wire;
    let nameStart = 0;
    let nameEnd = 0;
    let value = "";
    while (wire.at < end) {
      const field = wire.varint(end);
      if (field === LABEL.VALUE) {
        const valueEnd = wire.delimited(end);
        value = wire.text(wire.at, valueEnd);
        wire.at = valueEnd;
      } else if (field === LABEL.NAME) {
        nameEnd = wire.delimited(end);
        nameStart = wire.at;
        wire.at = nameEnd;
      } else {
        wire.skip(field, LABEL.FIELDS, end);
      }
    }
    this.#setName(index, nameStart, nameEnd);
    this.#values[index] = value;
  }

  #setName(index: number, start: number, end: number): void {
    if (!isSame(this.#wire.bytes, this.#nameStarts[index]!, this.#nameEnds[index]!, start, end)) {
      this.#names[index] = this.#wire.text(start, end);
      this.#hasNewName = true;
    }
    this.#nameStarts[index] = start;
    this.#nameEnds[index] = end;
  }
}

const NO_NAMES: readonly string[] = [];

/** Whether two ranges of `bytes` are equal. */
export const isSame = (
  bytes: Uint8Array,
  start: number,
  end: number,
  otherStart: number,
  otherEnd: number,
): boolean => {
  if (end - start !== otherEnd - otherStart) {
    return false;
  }
  for (let a = start, b = otherStart; a < end; a++, b++) {
    if (bytes[a] !== bytes[b]) {
      return false;
    }
  }
  return true;
};
