import { type LabelSet, NO_LABELS } from "../../model/exposition.ts";
import type { TooMany } from "../part-limit.ts";
import { ShapeBook } from "../text/label-layout.ts";

/** Makes label sets of objects; those with the same names share one array of them. */
export class LabelSetBook {
  readonly #shapes = ShapeBook.forPayload();
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
    const isLikeLast = written.length === last.length && written.every((name, index) => name === last[index]);
    if (!isLikeLast) {
      this.#last = this.#shapes.shapeOf(written);
    }
    const isKept = (index: number): boolean => labels[written[index]!] !== "";
    const layout = written.every((_, index) => isKept(index))
      ? this.#last.plain
      : this.#shapes.layoutWithoutEmpty(written, isKept);
    return { names: layout.names, values: layout.names.map((name) => labels[name]!) };
  }
}
