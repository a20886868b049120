import { counterKey } from "./contract-key.ts";
import { addHoldings, DIMENSIONS, isNothing, mapDimensions } from "./counters.ts";
import { find } from "./decide.ts";
import { countAllSeries, type Draft, type GroupPush, type OverLimit, type StorePorts } from "./group-push.ts";
import {
  type ContractKey,
  type CounterName,
  type Holding,
  type LiveGroup,
  NO_HOLDING,
  type Owner,
  TOTAL_SHARDS,
} from "./items.ts";
import type { Versioned, WriteOutcome } from "./store.ts";

/** What a push changes of what owners hold: nearly always of one. */
export type Growth = ReadonlyMap<Owner, OwnerGrowth>;

export interface OwnerGrowth {
  readonly change: Holding;
  readonly allowed: Holding;
}

/**
 * A group counts for the owner that created it, names for the owner that was first. Values that change without a new
 * series or another KiB are not counted.
 */
export const toGrowth = (
  push: Pick<GroupPush, "owner" | "allowed">,
  live: LiveGroup | undefined,
  draft: Draft,
  newNames: number,
  { allowedOf }: Pick<StorePorts, "allowedOf">,
): Growth => {
  const owner = live?.owner ?? push.owner;
  const after = toHolding({
    series: countAllSeries(draft.families),
    countedBytes: toCountedBytes(live, draft),
  });
  const ofGroup = minus(after, toHolding(live));
  const names = { ...NO_HOLDING, names: newNames };
  const allowed = owner === push.owner ? push.allowed : (allowedOf(owner) ?? push.allowed);
  return owner === push.owner
    ? new Map([[owner, { change: addHoldings(ofGroup, names), allowed }]])
    : new Map([
        [owner, { change: ofGroup, allowed }],
        [push.owner, { change: names, allowed: push.allowed }],
      ]);
};

/** What the group counts for: never less while its series stay, or steady pushes of changing size would be counted again. */
export const toCountedBytes = (live: LiveGroup | undefined, { print, countedBytes }: Draft): number =>
  live?.print === print ? Math.max(live.countedBytes, countedBytes) : countedBytes;

export const changesOf = (growth: Growth): ReadonlyMap<Owner, Holding> =>
  new Map(Array.from(growth, ([owner, { change }]) => [owner, change]));

/**
 * Clause 5: what one push has added to counters. Growth is booked before the group is written, and taken back unless it
 * was; all else is settled afterwards. An addition without an answer counts as not made: the next run counts again.
 */
export class Booking {
  /** A write of the group had no answer, so it is not known whether what was booked is held. */
  isLost = false;
  readonly #ports: Pick<StorePorts, "store" | "random" | "maxima">;
  readonly #booked = new Map<Owner, Holding>();
  #bookedTotal: Holding = NO_HOLDING;
  readonly #shard: CounterName;

  constructor(ports: Pick<StorePorts, "store" | "random" | "maxima">) {
    this.#ports = ports;
    this.#shard = { totalShard: Math.floor(ports.random() * TOTAL_SHARDS) };
  }

  /** Whether anything must be booked, and so the counters be read. */
  isNeeded(growth: Growth): boolean {
    return Array.from(this.#open(growth)).some(([, { add }]) => grows(add));
  }

  /** Which owner would hold too much, as the counters were read. Nothing is written. */
  findOverLimit(growth: Growth, items: ReadonlyMap<ContractKey, Versioned>): OverLimit | undefined {
    for (const [owner, { add, allowed }] of this.#open(growth)) {
      const over = findOver(read(items, { owner }), add, allowed);
      if (over !== undefined) {
        return { kind: "over-limit", ...over };
      }
    }
    return undefined;
  }

  /** Whether all together would hold too much, as all shards are read. Nothing is written. */
  async findFull(growth: Growth): Promise<OverLimit | undefined> {
    const { store, maxima } = this.#ports;
    const held = sumTotal(await store.contracts.read(TOTAL_KEYS));
    const over = findOver(held, this.#openTotal(growth), maxima);
    return over === undefined ? undefined : { kind: "full", ...over };
  }

  /** Books what grows. `refused`: an owner's limit does not allow it. */
  async book(growth: Growth): Promise<WriteOutcome | OverLimit> {
    for (const [owner, { add, allowed }] of this.#open(growth)) {
      const growing = positive(add);
      if (!grows(growing)) {
        continue;
      }
      const outcome = await this.#ports.store.contracts.add({
        to: { owner },
        add: growing,
        atMost: allowed,
      });
      if (outcome.kind !== "done") {
        return outcome;
      }
      this.#booked.set(owner, addHoldings(this.#bookedOf(owner), growing));
    }
    return this.#bookTotal(growth);
  }

