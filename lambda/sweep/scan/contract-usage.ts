import type { Needs, PlacementNeed } from "../../store/contracts/needs.ts";
import type { LabelPlacement, Meaning, Side } from "../../store/items.ts";

/** The entries that the groups of the store and of the Pushgateway need (clause 12). */
export class ContractUsage {
  /** By exposed name: the needed meanings. */
  readonly #names = new Map<string, Set<string>>();
  /** By job, then family, then label. */
  readonly #placements = new Map<string, Map<string, Map<string, SidesInUse>>>();

  add({ names, placements }: Needs, job: string): void {
    for (const { name, family, type } of names) {
      getOrAdd(this.#names, name, () => new Set<string>()).add(toMeaning(family, type));
    }
    for (const { family, label, side, hash } of placements) {
      this.#sidesOf(job, family, label)[side].add(hash);
    }
  }

  /**
   * A value on the Pushgateway's page, which does not show whether it is from the key or the body. An entry covers a
   * value on one side only, so it is counted on both.
   */
  addValue(job: string, family: string, label: string, hash: string): void {
    const { key, body } = this.#sidesOf(job, family, label);
    key.add(hash);
    body.add(hash);
  }

  hasName(name: string, { family, type }: Meaning): boolean {
    return this.#names.get(name)?.has(toMeaning(family, type)) ?? false;
  }

  sides(job: string, family: string, label: string): SidesInUse {
    return this.#placements.get(job)?.get(family)?.get(label) ?? NOT_IN_USE;
  }

  /** By job: the placements of these labels that a group needs. */
  *placementsOf(labels: ReadonlySet<string>): Iterable<readonly [string, readonly PlacementNeed[]]> {
    for (const [job, families] of this.#placements) {
      const needs: PlacementNeed[] = [];
      for (const [family, sidesByLabel] of families) {
        for (const [label, sides] of sidesByLabel) {
          if (labels.has(label)) {
            needs.push(...toPlacementNeeds(family, label, sides));
          }
        }
      }
      if (needs.length > 0) {
        yield [job, needs];
      }
    }
  }

  #sidesOf(job: string, family: string, label: string): SidesInUse {
    const ofJob = getOrAdd(this.#placements, job, () => new Map<string, Map<string, SidesInUse>>());
    const ofFamily = getOrAdd(ofJob, family, () => new Map<string, SidesInUse>());
    return getOrAdd(ofFamily, label, () => ({ key: new Set<string>(), body: new Set<string>() }));
  }
}

/** Hashes of values, by the side of the contract where a group has them. */
export type SidesInUse = Readonly<Record<Side, Set<string>>>;

const toPlacementNeeds = (family: string, label: string, sides: SidesInUse): readonly PlacementNeed[] =>
  (["key", "body"] as const).flatMap((side) =>
    Array.from(sides[side], (hash) => ({ family, label, side, hash, value: hash })),
  );

const NOT_IN_USE: SidesInUse = { key: new Set(), body: new Set() };

/** Whether a value of the side is in no list. */
export const isRestInUse = ({ key, body, rest }: LabelPlacement, sides: SidesInUse): boolean =>
  rest !== undefined && Array.from(sides[rest.side]).some((hash) => !key.has(hash) && !body.has(hash));

const toMeaning = (family: string, type: string): string => `${type} ${family}`;

const getOrAdd = <Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value => {
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const created = create();
  map.set(key, created);
  return created;
};
