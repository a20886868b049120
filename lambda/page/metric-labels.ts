import { ByteArena } from "./byte-arena.ts";
import type { KeyLabel } from "./key-labels.ts";
import type { LabelForm, LabelRange } from "./label-form.ts";
import { UnreadableContent, type WireCursor } from "./wire-cursor.ts";
import { LABEL_NAME, LABEL_VALUE, METRIC_LABEL } from "./wire-tags.ts";

/** The labels of one metric on a page, including those of its group. */
export interface WrittenLabels {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /**
   * Orders metrics of a family as the Pushgateway does: by the number of labels, then by their values in the order of
   * their names (client_golang, `MetricSorter`).
   */
  readonly order: string;
  /** The part of {@link order} before the first label of the key. */
  readonly front: string;
}

/** Writes the labels of metrics into one arena, sorted by name. A label of the key replaces one of the body. */
export class LabelWriter {
  readonly #form: LabelForm;
  readonly #arena = new ByteArena();
  /** The last label that was read from the body. */
  readonly #label = createRange();
  readonly #keyRange = createRange();
  /** The sort key of the current metric: the number of labels, then values, each with a zero after it. */
  #order = Buffer.allocUnsafeSlow(4_096);
  #orderEnd = 0;
  #frontEnd = 0;
  #count = 0;
  #start = 0;

  constructor(form: LabelForm) {
    this.#form = form;
  }

  /** The labels of a metric that has only its group's. */
  ofKey(key: readonly KeyLabel[]): WrittenLabels {
    this.#begin(key, 0);
    for (const label of key) {
      this.#writeKey(label);
    }
    return this.#end();
  }

  /**
   * Reads the labels of the metric at the cursor, which ends at `end`, and leaves the cursor after them. In the store's
   * form they come first, sorted by name.
   */
  ofMetric(cursor: WireCursor, end: number, key: readonly KeyLabel[]): WrittenLabels {
    const { bytes } = cursor;
    this.#begin(key, end - cursor.at);
    let next = 0;
    while (cursor.at < end && bytes[cursor.at] === METRIC_LABEL) {
      this.#read(cursor, end);
      next = this.#writeKeysBefore(key, next);
      const same = key[next];
      if (same !== undefined && this.#compareName(same.nameBytes) === 0) {
        next++;
        if (!same.isDefault) {
          this.#writeKey(same);
          continue;
        }
      }
      this.#write(this.#label);
    }
    for (; next < key.length; next++) {
      this.#writeKey(key[next]!);
    }
    return this.#end();
  }

  #begin(key: readonly KeyLabel[], bodyBytes: number): void {
    let most = 0;
    for (const { nameBytes, valueBytes } of key) {
      most += this.#form.maxBytes(nameBytes.length, valueBytes.length);
    }
    // Every label of the body has at least four bytes.
    this.#arena.reserve(most + this.#form.maxBytes(0, 2 * bodyBytes) + 4 * bodyBytes);
    this.#start = this.#arena.at;
    this.#orderEnd = 1;
    this.#frontEnd = 0;
    this.#count = 0;
    if (this.#order.length < most + 2 * bodyBytes) {
      this.#order = Buffer.allocUnsafeSlow(2 * (most + 2 * bodyBytes));
    }
  }

  #read(cursor: WireCursor, metricEnd: number): void {
    const label = this.#label;
    cursor.at++;
    const end = cursor.delimited();
    if (end > metricEnd || cursor.bytes[cursor.at++] !== LABEL_NAME) {
      throw new UnreadableContent("a label has no name");
    }
    label.nameEnd = cursor.delimited();
    label.nameStart = cursor.at;
    cursor.at = label.nameEnd;
    if (cursor.bytes[cursor.at++] !== LABEL_VALUE) {
      throw new UnreadableContent("a label has no value");
    }
    label.valueEnd = cursor.delimited();
    label.valueStart = cursor.at;
    cursor.at = label.valueEnd;
    if (label.valueEnd !== end) {
      throw new UnreadableContent("a label is more than a name and a value");
    }
    label.nameBytes = cursor.bytes;
    label.valueBytes = cursor.bytes;
  }

  #writeKeysBefore(key: readonly KeyLabel[], from: number): number {
    let next = from;
    while (next < key.length && this.#compareName(key[next]!.nameBytes) > 0) {
      this.#writeKey(key[next]!);
      next++;
    }
    return next;
  }

  /** Below 0 if the label that was read comes before `name`. */
  #compareName(name: Uint8Array): number {
    const { nameBytes, nameStart, nameEnd } = this.#label;
    const size = nameEnd - nameStart;
    const shared = Math.min(size, name.length);
    for (let i = 0; i < shared; i++) {
      const difference = nameBytes[nameStart + i]! - name[i]!;
      if (difference !== 0) {
        return difference;
      }
    }
    return size - name.length;
  }

  #writeKey({ nameBytes, valueBytes }: KeyLabel): void {
    this.#frontEnd ||= this.#orderEnd;
    const range = this.#keyRange;
    range.nameBytes = nameBytes;
    range.nameEnd = nameBytes.length;
    range.valueBytes = valueBytes;
    range.valueEnd = valueBytes.length;
    this.#write(range);
  }

  #write(label: LabelRange): void {
    const arena = this.#arena;
    arena.at = this.#form.write(arena.bytes, this.#start, arena.at, label);
    this.#count++;
    const order = this.#order;
    let at = this.#orderEnd;
    for (let i = label.valueStart; i < label.valueEnd; i++) {
      order[at++] = label.valueBytes[i]!;
    }
    order[at++] = 0;
    this.#orderEnd = at;
  }

  #end(): WrittenLabels {
    const { bytes, at } = this.#arena;
    this.#order[0] = Math.min(this.#count, 0xff);
    // One character per byte, so strings compare as Go compares, byte by byte.
    const order = this.#order.toString("latin1", 0, this.#orderEnd);
    return { bytes, start: this.#start, end: at, order, front: order.slice(0, this.#frontEnd) };
  }
}

const NONE = new Uint8Array(0);

const createRange = (): LabelRange => ({
  nameBytes: NONE,
  nameStart: 0,
  nameEnd: 0,
  valueBytes: NONE,
  valueStart: 0,
  valueEnd: 0,
});
