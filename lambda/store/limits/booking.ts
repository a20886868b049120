import { counterKey } from "../contracts/contract-key.ts";
import type { OverLimit, StorePorts } from "../group-push.ts";
import { type ContractKey, type Holding, NO_HOLDING, type Owner } from "../items.ts";
import type { Versioned, WriteOutcome } from "../store.ts";
import {
  type Account,
  countParts,
  divide,
  readCounter,
  readParts,
  toPartName,
  toShare,
} from "./counter-parts.ts";
import {
  addHoldings,
  DIMENSIONS,
  fits,
  isNothing,
  mapDimensions,
  subtractHolding,
  sumHoldings,
} from "./counters.ts";
import { changesOf, type Growth, type OwnerGrowth } from "./growth.ts";

/**
 * Clause 5: what one push has added to counters. Growth is booked before the group is written, and undone if it was not
 * written; the rest is settled afterwards. An addition without an answer counts as not made: the next run counts again.
 * No part of a counter accepts more than its share, so that concurrent pushes never exceed a limit together.
 */
export class Booking {
  /** A write of the group had no answer, so it is not known whether the booked growth is stored. */
  isLost = false;
  readonly #ports: BookingPorts;
  readonly #booked = new Map<Account, Holding>();
  readonly #allowed = new Map<Account, Holding>();
  /** The parts of counters that are near their limits, as this try has read them. */
  readonly #near = new Map<Account, readonly Holding[]>();
  /** The part that is tried first, in [0, 1). */
  readonly #drawn: number;

  constructor(ports: BookingPorts) {
    this.#ports = ports;
    this.#drawn = ports.random();
  }

  /** Whether any owner must book, so that the first parts of counters must be read. */
  isNeeded(growth: Growth): boolean {
    return this.#unbooked(growth).some(({ add }) => grows(add));
  }

  /**
   * The owner that would exceed its limit. If the first part of its counter is full, all parts are read. Nothing is
   * written.
   *
   * @param items with the keys of {@link firstPartKeys}, which may be some seconds old
   */
  async findOverLimit(
    growth: Growth,
    items: ReadonlyMap<ContractKey, Versioned>,
  ): Promise<OverLimit | undefined> {
    this.#near.clear();
    for (const unbooked of this.#unbooked(growth)) {
      const { account, add, allowed } = unbooked;
      const first = readCounter(items, toPartName(account, 0));
      const isNear = account !== undefined && !fits(first, add, toShare(allowed, countParts(allowed), 0));
      const over = isNear ? await this.#findOver(unbooked) : undefined;
      if (over !== undefined) {
        return over;
      }
    }
    return undefined;
  }

  /** Whether the total would exceed its limit. Nothing is written. */
  async findFull(growth: Growth): Promise<OverLimit | undefined> {
    return this.#findOver(this.#unbooked(growth).find(({ account }) => account === undefined)!);
  }

  /** Books the growth. `refused`: rivals were faster. */
  async book(growth: Growth): Promise<WriteOutcome | OverLimit> {
    for (const unbooked of this.#unbooked(growth)) {
      const outcome = grows(unbooked.add) ? await this.#bookOne(unbooked) : DONE;
      if (outcome.kind !== "done") {
        return outcome;
      }
    }
    return DONE;
  }

  /** One part with room is enough. If it is full, all parts are read. */
  async #bookOne(unbooked: UnbookedGrowth): Promise<WriteOutcome | OverLimit> {
    const { account, add, allowed } = unbooked;
    if (!this.#near.has(account)) {
      const outcome = await this.#add(unbooked, { part: this.#first(allowed), add });
      if (outcome.kind !== "refused") {
        return outcome;
      }
      const over = await this.#findOver(unbooked);
      if (over !== undefined) {
        return over;
      }
    }
    for (const one of divide(add, this.#near.get(account)!, allowed, this.#first(allowed))) {
      const outcome = await this.#add(unbooked, one);
      if (outcome.kind !== "done") {
        return outcome;
      }
    }
    return DONE;
  }

  async #add(
    { account, allowed }: UnbookedGrowth,
    { part, add }: { readonly part: number; readonly add: Holding },
  ): Promise<WriteOutcome> {
    const outcome = await this.#ports.store.contracts.add({
      to: toPartName(account, part),
      add,
      atMost: toShare(allowed, countParts(allowed), part),
    });
    if (outcome.kind === "done") {
      this.#booked.set(account, addHoldings(this.#bookedOf(account), add));
    }
    return outcome;
  }

  /** Reads all parts. */
  async #findOver({ account, add, allowed, isOther }: UnbookedGrowth): Promise<OverLimit | undefined> {
    const parts = await readParts(this.#ports.store.contracts, account, countParts(allowed));
    this.#near.set(account, parts);
    const held = sumHoldings(parts);
    const dimension = DIMENSIONS.find((one) => add[one] > 0 && held[one] + add[one] > allowed[one]);
    return dimension === undefined
      ? undefined
      : {
          kind: account === undefined ? "full" : "over-limit",
          dimension,
          held: held[dimension],
          added: add[dimension],
          allowed: allowed[dimension],
          ...(isOther && { isOther }),
        };
  }

  /** Makes the booking equal to the change. Outcomes do not matter, since the next run counts again. */
  async settle(changed: ReadonlyMap<Owner, Holding>): Promise<void> {
    const total = sumHoldings(changed.values());
    const all = new Map<Account, Holding>([...changed, [undefined, total]]);
    const accounts = new Set([...all.keys(), ...this.#booked.keys()]);
    await Promise.all(
      Array.from(accounts, async (account) => {
        const rest = subtractHolding(all.get(account) ?? NO_HOLDING, this.#bookedOf(account));
        if (!isNothing(rest)) {
          const part = this.#first(this.#allowed.get(account)!);
          await this.#ports.store.contracts.add({ to: toPartName(account, part), add: rest });
        }
      }),
    );
  }

  #bookedOf(account: Account): Holding {
    return this.#booked.get(account) ?? NO_HOLDING;
  }

  #first(allowed: Holding): number {
    return Math.floor(this.#drawn * countParts(allowed));
  }

  /** The growth that is not booked yet, owners first. */
  #unbooked(growth: Growth): readonly UnbookedGrowth[] {
    const total = sumHoldings(changesOf(growth).values());
    const accounts: readonly (readonly [Account, OwnerGrowth])[] = [
      ...growth,
      [undefined, { change: total, allowed: this.#ports.maxima }],
    ];
    return accounts.map(([account, { change, ...limits }]) => {
      this.#allowed.set(account, limits.allowed);
      return { account, add: positive(subtractHolding(change, this.#bookedOf(account))), ...limits };
    });
  }
}

type BookingPorts = Pick<StorePorts, "store" | "random" | "maxima">;

interface UnbookedGrowth extends Omit<OwnerGrowth, "change"> {
  readonly account: Account;
  readonly add: Holding;
}

const DONE = { kind: "done" } as const;

export const firstPartKeys = (owners: Iterable<Owner>): readonly ContractKey[] =>
  Array.from(owners, (owner) => counterKey(toPartName(owner, 0)));

const positive = (holding: Holding): Holding => mapDimensions((one) => Math.max(holding[one], 0));

const grows = (holding: Holding): boolean => DIMENSIONS.some((one) => holding[one] > 0);
