import { counterKey } from "../../../lambda/store/contract-key.ts";
import type { Holding, Owner } from "../../../lambda/store/items.ts";
import type { CounterChange } from "../../../lambda/store/store.ts";
import type { Properties, Sent } from "./properties.ts";
import type { WatchedStore } from "./watched-store.ts";

export const OWNERS: readonly Owner[] = ["red", "blue"];

/** Small enough to be reached: two owners could hold up to 8 groups of up to 8 series. */
export const ALLOWED: Holding = { groups: 5, series: 12, bytes: 1_000_000, names: 1_000 };
export const MAXIMA: Holding = { groups: 7, series: 20, bytes: 2_000_000, names: 2_000 };

/** Additions without an answer make a counter too high, and each recount repairs only what was lost before it began. */
const MOST_RECOUNTS = 8;

const WATCHED = ["groups", "series"] as const;
type Dimension = (typeof WATCHED)[number];

/** Nobody is refused for long who is below the limit, and nobody grows for long who is above it. */
export class LimitsWatch {
  readonly #properties: Properties;
  #store: WatchedStore;
  /** By owner: recounts that were applied. */
  readonly #recounts = new Map<Owner, number>();
  /** By owner and dimension: at which recount the counter was last not too high. */
  readonly #lastRight = new Map<string, number>();
  /** By owner and dimension: since when both the owner and the counter have been above the limit. */
  readonly #overSinceMs = new Map<string, number>();
  /** What pushes have booked that are not answered yet. */
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

  /** A push has had an answer to an addition. */
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
    if ("owner" in to && ifRevision !== undefined) {
      this.#recounts.set(to.owner, this.#recountsOf(to.owner) + 1);
    }
    this.look();
  }

  /** Notes where counters are right, and who is over. */
  look(): void {
    for (const owner of OWNERS) {
      for (const one of WATCHED) {
        const key = `${owner} ${one}`;
        const held = this.#heldBy(owner, one);
        const stored = this.#store.contractItems.get(counterKey({ owner }))?.item;
        const counted = stored?.kind === "counter" ? stored[one] : 0;
        if (counted <= held + this.#bookedBy(owner, one)) {
          this.#lastRight.set(key, this.#recountsOf(owner));
        }
        this.largestOvershoot = Math.max(this.largestOvershoot, held - ALLOWED[one]);
        if (Math.min(held, counted) <= ALLOWED[one]) {
          this.#overSinceMs.delete(key);
        } else if (!this.#overSinceMs.has(key)) {
          this.#overSinceMs.set(key, this.#nowMs());
        }
      }
    }
  }

  /** What began after the counter was too high is refused. */
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

  #recountsOf(owner: Owner): number {
    return this.#recounts.get(owner) ?? 0;
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
