import { type LabelSet, NO_LABELS } from "../../model/exposition.ts";
import type { TooMany } from "../part-limit.ts";
import { ShapeBook } from "../text/label-layout.ts";

/** Makes label sets of objects; those with the same names share one array of them. */
export class LabelSetBook {
  readonly #shapes = ShapeBook.forPayload();
  // Stryker disable next-line ArrayDeclaration: the shape of a metric before the first can be any
  #last = this.#shapes.shapeOf([]);

  get tooMany(): TooMany | undefined {
    return this.#shapes.tooMany;
  }

  /** Labels without a value are dropped: an empty label is the same as a missing one. */
  take(labels: Readonly<Record<string, string>>): LabelSet {
    // The payload will be refused: nothing more is remembered of it.
    if (this.tooMany !== undefined) {
      return NO_LABELS;
    }
    const written = Object.keys(labels);
    const { written: last } = this.#last;
    // Stryker disable all: to look a shape or a layout up gives the same again, only slower
    const isLikeLast = written.length === last.length && written.every((name, index) => name === last[index]);
    if (!isLikeLast) {
      this.#last = this.#shapes.shapeOf(written);
    }
    const isKept = (index: number): boolean => labels[written[index]!] !== "";
    const layout = written.every((_, index) => isKept(index))
      ? this.#last.plain
      : this.#shapes.layoutWithoutEmpty(written, isKept);
    // Stryker restore all
    return { names: layout.names, values: layout.names.map((name) => labels[name]!) };
  }
}
