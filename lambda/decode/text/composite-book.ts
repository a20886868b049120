import type { LabelSet, SourcePosition } from "../../model/exposition.ts";
import { toLabelSetKey } from "../../model/label-set-key.ts";
import type { LabelLayout } from "./label-layout.ts";
import type { LabelReader } from "./label-reader.ts";

/** The histograms or summaries of one family by their labels. Each is made of several lines. */
export class CompositeBook<Metric extends { readonly labels: LabelSet }> {
  readonly all: Metric[] = [];
  readonly #create: (labels: LabelSet, at: SourcePosition) => Metric;
  #last: Metric | undefined;
  #byLabels: Map<string, Metric> | undefined;

  constructor(create: (labels: LabelSet, at: SourcePosition) => Metric) {
    this.#create = create;
  }

  /** The metric with the labels that were read, which nearly always is that of the line before. */
  open(reader: LabelReader, layout: LabelLayout, at: SourcePosition): Metric {
    if (this.#last === undefined || !reader.hasLabels(this.#last.labels, layout)) {
      this.#last = this.#lookUp(reader.toLabelSet(layout), at);
    }
    return this.#last;
  }

  #lookUp(labels: LabelSet, at: SourcePosition): Metric {
    this.#byLabels ??= new Map();
    const key = toLabelSetKey(labels);
    const known = this.#byLabels.get(key);
    if (known !== undefined) {
      return known;
    }
    const created = this.#create(labels, at);
    this.#byLabels.set(key, created);
    this.all.push(created);
    return created;
  }
}