  /**
   * While each shard holds less than its part of what is allowed, all together do, and no other shard need be read. A shard
   * may outgrow its part as long as the sum allows it.
   */
  async #bookTotal(growth: Growth): Promise<WriteOutcome | OverLimit> {
    const growing = positive(this.#openTotal(growth));
    if (!grows(growing)) {
      return { kind: "done" };
    }
    const { contracts } = this.#ports.store;
    const change = { to: this.#shard, add: growing };
    let outcome = await contracts.add({ ...change, atMost: this.#ofShard });
    if (outcome.kind === "refused") {
      const full = await this.findFull(growth);
      if (full !== undefined) {
        return full;
      }
      outcome = await contracts.add(change);
    }
    if (outcome.kind === "done") {
      this.#bookedTotal = addHoldings(this.#bookedTotal, growing);
    }
    return outcome;
  }

  get #ofShard(): Holding {
    return mapDimensions((one) => Math.floor(this.#ports.maxima[one] / TOTAL_SHARDS));
  }

  /** Makes what is booked equal to what has changed. Outcomes do not matter: the next run counts again. */
  async settle(changed: ReadonlyMap<Owner, Holding>): Promise<void> {
    const owners = new Set([...changed.keys(), ...this.#booked.keys()]);
    const { contracts } = this.#ports.store;
    const total = [...changed.values()].reduce(addHoldings, NO_HOLDING);
    await Promise.all([
      ...Array.from(owners, async (owner) => {
        const rest = minus(changed.get(owner) ?? NO_HOLDING, this.#bookedOf(owner));
        if (!isNothing(rest)) {
          await contracts.add({ to: { owner }, add: rest });
        }
      }),
      (async () => {
        const rest = minus(total, this.#bookedTotal);
        if (!isNothing(rest)) {
          await contracts.add({ to: this.#shard, add: rest });
        }
      })(),
    ]);
  }

  #bookedOf(owner: Owner): Holding {
    return this.#booked.get(owner) ?? NO_HOLDING;
  }

  /** What is not booked yet. */
  *#open(growth: Growth): Iterable<readonly [Owner, { add: Holding; allowed: Holding }]> {
    for (const [owner, { change, allowed }] of growth) {
      yield [owner, { add: minus(positive(change), this.#bookedOf(owner)), allowed }];
    }
  }

  #openTotal(growth: Growth): Holding {
    const total = Array.from(growth.values(), ({ change }) => change).reduce(addHoldings, NO_HOLDING);
    return minus(positive(total), this.#bookedTotal);
  }
}

const TOTALS: readonly CounterName[] = Array.from({ length: TOTAL_SHARDS }, (_, totalShard) => ({
  totalShard,
}));

export const ownerKeys = (owners: Iterable<Owner>): readonly ContractKey[] =>
  Array.from(owners, (owner) => counterKey({ owner }));

const TOTAL_KEYS: readonly ContractKey[] = TOTALS.map(counterKey);

/** What all together hold, once {@link TOTAL_KEYS} were read. */
const sumTotal = (items: ReadonlyMap<ContractKey, Versioned>): Holding =>
  TOTALS.map((name) => read(items, name)).reduce(addHoldings);

const read = (items: ReadonlyMap<ContractKey, Versioned>, name: CounterName): Holding =>
  find(items, counterKey(name), "counter")?.item ?? NO_HOLDING;

const findOver = (
  held: Holding,
  add: Holding,
  allowed: Holding,
): Pick<OverLimit, "dimension" | "held" | "allowed"> | undefined => {
  const dimension = DIMENSIONS.find((one) => add[one] > 0 && held[one] + add[one] > allowed[one]);
  return dimension === undefined
    ? undefined
    : { dimension, held: held[dimension], allowed: allowed[dimension] };
};

const minus = (a: Holding, b: Holding): Holding => mapDimensions((one) => a[one] - b[one]);

const positive = (holding: Holding): Holding => mapDimensions((one) => Math.max(holding[one], 0));

const grows = (holding: Holding): boolean => DIMENSIONS.some((one) => holding[one] > 0);

/** What a group counts for by itself. */
const toHolding = (group: { readonly series: number; readonly countedBytes: number } | undefined): Holding =>
  group === undefined ? NO_HOLDING : { groups: 1, series: group.series, bytes: group.countedBytes, names: 0 };
