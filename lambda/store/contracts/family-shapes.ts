import type { MetricFamily, MetricType } from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";

/** The parts of a family that determine its needs, from a push, from the store or from the Pushgateway. */
export interface FamilyShape {
  readonly name: string;
  readonly type: MetricType;
  /** By tracked label that is not in the key: its values in the bodies, without empty ones. */
  readonly bodyValues: ReadonlyMap<string, ReadonlySet<string>>;
}

export const shapesOf = (
  families: readonly MetricFamily[],
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): readonly FamilyShape[] =>
  families.map((family) => ({
    name: family.name,
    type: family.type,
    bodyValues: valuesInBodies(family, key, trackedLabels),
  }));

const valuesInBodies = (
  { metrics }: MetricFamily,
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  let names: readonly string[] | undefined;
  let watched: readonly number[] = [];
  for (const { labels } of metrics) {
    // Series of one shape share one array of names, so most rows need one comparison.
    if (labels.names !== names) {
      names = labels.names;
      watched = watchedIndices(names, key, trackedLabels);
    }
    for (const index of watched) {
      addValue(found, labels.names[index]!, labels.values[index]!);
    }
  }
  return found;
};

/** A label that the group's own key overwrites is ignored. */
const watchedIndices = (
  names: readonly string[],
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): readonly number[] =>
  names.flatMap((name, index) => (trackedLabels.has(name) && key.get(name) === undefined ? [index] : []));

/** A family in the Pushgateway's JSON: every metric has the labels of the key, and some labels are empty. */
export interface SeenFamily {
  readonly name: string;
  readonly type: MetricType;
  readonly labels: readonly Readonly<Record<string, string>>[];
}

export const shapesOfSeen = (
  families: readonly SeenFamily[],
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): readonly FamilyShape[] => {
  const watched = [...trackedLabels].filter((label) => key.get(label) === undefined);
  return families.map(({ name, type, labels }) => ({
    name,
    type,
    bodyValues: seenValues(labels, watched),
  }));
};

const seenValues = (
  sets: SeenFamily["labels"],
  watched: readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const labels of sets) {
    for (const label of watched) {
      // A label may be named "constructor".
      const value = Object.hasOwn(labels, label) ? labels[label]! : "";
      if (value !== "") {
        addValue(found, label, value);
      }
    }
  }
  return found;
};

const addValue = (found: Map<string, Set<string>>, label: string, value: string): void => {
  const values = found.get(label);
  if (values === undefined) {
    found.set(label, new Set([value]));
  } else {
    values.add(value);
  }
};
