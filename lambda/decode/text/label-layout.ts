/** How labels in the order in which they are written become a label set: `names[i]` is written at place `order[i]`. */
export interface LabelLayout {
  readonly names: readonly string[];
  readonly order: readonly number[];
  /** The order is the written one, and nothing is left out. */
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
  return seen.size === names.length ? undefined : names.find((name) => !seen.delete(name));
};

/** Gives equal names the same shape, and layouts with equal names the same `names`. */
export class ShapeBook {
  readonly #shapes = new Map<string, LabelShape>();
  readonly #names = new Map<string, readonly string[]>();

  shapeOf(written: readonly string[]): LabelShape {
    const key = JSON.stringify(written);
    const known = this.#shapes.get(key);
    if (known !== undefined) {
      return known;
    }
    const shape = new LabelShape(this, written);
    this.#shapes.set(key, shape);
    return shape;
  }

  /** The layout of the labels at the places that are kept. */
  layoutOf(written: readonly string[], isKept: (at: number) => boolean): LabelLayout {
    const order = [...written.keys()].filter(isKept);
    order.sort((a, b) => compare(written[a]!, written[b]!) || a - b);
    const names = this.#intern(order.map((at) => written[at]!));
    return { names, order, isAsWritten: names.length === written.length && order.every((at, i) => at === i) };
  }

  #intern(names: readonly string[]): readonly string[] {
    const key = JSON.stringify(names);
    const known = this.#names.get(key) ?? names;
    this.#names.set(key, known);
    return known;
  }
}

const compare = (a: string, b: string): number => {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
};
