import { type LabelSet, NO_LABELS } from "../model/exposition.ts";

/**
 * Sorts in place and keeps the order of parts with equal keys. Parts that are already sorted, as in most payloads, take
 * one pass. Precondition: no key is NaN.
 */
export const sortAscending = <Part>(parts: Part[], keyOf: (part: Part) => number): void => {
  const isSorted = parts.every((part, index) => index === 0 || keyOf(parts[index - 1]!) <= keyOf(part));
  if (!isSorted) {
    parts.sort((a, b) => compare(keyOf(a), keyOf(b)));
  }
};

/** Not a subtraction, because the difference of two infinities is NaN. */
const compare = (a: number, b: number): number => {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
};

export type LabelPair = readonly [name: string, value: string];

/** The labels of an exemplar, ascending by name. Labels with equal names keep their order. */
export const toLabelSet = (pairs: readonly LabelPair[]): LabelSet => {
  if (pairs.length === 0) {
    return NO_LABELS;
  }
  const [[name, value]] = pairs as readonly [LabelPair];
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
