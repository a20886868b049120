import type { LabelSet, MetricFamily } from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";

/**
 * The families in the form of the store: sorted by name, and without the labels that the key overwrites. Families
 * without such labels, as in nearly every push, are not copied.
 */
export const toOwnFamilies = (
  families: readonly MetricFamily[],
  key: GroupingKey,
): readonly MetricFamily[] => {
  const shapes = new Shapes((name) => key.get(name) !== undefined);
  const inOrder = families.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return inOrder.map((family) => stripFamily(family, shapes));
};

const stripFamily = (family: MetricFamily, shapes: Shapes): MetricFamily => {
  if (isClean(family, shapes)) {
    return family;
  }
  const metrics = family.metrics.map((metric) => ({ ...metric, labels: shapes.strip(metric.labels) }));
  return { ...family, metrics } as MetricFamily;
};

const isClean = ({ metrics }: MetricFamily, shapes: Shapes): boolean => {
  for (const { labels } of metrics) {
    if (shapes.of(labels.names) !== undefined) {
      return false;
    }
  }
  return true;
};

/** Series of one shape share one array of names, also in the result. */
class Shapes {
  readonly #isOverwritten: (name: string) => boolean;
  readonly #kept = new Map<readonly string[], Kept | undefined>();
  #lastNames: readonly string[] | undefined;
  #last: Kept | undefined;

  constructor(isOverwritten: (name: string) => boolean) {
    this.#isOverwritten = isOverwritten;
  }

  /** The remaining label names; undefined: all of them. */
  of(names: readonly string[]): Kept | undefined {
    if (names !== this.#lastNames) {
      this.#lastNames = names;
      this.#last = this.#look(names);
    }
    return this.#last;
  }

  strip(labels: LabelSet): LabelSet {
    const kept = this.of(labels.names);
    return kept === undefined
      ? labels
      : { names: kept.names, values: kept.indices.map((index) => labels.values[index]!) };
  }

  #look(names: readonly string[]): Kept | undefined {
    if (!names.some(this.#isOverwritten)) {
      return undefined;
    }
    const known = this.#kept.get(names);
    if (known !== undefined) {
      return known;
    }
    const indices = names.flatMap((name, index) => (this.#isOverwritten(name) ? [] : [index]));
    const kept = { indices, names: indices.map((index) => names[index]!) };
    this.#kept.set(names, kept);
    return kept;
  }
}

interface Kept {
  readonly indices: readonly number[];
  readonly names: readonly string[];
}
