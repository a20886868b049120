import type { LabelSet, SourcePosition } from "../../model/exposition.ts";
import type { LabelLayout } from "./label-layout.ts";
import type { TextLabelReader } from "./label-reader.ts";

/** The histograms or summaries of one family by their labels. Each is made of several lines. */
export class CompositeBook<Metric extends { readonly labels: LabelSet }> {
  readonly all: Metric[] = [];
  readonly #create: (labels: LabelSet, at: SourcePosition) => Metric;
  #last: Metric | undefined;
  readonly #byNames = new Map<readonly string[], Map<string, Metric>>();

  constructor(create: (labels: LabelSet, at: SourcePosition) => Metric) {
    this.#create = create;
  }

  /** The metric with the labels that were read, which nearly always is that of the line before. */
  open(reader: TextLabelReader, layout: LabelLayout, at: SourcePosition): Metric {
    if (this.#last === undefined || !reader.hasLabels(this.#last.labels, layout)) {
      this.#last = this.#lookUp(reader.toLabelSet(layout), at);
    }
    return this.#last;
  }

  #lookUp(labels: LabelSet, at: SourcePosition): Metric {
    const metrics = this.#metricsWith(labels.names);
    const key = toKey(labels.values);
    const known = metrics.get(key);
    if (known !== undefined) {
      return known;
    }
    const created = this.#create(labels, at);
    metrics.set(key, created);
    this.all.push(created);
    return created;
  }

  /** Equal names are the same array: a book of shapes gave them. */
  #metricsWith(names: readonly string[]): Map<string, Metric> {
    const known = this.#byNames.get(names);
    if (known !== undefined) {
      return known;
    }
    const metrics = new Map<string, Metric>();
    this.#byNames.set(names, metrics);
    return metrics;
  }
}

/** A text that is the same for equal values and for no others, if there are as many. */
const toKey = (values: readonly string[]): string => {
  let key = "";
  for (const value of values) {
    key += `${value.length}:${value}`;
  }
  return key;
};
