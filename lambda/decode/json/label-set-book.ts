import { type LabelSet, NO_LABELS } from "../../model/exposition.ts";
import { ShapeBook } from "../label-layout.ts";
import type { TooMany } from "../part-limit.ts";

/** Makes label sets from objects. Label sets with the same names share one array of names. */
export class LabelSetBook {
  readonly #shapes = ShapeBook.forPayload();
  #last = this.#shapes.shapeOf([]);

  get tooMany(): TooMany | undefined {
    return this.#shapes.tooMany;
  }

  /** Labels with an empty value are dropped, because they are the same as missing ones. */
  toLabelSet(labels: Readonly<Record<string, string>>): LabelSet {
    // The payload will be refused, so no more memory is used for it.
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
