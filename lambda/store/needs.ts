import { exposedNames, type MetricFamily, type MetricType } from "../model/exposition.ts";
import { type GroupingKey, OWN_JOB } from "../model/grouping-key.ts";
import { hashText } from "./contract-key.ts";
import type { Side } from "./items.ts";

/** The entries that a group's content rests on (clause 2). */
export interface Needs {
  readonly names: readonly NameNeed[];
  readonly placements: readonly PlacementNeed[];
}

/** One exposed name, suffix names included, and what it is. */
export interface NameNeed {
  readonly name: string;
  /** The family that exposes it. */
  readonly family: string;
  readonly type: MetricType;
}

/** One value of a tracked label in one family of the group's job, and where it is. */
export interface PlacementNeed {
  readonly family: string;
  readonly label: string;
  readonly side: Side;
  /** The hash of the value, as in entries. */
  readonly hash: string;
  /** For the user who is refused. */
  readonly value: string;
}

export const NO_NEEDS: Needs = { names: [], placements: [] };

/** What of a family its needs depend on, wherever it was read: in a push, in the store or at the Pushgateway. */
export interface FamilyShape {
  readonly name: string;
  readonly type: MetricType;
  /** By tracked label that is not in the key: its values in the bodies, without empty ones. */
  readonly bodyValues: ReadonlyMap<string, ReadonlySet<string>>;
}

export const toNeeds = (
  families: readonly FamilyShape[],
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): Needs => {
  // One group has the job of the proxy's own metrics, and no push may: no other can expose the same series.
  const isOwnJob = key.job === OWN_JOB;
  const inKey = key.labels
    .filter(({ name }) => trackedLabels.has(name))
    .map(({ name, value }) => ({ label: name, value, hash: hashText(value), side: "key" as const }));
  return {
    names: families.flatMap(({ name: family, type }) =>
      exposedNames(family, type).map((name) => ({ name, family, type })),
    ),
    placements: isOwnJob
      ? []
      : families.flatMap(({ name: family, bodyValues }) => [
          ...inKey.map((need) => ({ family, ...need })),
          ...toBodyNeeds(family, bodyValues),
        ]),
  };
};

const toBodyNeeds = (family: string, bodyValues: FamilyShape["bodyValues"]): readonly PlacementNeed[] =>
  [...bodyValues].flatMap(([label, values]) =>
    Array.from(values, (value) => ({ family, label, side: "body" as const, hash: hashText(value), value })),
  );

/** Those needs that `held` does not have in the same meaning. */
export const withoutHeld = (needs: Needs, held: Needs): Needs => {
  const names = new Set(held.names.map(toNameText));
  const placements = new Set(held.placements.map(toPlacementText));
  return {
    names: needs.names.filter((need) => !names.has(toNameText(need))),
    placements: needs.placements.filter((need) => !placements.has(toPlacementText(need))),
  };
};

const toNameText = ({ name, family, type }: NameNeed): string => `${name} ${family} ${type}`;

const toPlacementText = ({ family, label, side, hash }: PlacementNeed): string =>
  `${family} ${label} ${side} ${hash}`;

/** The families of a push or of a stored content. */
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
    // Series of one shape share one array of names, so that most rows cost one comparison.
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

/** A label that the group's own key overwrites takes no part. */
const watchedIndices = (
  names: readonly string[],
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): readonly number[] =>
  names.flatMap((name, index) => (trackedLabels.has(name) && key.get(name) === undefined ? [index] : []));

/** A family as the Pushgateway's JSON shows it: labels of the key are among those of every metric, and some are empty. */
export interface ShownFamily {
  readonly name: string;
  readonly type: MetricType;
  readonly labels: readonly Readonly<Record<string, string>>[];
}

export const shapesOfShown = (
  families: readonly ShownFamily[],
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): readonly FamilyShape[] => {
  const watched = [...trackedLabels].filter((label) => key.get(label) === undefined);
  return families.map(({ name, type, labels }) => ({
    name,
    type,
    bodyValues: shownValues(labels, watched),
  }));
};

const shownValues = (
  sets: ShownFamily["labels"],
  watched: readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const labels of sets) {
    for (const label of watched) {
      // A label may be called "constructor".
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
