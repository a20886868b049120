/** How labels in the order in which they are written become a label set: `names[i]` is written at place `order[i]`. */
export interface LabelLayout {
  readonly names: readonly string[];
  readonly order: readonly number[];
  /** The order is the written one, and nothing is left out. */
  readonly isAsWritten: boolean;
}

/** The label names of a series in the order in which they are written, and the label sets that they can become. */
export interface LabelShape {
  readonly written: readonly string[];
  /** A name that is written twice, if any. */
  readonly repeated: string | undefined;
  readonly leAt: number;
  readonly quantileAt: number;
  readonly plain: LabelLayout;
  readonly withoutLe: LabelLayout;
  readonly withoutQuantile: LabelLayout;
}

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
    const shape = this.#createShape(written);
    this.#shapes.set(key, shape);
    return shape;
  }

  #createShape(written: readonly string[]): LabelShape {
    const plain = this.layoutOf(written, () => true);
    return {
      written,
      repeated: plain.names.find((name, index) => name === plain.names[index + 1]),
      leAt: written.indexOf("le"),
      quantileAt: written.indexOf("quantile"),
      plain,
      withoutLe: this.layoutOf(written, (at) => written[at] !== "le"),
      withoutQuantile: this.layoutOf(written, (at) => written[at] !== "quantile"),
    };
  }

  /** The layout of the labels at the places that are kept. */
  layoutOf(written: readonly string[], isKept: (at: number) => boolean): LabelLayout {
    const order = [...written.keys()].filter(isKept);
    order.sort((a, b) => (written[a]! < written[b]! ? -1 : written[a]! > written[b]! ? 1 : a - b));
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
