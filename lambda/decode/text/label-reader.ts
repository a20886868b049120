import type { LabelSet } from "../../model/exposition.ts";
import { type LabelLayout, type LabelShape, ShapeBook } from "../label-layout.ts";
import { MAX_LABELS, TOO_MANY, type TooMany } from "../part-limit.ts";
import type { LabelPair } from "../sort.ts";
import {
  BACKSLASH,
  CLOSE_BRACE,
  COMMA,
  EQUALS,
  isLabelNameByte,
  isLabelNameStart,
  LINE_FEED,
  QUOTE,
  skipBlanks,
} from "./bytes.ts";
import { readEscapedValue } from "./escapes.ts";
import { parseNumber } from "./parse-number.ts";
import type { TextPayload } from "./payload.ts";
import type { TextIssueCode } from "./text-issues.ts";

/**
 * Reads the labels of one series after the other. It is fast if a series is similar to the one before it: names and
 * values that have the same bytes as in the last series are compared, not read again, and the shape of equal names is
 * not looked up again. The results of {@link read} are valid until its next call.
 */
export class TextLabelReader {
  shape: LabelShape;
  hasEmptyValue = false;
  /** The issue at which {@link read} ended, and its offset. */
  issue: TextIssueCode = "labels-unfinished";
  issueAt = 0;
  /** The exceeded limit, if any. The parser then stops. */
  tooMany: TooMany | undefined;

  readonly #payload: TextPayload;
  readonly #bytes: Uint8Array;
  readonly #shapes = ShapeBook.forPayload();
  readonly #none: LabelShape;
  // For each position of a label, from the last series that had a label there: its name and its value, and where both
  // start and end in the payload. A value is undefined until it is needed. A value with escapes has the offset ESCAPED.
  readonly #names: string[] = [];
  readonly #values: (string | undefined)[] = [];
  readonly #nameStarts: number[] = [];
  readonly #nameEnds: number[] = [];
  readonly #valueStarts: number[] = [];
  readonly #valueEnds: number[] = [];
  // Of the series before: where its labels start, how many there are, and for each label the distance from that start
  // to the start of its value and to the end of the label.
  #start = 0;
  #count = 0;
  readonly #valueOffsets: number[] = [];
  readonly #pairEnds: number[] = [];
  // Entry n is the shape of the first n of `#names`.
  readonly #shapesByCount: (LabelShape | undefined)[] = [];

  constructor(payload: TextPayload) {
    this.#payload = payload;
    this.#bytes = payload.bytes;
    this.#none = this.#shapes.shapeOf([]);
    this.shape = this.#none;
  }

  /** Sets the results for a series without braces. */
  readNone(): void {
    this.shape = this.#none;
    this.hasEmptyValue = false;
  }

  /**
   * Reads the labels that start at `start`, after `{`. Returns the offset after `}`, or -1 if there is an issue. Labels
   * are `name="value"` pairs that are separated by commas. A comma can follow the last pair, and blanks can be anywhere
   * outside names.
   */
  read(start: number): number {
    let count = this.#readAlike(start);
    let at = count === 0 ? start : start + this.#pairEnds[count - 1]!;
    for (;;) {
      at = skipBlanks(this.#bytes, at);
      if (count > 0 && this.#bytes[at] === COMMA) {
        at = skipBlanks(this.#bytes, at + 1);
      } else if (count > 0 && this.#bytes[at] !== CLOSE_BRACE) {
        return this.#fail("labels-unfinished", at);
      }
      if (this.#bytes[at] === CLOSE_BRACE) {
        break;
      }
      if (count === MAX_LABELS) {
        this.tooMany = TOO_MANY.labels;
        return this.#fail("labels-unfinished", at);
      }
      at = this.#readPair(count, at);
      if (at === -1) {
        return -1;
      }
      this.#pairEnds[count] = at - start;
      count++;
    }
    this.#count = count;
    this.shape = this.#shapesByCount[count] ??= this.#lookUpShape(count);
    return at + 1;
  }

  #lookUpShape(count: number): LabelShape {
    const shape = this.#shapes.shapeOf(this.#names.slice(0, count));
    this.tooMany = this.#shapes.tooMany;
    return shape;
  }

  /**
   * Skips the labels at the start that have the same bytes as in the series before, and reads the value in which both
   * series first differ. Returns the number of these labels. If the series before has an empty value, nothing is
   * skipped, so that `hasEmptyValue` is set again.
   */
  #readAlike(start: number): number {
    const known = this.hasEmptyValue ? 0 : this.#count;
    const before = this.#start;
    this.#start = start;
    this.#count = 0;
    this.hasEmptyValue = false;
    if (known === 0) {
      return 0;
    }
    const equal = this.#payload.countEqual(start, before, this.#pairEnds[known - 1]!);
    let count = 0;
    while (count < known && this.#pairEnds[count]! <= equal) {
      count++;
    }
    if (count < known && this.#valueEnds[count] !== ESCAPED && this.#valueOffsets[count]! <= equal) {
      const at = this.#readNewValue(count, start + this.#valueOffsets[count]!, start + equal);
      if (at !== -1) {
        this.#pairEnds[count] = at - start;
        return count + 1;
      }
    }
    return count;
  }

