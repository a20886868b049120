import type { LabelSet, SourcePosition } from "../model/exposition.ts";

interface Series {
  readonly labels: LabelSet;
  readonly at: SourcePosition;
}

/**
 * Finds the series of a family that are equal to an earlier one. Labels that the grouping key overwrites are ignored.
 * If all series are in ascending order of their values, as client libraries usually write them, none is repeated.
 * Otherwise a few series are compared with each other, and many are put into a set.
 */
export const findRepeatedSeries = (
  series: readonly Series[],
  isOverwritten: (name: string) => boolean,
  onRepeated: (repeated: Series) => void,
): void => {
  if (series.length === 1) {
    return;
  }
  const { names } = series[0]!.labels;
  const places = placesKept(names, isOverwritten);
  if (areAscending(series, places)) {
    return;
  }
  if (series.length <= FEW && series.every(({ labels }) => labels.names === names)) {
    compareAll(series, places, onRepeated);
    return;
  }
  const seen = new LabelSets(isOverwritten);
  for (const one of series) {
    if (!seen.add(one.labels)) {
      onRepeated(one);
    }
  }
};

/** Up to this number of series, comparing each pair is faster than a set. */
const FEW = 8;

const compareAll = (
  series: readonly Series[],
  places: readonly number[],
  onRepeated: (repeated: Series) => void,
): void => {
  for (let i = 1; i < series.length; i++) {
    const { values } = series[i]!.labels;
    for (let j = 0; j < i; j++) {
      if (areEqual(series[j]!.labels.values, values, places)) {
        onRepeated(series[i]!);
        break;
      }
    }
  }
};

const areEqual = (a: readonly string[], b: readonly string[], places: readonly number[]): boolean => {
  for (const place of places) {
    if (a[place] !== b[place]) {
      return false;
    }
  }
  return true;
};

/** Whether all series have the same label names and are in ascending order of their values at these places. */
const areAscending = (series: readonly Series[], places: readonly number[]): boolean => {
  let before = series[0]!.labels;
  for (let i = 1; i < series.length; i++) {
    const { labels } = series[i]!;
    if (labels.names !== before.names || !isAscending(before.values, labels.values, places)) {
      return false;
    }
    before = labels;
  }
  return true;
};

const isAscending = (
  before: readonly string[],
  after: readonly string[],
  places: readonly number[],
): boolean => {
  for (const place of places) {
    if (before[place] !== after[place]) {
      return before[place]! < after[place]!;
    }
  }
  return false;
};

const placesKept = (
  names: readonly string[],
  isOverwritten: (name: string) => boolean,
): readonly number[] => {
  const places: number[] = [];
  for (let place = 0; place < names.length; place++) {
    if (!isOverwritten(names[place]!)) {
      places.push(place);
    }
  }
  return places;
};

/** A set of label sets without the labels that are overwritten. */
class LabelSets {
  readonly #isOverwritten: (name: string) => boolean;
  readonly #byNames = new Map<string, ValueTuples>();
  // Of the last label set: its names, the indices of the names that count, and the tuples of their values so far.
  #names: readonly string[] | undefined;
  #places: readonly number[] = [];
  #tuples = new ValueTuples();

  constructor(isOverwritten: (name: string) => boolean) {
    this.#isOverwritten = isOverwritten;
  }

  /** Adds a label set. Returns whether it is new. */
  add({ names, values }: LabelSet): boolean {
    if (names !== this.#names) {
      this.#lookAt(names);
    }
    return this.#tuples.add(values, this.#places);
  }

  #lookAt(names: readonly string[]): void {
    this.#names = names;
    this.#places = placesKept(names, this.#isOverwritten);
    const key = JSON.stringify(this.#places.map((place) => names[place]));
    this.#tuples = this.#byNames.get(key) ?? new ValueTuples();
    this.#byNames.set(key, this.#tuples);
  }
}

/** A set of tuples of texts. Each different text gets a number, and a tuple is stored as a text of these numbers. */
class ValueTuples {
  readonly #numbers = new Map<string, number>();
  readonly #tuples = new Set<string>();
  // The last tuple. `#heads[i]` is the text of its first i values. Most tuples begin with the same values as the last
  // one.
  readonly #last: string[] = [];
  readonly #heads: string[] = [""];

  /** Adds the values at these places. Returns whether they are new. Precondition: all tuples have the same length. */
  add(values: readonly string[], places: readonly number[]): boolean {
    const before = this.#tuples.size;
    return this.#tuples.add(this.#toText(values, places)).size > before;
  }

  #toText(values: readonly string[], places: readonly number[]): string {
    if (places.length === 1) {
      return values[places[0]!]!;
    }
    let at = 0;
    while (at < places.length && values[places[at]!] === this.#last[at]) {
      at++;
    }
    let tuple = this.#heads[at]!;
    for (; at < places.length; at++) {
      const value = values[places[at]!]!;
      tuple += toDigits(this.#numberOf(value));
      this.#last[at] = value;
      this.#heads[at + 1] = tuple;
    }
    return tuple;
  }

  #numberOf(value: string): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) {
      return known;
    }
    const number = this.#numbers.size;
    this.#numbers.set(value, number);
    return number;
  }
}

/**
 * One character below 0x8000, or one from 0x8000 and another one. So different lists of numbers have different texts.
 */
const toDigits = (number: number): string =>
  number < 0x8000
    ? String.fromCharCode(number)
    : String.fromCharCode(0x8000 | (number >>> 15), number & 0x7fff);
