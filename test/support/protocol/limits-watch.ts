import { counterKey } from "../../../lambda/store/contracts/contract-key.ts";
import { type ContractKey, type Holding, NO_HOLDING, type Owner } from "../../../lambda/store/items.ts";
import { countParts, toPartName } from "../../../lambda/store/limits/counter-parts.ts";
import type { StandingLimits } from "../../../lambda/store/limits/standing-limits.ts";
import type { CounterChange } from "../../../lambda/store/store.ts";
import type { Properties, Sent } from "./properties.ts";
import type { WatchedStore } from "./watched-store.ts";

export const OWNERS: readonly Owner[] = ["red", "blue"];

/** More groups than one part counts. Then each other part holds only a series or two. */
const MANY_GROUPS = 2_000;

/**
 * Low enough to be reached: the two owners could hold up to 8 groups with up to 8 series. The counter of `blue` has
 * many parts.
 */
export const LIMITS: StandingLimits = {
  allowed: new Map([
    ["red", { groups: 5, series: 12, bytes: 1_000_000, names: 1_000 }],
    ["blue", { groups: MANY_GROUPS, series: 12, bytes: 1_000_000, names: 1_000 }],
  ]),
  maxima: { groups: MANY_GROUPS, series: 20, bytes: 2_000_000, names: 2_000 },
};

const AMPLE: Holding = { groups: 1e9, series: 1e9, bytes: 1e9, names: 1e9 };

/** For a world without limits. */
export const AMPLE_LIMITS: StandingLimits = {
  allowed: new Map(OWNERS.map((owner) => [owner, AMPLE])),
  maxima: AMPLE,
};

const allowedOf = (owner: Owner): Holding => LIMITS.allowed.get(owner) ?? NO_HOLDING;

/** The keys of the parts of each owner's counter. */
const PART_KEYS: ReadonlyMap<Owner, readonly ContractKey[]> = new Map(
  OWNERS.map((owner) => [
    owner,
    Array.from({ length: countParts(allowedOf(owner)) }, (_, part) => counterKey(toPartName(owner, part))),
  ]),
);

const partKeysOf = (owner: Owner): readonly ContractKey[] => PART_KEYS.get(owner)!;

/** Unanswered additions make a counter too high, and each recount repairs only those before it. */
const MOST_RECOUNTS = 8;

const WATCHED = ["groups", "series"] as const;
type Dimension = (typeof WATCHED)[number];

/** Checks that no owner below its limit is refused for long, and that none above it grows for long. */
export class LimitsWatch {
  readonly #properties: Properties;
  #store: WatchedStore;
  /** By part of a counter: the applied recounts. */
  readonly #recounts = new Map<ContractKey, number>();
  /** By owner and dimension: the last recount that did not find the counter too high. */
  readonly #lastRight = new Map<string, number>();
  /** By owner and dimension: since when both the holding and the counter have been above the limit. */
  readonly #overSinceMs = new Map<string, number>();
  /** The bookings of pushes that are not answered yet. */
  readonly #booked = new Map<string, { readonly owner: Owner; readonly held: Map<Dimension, number> }>();
  readonly #nowMs: () => number;
  largestOvershoot = 0;

  constructor(properties: Properties, store: WatchedStore, nowMs: () => number) {
    this.#properties = properties;
    this.#store = store;
    this.#nowMs = nowMs;
  }

  replace(store: WatchedStore): void {
    this.#store = store;
    this.#overSinceMs.clear();
    this.#booked.clear();
    for (const owner of OWNERS) {
      for (const one of WATCHED) {
        this.#lastRight.set(`${owner} ${one}`, this.#recountsOf(owner));
      }
    }
  }

  /** A push has received the answer to an addition. */
  booked(id: string, { to, add }: CounterChange): void {
    if (!("owner" in to)) {
      return;
    }
    const entry = this.#booked.get(id) ?? { owner: to.owner, held: new Map<Dimension, number>() };
    for (const one of WATCHED) {
      entry.held.set(one, (entry.held.get(one) ?? 0) + Math.max(add[one], 0));
    }
    this.#booked.set(id, entry);
  }

  ended(id: string): void {
    this.#booked.delete(id);
    this.look();
  }

  added({ to, ifRevision }: CounterChange): void {
    if (ifRevision !== undefined) {
      const key = counterKey(to);
      this.#recounts.set(key, (this.#recounts.get(key) ?? 0) + 1);
    }
    this.look();
  }

  /** Records which counters are right, and which owners are over their limits. */
  look(): void {
    for (const owner of OWNERS) {
      for (const one of WATCHED) {
        const key = `${owner} ${one}`;
        const held = this.#heldBy(owner, one);
        const counted = this.#countedFor(owner, one);
        if (counted <= held + this.#bookedBy(owner, one)) {
          this.#lastRight.set(key, this.#recountsOf(owner));
        }
        this.largestOvershoot = Math.max(this.largestOvershoot, held - allowedOf(owner)[one]);
        if (Math.min(held, counted) <= allowedOf(owner)[one]) {
          this.#overSinceMs.delete(key);
        } else if (!this.#overSinceMs.has(key)) {
          this.#overSinceMs.set(key, this.#nowMs());
        }
      }
    }
  }

  /** A push that began after the counter exceeded the limit must be refused. */
  grew(sent: Sent | undefined, owner: Owner, one: Dimension, growth: number): void {
    const sinceMs = this.#overSinceMs.get(`${owner} ${one}`);
    if (sent !== undefined && growth > 0 && sinceMs !== undefined && sent.startMs > sinceMs) {
      this.#properties.fail(
        "limit",
        `${sent.id} gives ${owner} ${growth} more ${one}, which is above the limit`,
      );
    }
  }

  refused(owner: Owner, dimension: keyof Holding): void {
    const one = WATCHED.find((watched) => watched === dimension);
    if (one === undefined) {
      return;
    }
    const recounts = this.#recountsOf(owner) - (this.#lastRight.get(`${owner} ${one}`) ?? 0);
    if (recounts >= MOST_RECOUNTS) {
      this.#properties.fail(
        "false 429",
        `the counter of ${owner} has had too many ${one} over ${recounts} recounts`,
      );
    }
  }

  /** A recount changes a part at most once, and need not change each part. */
  #recountsOf(owner: Owner): number {
    return Math.max(...partKeysOf(owner).map((key) => this.#recounts.get(key) ?? 0));
  }

  #heldBy(owner: Owner, one: Dimension): number {
    let held = 0;
    for (const item of this.#store.groupItems.values()) {
      if (item.state === "live" && item.owner === owner) {
        held += one === "groups" ? 1 : item.series;
      }
    }
    return held;
  }

  #countedFor(owner: Owner, one: Dimension): number {
    return partKeysOf(owner).reduce((sum, key) => {
      const stored = this.#store.contractItems.get(key)?.item;
      return sum + (stored?.kind === "counter" ? stored[one] : 0);
    }, 0);
  }

  #bookedBy(owner: Owner, one: Dimension): number {
    let booked = 0;
    for (const entry of this.#booked.values()) {
      if (entry.owner === owner) {
        booked += entry.held.get(one) ?? 0;
      }
    }
    return booked;
  }
}