  /** The value of the label at this written position. */
  valueAt(index: number): string {
    this.#values[index] ??= this.#payload.slice(this.#valueStarts[index]!, this.#valueEnds[index]!);
    return this.#values[index];
  }

  /** The labels that were read, in their written order. */
  pairs(): readonly LabelPair[] {
    return this.shape.written.map((name, index) => [name, this.valueAt(index)]);
  }

  /** The value at this written position as a number. Undefined for a value with escapes: no number has them. */
  numberAt(index: number): number | undefined {
    return parseNumber(this.#payload, this.#valueStarts[index]!, this.#valueEnds[index]!);
  }

  /** The labels of the series that was read, in the given layout, without labels whose value is empty. */
  toLabelSet(layout: LabelLayout): LabelSet {
    const kept = this.hasEmptyValue ? this.#withoutEmpty(layout) : layout;
    return { names: kept.names, values: this.#arrange(kept) };
  }

  #withoutEmpty(layout: LabelLayout): LabelLayout {
    const kept = new Set(layout.order.filter((at) => this.valueAt(at) !== ""));
    const left = this.#shapes.layoutWithoutEmpty(this.shape.written, (at) => kept.has(at));
    this.tooMany = this.#shapes.tooMany;
    return left;
  }

  /** Whether the series that was read has exactly these labels, in the given layout. */
  hasLabels(labels: LabelSet, layout: LabelLayout): boolean {
    if (labels.names !== layout.names) {
      return false;
    }
    for (let i = 0; i < layout.order.length; i++) {
      if (labels.values[i] !== this.valueAt(layout.order[i]!)) {
        return false;
      }
    }
    return true;
  }

  #arrange({ order, isAsWritten }: LabelLayout): readonly string[] {
    for (let i = 0; i < order.length; i++) {
      this.valueAt(order[i]!);
    }
    // A slice allocates exactly the needed size, unlike an array to which values are pushed.
    return isAsWritten
      ? (this.#values.slice(0, order.length) as string[])
      : order.map((at) => this.#values[at]!);
  }

  #readPair(index: number, start: number): number {
    let at = this.#readName(index, start);
    if (at === -1) {
      return this.#fail("label-name-expected", start);
    }
    at = skipBlanks(this.#bytes, at);
    if (this.#bytes[at] !== EQUALS) {
      return this.#fail("label-equals-expected", at);
    }
    at = skipBlanks(this.#bytes, at + 1);
    if (this.#bytes[at] !== QUOTE) {
      return this.#fail("label-quote-expected", at);
    }
    this.#valueOffsets[index] = at + 1 - this.#start;
    return this.#readValue(index, at + 1);
  }

  /** Returns the end of the name, or -1 if there is none. */
  #readName(index: number, start: number): number {
    if (index < this.#names.length) {
      const known = this.#nameStarts[index]!;
      const length = this.#nameEnds[index]! - known;
      const at = start + this.#payload.countEqual(start, known, length);
      if (at === start + length && !isLabelNameByte(this.#bytes[at]!)) {
        return at;
      }
    }
    return this.#readNewName(index, start);
  }

  #readNewName(index: number, start: number): number {
    if (!isLabelNameStart(this.#bytes[start]!)) {
      return -1;
    }
    let at = start + 1;
    while (isLabelNameByte(this.#bytes[at]!)) {
      at++;
    }
    this.#names[index] = this.#payload.slice(start, at);
    this.#nameStarts[index] = start;
    this.#nameEnds[index] = at;
    this.#shapesByCount.length = Math.min(this.#shapesByCount.length, index + 1);
    return at;
  }

  /**
   * Precondition: the opening quote is before `start`. Returns the offset after the closing quote, or -1 if there is an
   * issue.
   */
  #readValue(index: number, start: number): number {
    let at = start;
    if (index < this.#values.length) {
      const known = this.#valueStarts[index]!;
      const length = this.#valueEnds[index]! - known;
      at += this.#payload.countEqual(start, known, length);
      if (at === start + length && this.#bytes[at] === QUOTE && start < at) {
        return at + 1;
      }
    }
    return this.#readNewValue(index, start, at);
  }

  /** Precondition: there is no quote, backslash or line feed between `start` and `from`. */
  #readNewValue(index: number, start: number, from: number): number {
    const bytes = this.#bytes;
    let at = from;
    let byte = bytes[at]!;
    while (byte !== QUOTE && byte !== BACKSLASH && byte !== LINE_FEED) {
      byte = bytes[++at]!;
    }
    if (byte !== QUOTE) {
      return this.#readEscapedValue(index, start);
    }
    this.#values[index] = undefined;
    this.#valueStarts[index] = start;
    this.#valueEnds[index] = at;
    this.hasEmptyValue ||= start === at;
    return at + 1;
  }

  #readEscapedValue(index: number, start: number): number {
    const read = readEscapedValue(this.#payload, start);
    if (!read.ok) {
      return this.#fail(read.error.code, read.error.at);
    }
    this.#values[index] = read.value.text;
    this.#valueStarts[index] = ESCAPED;
    this.#valueEnds[index] = ESCAPED;
    return read.value.end + 1;
  }

  #fail(issue: TextIssueCode, at: number): number {
    this.issue = issue;
    this.issueAt = at;
    this.shape = this.#none;
    return -1;
  }
}

/** Stands for the start and end of a value with escapes. No value has the offset 0. */
const ESCAPED = 0;
