import type { MetricType } from "../model/exposition.ts";
import { mergeFamilies } from "./decide-group.ts";
import { typeInForce } from "./decide-name.ts";
import { getOrAdd } from "./get-or-add.ts";
import type { GroupItem, LabelSides } from "./items.ts";
import type { NameClaim, PushClaims, Side, SideClaim } from "./registry.ts";
import { hashText } from "./text-hash.ts";

/**
 * The claims that this process was granted, each usable until its stamp is too old. Only grants are remembered: a
 * refusal is always read anew. Forgets everything when it grows past `maxEntries`.
 */
export class ClaimCache {
  readonly #names = new Map<string, CachedName>();
  /** By job, then by family. */
  readonly #sides = new Map<string, Map<string, CachedSides>>();
  readonly #groups = new Map<string, GroupItem>();
  readonly #maxEntries: number;
  #entries = 0;
  /** When the mark was read that says that the registry is seeded. */
  #seededMs = Number.NEGATIVE_INFINITY;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  get seededMs(): number {
    return this.#seededMs;
  }

  /** The grant for a claim of this name as this type of this family; undefined when there is none. */
  name(claim: NameClaim): CachedName | undefined {
    const cached = this.#names.get(claim.name);
    return cached !== undefined && typeInForce(claim, cached.type, cached.family) !== undefined
      ? cached
      : undefined;
  }

  /** The oldest stamp of the claim's values; undefined when one is not there. */
  side(job: string, { family, label, side, values }: SideClaim): number | undefined {
    const cached = this.#sides.get(job)?.get(family);
    if (cached === undefined) {
      return undefined;
    }
    const listed = cached[side].get(label);
    const rest = side === "key" ? cached.rest.get(label) : undefined;
    let oldestMs = Number.POSITIVE_INFINITY;
    for (const value of values) {
      const stampMs = listed?.get(value) ?? restStamp(rest, value);
      if (stampMs === undefined) {
        return undefined;
      }
      oldestMs = Math.min(oldestMs, stampMs);
    }
    return oldestMs;
  }

  /** The stamp of the push's group, when the push does not make it grow. */
  group(claims: PushClaims): number | undefined {
    const cached = this.#groups.get(claims.group);
    return cached !== undefined && mergeFamilies(cached, claims) === cached.families
      ? cached.stampMs
      : undefined;
  }

  rememberSeeded(atMs: number): void {
    this.#seededMs = atMs;
  }

  rememberName({ name, family }: NameClaim, type: MetricType, stampMs: number): void {
    this.#count(this.#names.has(name));
    this.#names.set(name, { family, type, stampMs });
  }

  /** `sides`: those of the claim's label, as they were when it was granted. */
  rememberSide(
    job: string,
    { family, label, side, values }: SideClaim,
    stampMs: number,
    sides: LabelSides,
  ): void {
    for (const value of values) {
      if (side === "key" && restStamp(sides, value) !== undefined) {
        // What it was granted while it was listed would hide the rest.
        this.#sides.get(job)?.get(family)?.key.get(label)?.delete(value);
        this.#count(this.#sides.get(job)?.get(family)?.rest.has(label) ?? false);
        this.#ofFamily(job, family).rest.set(label, sides);
      } else {
        this.#count(this.#sides.get(job)?.get(family)?.[side].get(label)?.has(value) ?? false);
        getOrAdd(this.#ofFamily(job, family)[side], label, () => new Map<string, number>()).set(
          value,
          stampMs,
        );
      }
    }
  }

  #ofFamily(job: string, family: string): CachedSides {
    const ofJob = getOrAdd(this.#sides, job, () => new Map<string, CachedSides>());
    return getOrAdd(ofJob, family, () => ({ key: new Map(), body: new Map(), rest: new Map() }));
  }

  rememberGroup(group: GroupItem): void {
    this.#count(this.#groups.has(group.path));
    this.#groups.set(group.path, group);
  }

  #count(isKnown: boolean): void {
    if (isKnown) {
      return;
    }
    if (this.#entries >= this.#maxEntries) {
      this.#names.clear();
      this.#sides.clear();
      this.#groups.clear();
      this.#entries = 0;
    }
    this.#entries += 1;
  }
}

export interface CachedName {
  readonly family: string;
  readonly type: MetricType;
  readonly stampMs: number;
}

interface CachedSides extends Readonly<Record<Side, StampsOfValues>> {
  /** By label: where the key side owns the rest. */
  readonly rest: Map<string, LabelSides>;
}

/** By label, then by value. */
type StampsOfValues = Map<string, Map<string, number>>;

/**
 * The stamp of a value that neither side lists and that the key side owns with the rest: as long as it does, no body can
 * be granted that value, so that one read is enough for a whole fleet of keys.
 */
const restStamp = (sides: LabelSides | undefined, value: string): number | undefined => {
  if (sides?.restStampMs === undefined) {
    return undefined;
  }
  const hashed = hashText(value);
  return sides.key.has(hashed) || sides.body.has(hashed) ? undefined : sides.restStampMs;
};
