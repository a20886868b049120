import { MAX_SHAPE_NAMES, TOO_MANY, type TooMany } from "../part-limit.ts";
import { NameTrie } from "./name-trie.ts";

/** How labels in the order in which they are written become a label set: `names[i]` is written at place `order[i]`. */
export interface LabelLayout {
  readonly names: readonly string[];
  readonly order: readonly number[];
  /** The order is the written one, and nothing is left out but at the end. */
  readonly isAsWritten: boolean;
}

/** The label names of a series in the order in which they are written, and the label sets that they can become. */
export class LabelShape {
  /** The last payload, by its number, that had the shape. */
  payload = 0;
  readonly written: readonly string[];
  /** A name that is written twice, if any. */
  readonly repeated: string | undefined;
  readonly leAt: number;
  readonly quantileAt: number;
  readonly #book: ShapeBook;
  #plain: LabelLayout | undefined;
  #withoutLe: LabelLayout | undefined;
  #withoutQuantile: LabelLayout | undefined;

  constructor(book: ShapeBook, written: readonly string[]) {
    this.#book = book;
    this.written = written;
    this.repeated = findRepeated(written);
    this.leAt = written.indexOf("le");
    this.quantileAt = written.indexOf("quantile");
  }

  get plain(): LabelLayout {
    this.#plain ??= this.#book.layoutOf(this.written, () => true);
    return this.#plain;
  }

  get withoutLe(): LabelLayout {
    this.#withoutLe ??= this.#layoutWithout("le");
    return this.#withoutLe;
  }

  get withoutQuantile(): LabelLayout {
    this.#withoutQuantile ??= this.#layoutWithout("quantile");
    return this.#withoutQuantile;
  }

  // Not in the getters, which are called for every line: a function inside them would take memory with each call.
  #layoutWithout(name: string): LabelLayout {
    return this.#book.layoutOf(this.written, (at) => this.written[at] !== name);
  }
}

const findRepeated = (names: readonly string[]): string | undefined => {
  const seen = new Set(names);
  return seen.size === names.length ? undefined : names.find((name) => !seen.delete(name));
};

/**
 * A book with more nodes in its tries than this is not kept for the next payload. It is some MB, and more than ordinary
 * clients need.
 */
const MAX_KEPT_NODES = 10_000;

let shared: ShapeBook | undefined;

/** Gives equal names the same shape, and layouts with equal names the same `names`. */
export class ShapeBook {
  /**
   * The book for the next payload. What was pushed today was pushed yesterday, so it is that of the payload before, unless that
   * had more names than are worth keeping.
   */
  static forPayload(): ShapeBook {
    shared ??= new ShapeBook();
    shared.#payload++;
    shared.#namesOfPayload = 0;
    return shared;
  }

  readonly #shapes = new NameTrie<LabelShape>();
  readonly #names = new NameTrie<KeptNames>();
  #payload = 0;
  #namesOfPayload = 0;

  /** What the payload has too much of. It is counted from its start, so that no payload before it plays a part. */
  get tooMany(): TooMany | undefined {
    return this.#namesOfPayload > MAX_SHAPE_NAMES ? TOO_MANY.shapeNames : undefined;
  }

  shapeOf(written: readonly string[]): LabelShape {
    const shape = this.#shapes.at(written, (names) => new LabelShape(this, names));
    this.#count(shape, written);
    return shape;
  }

  /** The names of a series without its empty labels. One shape can have many such forms. */
  layoutWithoutEmpty(written: readonly string[], isKept: (at: number) => boolean): LabelLayout {
    const layout = this.layoutOf(written, isKept);
    this.#count(this.#keep(layout.names), layout.names);
    return layout;
  }

  /** The layout of the labels at the places that are kept. */
  layoutOf(written: readonly string[], isKept: (at: number) => boolean): LabelLayout {
    const order: number[] = [];
    for (let at = 0; at < written.length; at++) {
      if (isKept(at)) {
        order.push(at);
      }
    }
    if (!isAscending(written, order)) {
      order.sort((a, b) => (written[a]! < written[b]! ? -1 : 1));
    }
    const kept = order.map((at) => written[at]!);
    const { names } = this.#keep(kept);
    this.#forgetIfLarge();
    return { names, order, isAsWritten: order.every((at, i) => at === i) };
  }

  #keep(names: readonly string[]): KeptNames {
    return this.#names.at(names, (own) => ({ names: own, payload: 0 }));
  }

  #count(counted: Counted, names: readonly string[]): void {
    if (counted.payload !== this.#payload) {
      counted.payload = this.#payload;
      this.#namesOfPayload += names.length;
      this.#forgetIfLarge();
    }
  }

  /** The payload that is read keeps the book; no other gets it. */
  #forgetIfLarge(): void {
    if (this.#shapes.nodes + this.#names.nodes > MAX_KEPT_NODES) {
      shared = undefined;
    }
  }
}

/** What is counted once a payload: `payload` is the last one that had it. */
interface Counted {
  payload: number;
}

interface KeptNames extends Counted {
  readonly names: readonly string[];
}

const isAscending = (written: readonly string[], order: readonly number[]): boolean => {
  for (let i = 1; i < order.length; i++) {
    if (written[order[i]!]! < written[order[i - 1]!]!) {
      return false;
    }
  }
  return true;
};
