import type { LabelSet } from "../model/exposition.ts";

/**
 * Knows which label sets it has seen, the labels of the grouping key left aside: those are the same in every series once
 * pushed. While sets come in ascending order, as client libraries write them, none can be a repetition and nothing is looked
 * up; from the first one that does not, all are remembered.
 */
export class SeriesSet {
  readonly #isOverwritten: (name: string) => boolean;
  readonly #ascending: LabelSet[] = [];
  #shapes: Map<string, ValueTuples> | undefined;
  // What the names of the last label set come to.
  #names: readonly string[] | undefined;
  #kept: readonly number[] = [];
  #tuples: ValueTuples | undefined;

  constructor(isOverwritten: (name: string) => boolean) {
    this.#isOverwritten = isOverwritten;
  }

  /** Whether the label set is new. */
  add(labels: LabelSet): boolean {
    if (this.#shapes === undefined) {
      if (this.#isNextInOrder(labels)) {
        this.#ascending.push(labels);
        return true;
      }
      this.#rememberAll();
    }
    return this.#remember(labels);
  }

  #isNextInOrder(labels: LabelSet): boolean {
    const last = this.#ascending.at(-1);
    if (last === undefined) {
      this.#lookAt(labels.names);
      return true;
    }
    if (labels.names !== last.names) {
      return false;
    }
    for (const index of this.#kept) {
      const before = last.values[index]!;
      const value = labels.values[index]!;
      if (before !== value) {
        return before < value;
      }
    }
    return false;
  }

  #rememberAll(): void {
    this.#shapes = new Map();
    this.#names = undefined;
    for (const labels of this.#ascending) {
      this.#remember(labels);
    }
  }

  #remember(labels: LabelSet): boolean {
    if (labels.names !== this.#names) {
      this.#lookAt(labels.names);
    }
    return this.#tuples!.add(labels.values, this.#kept);
  }

  #lookAt(names: readonly string[]): void {
    this.#names = names;
    this.#kept = [...names.keys()].filter((index) => !this.#isOverwritten(names[index]!));
    if (this.#shapes !== undefined) {
      const key = this.#kept.map((index) => names[index]).join();
      this.#tuples = this.#shapes.get(key) ?? new ValueTuples();
      this.#shapes.set(key, this.#tuples);
    }
  }
}

/** A set of tuples of texts: each distinct text has a number, each distinct tuple a text of those numbers. */
class ValueTuples {
  readonly #numbers = new Map<string, number>();
  readonly #tuples = new Set<string>();

  /** Whether the values at these places are new. */
  add(values: readonly string[], places: readonly number[]): boolean {
    let tuple = "";
    for (const place of places) {
      tuple += toFixedWidth(this.#numberOf(values[place]!));
    }
    const before = this.#tuples.size;
    return this.#tuples.add(tuple).size > before;
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

/** Two characters, whatever the number. */
const toFixedWidth = (number: number): string => String.fromCharCode(number & 0xffff, number >>> 16);
