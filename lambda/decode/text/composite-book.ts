import type { LabelSet, SourcePosition } from "../../model/exposition.ts";
import type { LabelLayout } from "../label-layout.ts";
import type { TextLabelReader } from "./label-reader.ts";

/**
 * The histograms or summaries of one family, by their labels. The lines of one metric can be anywhere in the payload.
 */
export class CompositeBook<Metric extends { readonly labels: LabelSet }> {
  readonly all: Metric[] = [];
  readonly #create: (labels: LabelSet, at: SourcePosition) => Metric;
  #last: Metric | undefined;
  readonly #byNames = new Map<readonly string[], Map<string, Metric>>();

  constructor(create: (labels: LabelSet, at: SourcePosition) => Metric) {
    this.#create = create;
  }

  /**
   * The metric with the labels that `reader` has read; a new one if there is none yet. Nearly always it is the metric
   * of the line before, so that is compared first.
   */
  getOrCreate(reader: TextLabelReader, layout: LabelLayout, at: SourcePosition): Metric {
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

  /** Label sets with equal names share one array, which a {@link ShapeBook} has made. So the array can be a key. */
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

/** A text that is equal only for equal values. Precondition: all lists have the same length. */
const toKey = (values: readonly string[]): string => {
  let key = "";
  for (const value of values) {
    key += `${value.length}:${value}`;
  }
  return key;
};
