import { exposedNames, type MetricFamily } from "../../model/exposition.ts";
import { type GroupingKey, OWN_JOB } from "../../model/grouping-key.ts";
import type { Meaning, Side } from "../items.ts";
import { hashKeyText, hashText } from "./contract-key.ts";
import { type FamilyShape, type SeenFamily, shapesOf, shapesOfSeen } from "./family-shapes.ts";

/** The entries that a group's content rests on (clause 2). */
export interface Needs {
  readonly names: readonly NameNeed[];
  readonly placements: readonly PlacementNeed[];
}

/** One exposed name, including those with suffixes, and its meaning. */
export interface NameNeed extends Meaning {
  readonly name: string;
}

/** One value of a tracked label in one family of the group's job, and its side. */
export interface PlacementNeed {
  readonly family: string;
  readonly label: string;
  readonly side: Side;
  /** The hash of the value, as in entries. */
  readonly hash: string;
  /** For the text of a refusal. */
  readonly value: string;
}

export const NO_NEEDS: Needs = { names: [], placements: [] };

/** The needs of a push or of a stored content. */
export const toNeeds = (
  families: readonly MetricFamily[],
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): Needs => toNeedsOfShapes(shapesOf(families, key, trackedLabels), key, trackedLabels);

/** The needs of a group of the Pushgateway. */
export const toNeedsOfSeen = (
  families: readonly SeenFamily[],
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): Needs => toNeedsOfShapes(shapesOfSeen(families, key, trackedLabels), key, trackedLabels);

const toNeedsOfShapes = (
  families: readonly FamilyShape[],
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): Needs => {
  // Only one group has the job of the proxy's own metrics, and no push may use it, so no other group can expose the
  // same series.
  const isOwnJob = key.job === OWN_JOB;
  const inKey = key.labels
    .filter(({ name }) => trackedLabels.has(name))
    .map(({ name, value }) => ({ label: name, value, hash: hashKeyText(value), side: "key" as const }));
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

/** The needs that `held` does not have with the same meaning. */
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
