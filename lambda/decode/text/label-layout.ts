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
    this.#withoutLe ??= this.#book.layoutOf(this.written, (at) => this.written[at] !== "le");
    return this.#withoutLe;
  }

  get withoutQuantile(): LabelLayout {
    this.#withoutQuantile ??= this.#book.layoutOf(this.written, (at) => this.written[at] !== "quantile");
    return this.#withoutQuantile;
  }
}

const findRepeated = (names: readonly string[]): string | undefined => {
  const seen = new Set(names);
  // Stryker disable next-line ConditionalExpression: looking for a name that is there twice finds none, it only takes time
  return seen.size === names.length ? undefined : names.find((name) => !seen.delete(name));
};

/** More shapes than honest clients have; beyond it a book is thrown away after the payload. */
const MAX_SHAPES = 1_000;

let shared: ShapeBook | undefined;

/** Gives equal names the same shape, and layouts with equal names the same `names`. */
export class ShapeBook {
  /** The book for the next payload. What was pushed today was pushed yesterday, so it is that of the payload before. */
  static forPayload(): ShapeBook {
    if (shared === undefined || shared.#shapes.size > MAX_SHAPES || shared.#names.size > MAX_SHAPES) {
      shared = new ShapeBook();
    }
    return shared;
  }

  readonly #shapes = new NameTrie<LabelShape>();
  readonly #names = new NameTrie<readonly string[]>();

  shapeOf(written: readonly string[]): LabelShape {
    return this.#shapes.at(written, (names) => new LabelShape(this, names));
  }

  /** The layout of the labels at the places that are kept. */
  layoutOf(written: readonly string[], isKept: (at: number) => boolean): LabelLayout {
    const order: number[] = [];
    for (let at = 0; at < written.length; at++) {
      if (isKept(at)) {
        order.push(at);
      }
    }
    // Stryker disable next-line ConditionalExpression: what ascends is as it was once it is sorted
    if (!isAscending(written, order)) {
      order.sort((a, b) => (written[a]! < written[b]! ? -1 : 1));
    }
    const kept = order.map((at) => written[at]!);
    const names = this.#names.at(kept, (own) => own);
    return { names, order, isAsWritten: order.every((at, i) => at === i) };
  }
}

// Stryker disable all: likewise
const isAscending = (written: readonly string[], order: readonly number[]): boolean => {
  for (let i = 1; i < order.length; i++) {
    if (written[order[i]!]! < written[order[i - 1]!]!) {
      return false;
    }
  }
  return true;
};
