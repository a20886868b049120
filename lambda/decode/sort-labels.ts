import { type LabelSet, NO_LABELS } from "../model/exposition.ts";

export type LabelPair = readonly [name: string, value: string];

/** The labels of an exemplar, ascending by name. Those of one name stay in their order. */
export const toLabelSet = (pairs: readonly LabelPair[]): LabelSet => {
  if (pairs.length === 0) {
    return NO_LABELS;
  }
  const sorted = pairs.length === 1 ? pairs : pairs.toSorted(byName);
  return { names: sorted.map(([name]) => name), values: sorted.map(([, value]) => value) };
};

const byName = ([a]: LabelPair, [b]: LabelPair): number => {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
};
