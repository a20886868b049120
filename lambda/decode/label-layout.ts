import { NameTrie } from "./name-trie.ts";
import { MAX_SHAPE_NAMES, TOO_MANY, type TooMany } from "./part-limit.ts";

/**
 * How the labels of a series become a label set: its label i is the one that is written at position `order[i]` of the
 * series.
 */
export interface LabelLayout {
  readonly names: readonly string[];
  readonly order: readonly number[];
  /** Whether label i of the label set is label i of the series. Labels at the end of the series can be left out. */
  readonly isAsWritten: boolean;
}

/** The label names of a series in their written order, with the layouts of the label sets that they can become. */
export class LabelShape {
  /** The number of the last payload that had the shape. */
  payload = 0;
  readonly written: readonly string[];
  /** A name that occurs twice, if any. */
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

  // Not in the getters, which are called for every line: a closure inside them would be allocated in each call.
  #layoutWithout(name: string): LabelLayout {
    return this.#book.layoutOf(this.written, (at) => this.written[at] !== name);
  }
}

const findRepeated = (names: readonly string[]): string | undefined => {
  const seen = new Set(names);
  return seen.size === names.length ? undefined : names.find((name) => !seen.delete(name));
};

/**
 * A book whose tries have more nodes than this is not kept for the next payload. This many nodes take some MB, and
 * ordinary clients need fewer.
 */
const MAX_KEPT_NODES = 10_000;

let shared: ShapeBook | undefined;

/**
 * Remembers lists of label names, so that equal lists have the same shape, and layouts with equal names share one
 * `names` array.
 */
export class ShapeBook {
  /**
   * The book for the next payload. It is the book of the payload before, because a process mostly gets the same label
   * names in every push. A book that became too large is replaced.
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

  /** The exceeded limit, if any. Only names of the current payload count. */
  get tooMany(): TooMany | undefined {
    return this.#namesOfPayload > MAX_SHAPE_NAMES ? TOO_MANY.shapeNames : undefined;
  }

  shapeOf(written: readonly string[]): LabelShape {
    const shape = this.#shapes.getOrCreate(written, (names) => new LabelShape(this, names));
    this.#count(shape, written);
    return shape;
  }

  /**
   * The layout of a series without its empty labels. One shape can have many such layouts, so their names count for the
   * limit, too.
   */
  layoutWithoutEmpty(written: readonly string[], isKept: (at: number) => boolean): LabelLayout {
    const layout = this.layoutOf(written, isKept);
    this.#count(this.#keep(layout.names), layout.names);
    return layout;
  }

  /** The layout of the labels for whose written position `isKept` is true. */
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
    return this.#names.getOrCreate(names, (own) => ({ names: own, payload: 0 }));
  }

  #count(counted: Counted, names: readonly string[]): void {
    if (counted.payload !== this.#payload) {
      counted.payload = this.#payload;
      this.#namesOfPayload += names.length;
      this.#forgetIfLarge();
    }
  }

  /** The current payload still uses a book that is too large, but the next one gets a new book. */
  #forgetIfLarge(): void {
    if (this.#shapes.nodes + this.#names.nodes > MAX_KEPT_NODES) {
      shared = undefined;
    }
  }
}

/** An entry that is counted once for each payload. */
interface Counted {
  /** The number of the last payload that had it. */
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
