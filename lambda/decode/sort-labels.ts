import { type LabelSet, NO_LABELS } from "../model/exposition.ts";

export type LabelPair = readonly [name: string, value: string];

/** The labels of an exemplar, ascending by name. Those of one name stay in their order. */
export const toLabelSet = (pairs: readonly LabelPair[]): LabelSet => {
  if (pairs.length === 0) {
    return NO_LABELS;
  }
  const [[name, value]] = pairs as readonly [LabelPair];
  // Stryker disable next-line ConditionalExpression: one label is sorted as well, only slower
  if (pairs.length === 1) {
    return { names: [name], values: [value] };
  }
  const sorted = pairs.toSorted(byName);
  return { names: sorted.map((pair) => pair[0]), values: sorted.map((pair) => pair[1]) };
};

const byName = ([a]: LabelPair, [b]: LabelPair): number => {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
};
