import { counterKey, isCounterKey } from "../../store/contracts/contract-key.ts";
import {
  type ContractKey,
  type CounterItem,
  type CounterName,
  type Holding,
  NO_HOLDING,
  type Owner,
} from "../../store/items.ts";
import { type Account, countParts, toPartName, toShare } from "../../store/limits/counter-parts.ts";
import { fits, isNothing, mapDimensions, subtractHolding, sumHoldings } from "../../store/limits/counters.ts";
import { callerOf } from "../../store/limits/owner.ts";
import type { StandingLimits } from "../../store/limits/standing-limits.ts";
import type { ContractStore, UnreadableItem, Versioned } from "../../store/store.ts";
import type { ContractScan } from "../scan/scan-contracts.ts";

/**
 * Clause 14: corrects every counter by its difference from the scan, so that additions of pushes since the counters
 * were read are kept, and spreads it evenly over its parts. A counter is not changed if it is right and no part has
 * more than its share. A damaged counter fails pushes of new groups like an outage, so it is replaced.
 *
 * @param scan as read before the groups were scanned
 * @param sums owners' holdings in the scan
 * @returns the keys of damaged counters that were replaced
 */
export const recount = async (
  contracts: ContractStore,
  scan: ContractScan,
  sums: ReadonlyMap<Owner, Holding>,
  limits: StandingLimits,
): Promise<ReadonlySet<ContractKey>> => {
  const replaced = await removeDamaged(contracts, scan.unreadable);
  const stored = groupByAccount(scan.items);
  // Groups that were found at the Pushgateway count for no owner.
  const owners = [...sums.keys()].filter((owner) => owner !== "");
  for (const account of new Set<Account>([...stored.keys(), ...owners, undefined])) {
    const held = account === undefined ? sumHoldings(sums.values()) : (sums.get(account) ?? NO_HOLDING);
    const counter = { account, stored: stored.get(account) ?? [], held, allowed: allowedOf(account, limits) };
    await correctParts(counter, contracts);
  }
  return replaced;
};

/** A missing counter counts as zero, so the correction that follows gives it the value of the scan. */
const removeDamaged = async (
  contracts: ContractStore,
  unreadable: readonly UnreadableItem[],
): Promise<ReadonlySet<ContractKey>> => {
  const removed = new Set<ContractKey>();
  for (const { key, version } of unreadable) {
    if (version !== undefined && isCounterKey(key)) {
      const { kind } = await contracts.remove(key, version);
      if (kind === "done") {
        removed.add(key);
      }
    }
  }
  return removed;
};

interface Counter {
  readonly account: Account;
  readonly stored: readonly StoredPart[];
  /** What the scan found. */
  readonly held: Holding;
  readonly allowed: Holding;
}

type StoredPart = Versioned<CounterItem>;

const groupByAccount = (
  counters: ReadonlyMap<ContractKey, Versioned>,
): ReadonlyMap<Account, readonly StoredPart[]> =>
  Map.groupBy([...counters.values()].filter(isPart), ({ item }) =>
    "owner" in item.of ? item.of.owner : undefined,
  );

const isPart = (stored: Versioned): stored is StoredPart => stored.item.kind === "counter";

/** Owners that are no longer configured may add nothing. */
const allowedOf = (account: Account, { allowed, maxima }: StandingLimits): Holding =>
  account === undefined ? maxima : (allowed.get(callerOf(account)) ?? NO_HOLDING);

const correctParts = async (counter: Counter, contracts: ContractStore): Promise<void> => {
  const { account, stored, held, allowed } = counter;
  if (isNothing(held) ? stored.length === 0 : areCorrect(counter)) {
    return;
  }
  const parts = countParts(allowed);
  const targets = new Map<ContractKey, { readonly name: CounterName; readonly target: Holding }>();
  for (const { item } of stored) {
    targets.set(counterKey(item.of), { name: item.of, target: NO_HOLDING });
  }
  for (let part = 0; part < parts; part++) {
    const name = toPartName(account, part);
    targets.set(counterKey(name), { name, target: toShare(held, parts, part) });
  }
  const found = new Map(stored.map((part) => [counterKey(part.item.of), part]));
  for (const [key, { name, target }] of targets) {
    await correctPart(contracts, found.get(key), name, target);
  }
};

/** Whether the parts add up to the holding, and none has more than its share of the limit. */
const areCorrect = ({ stored, held, allowed }: Counter): boolean => {
  const parts = countParts(allowed);
  const sum = sumHoldings(stored.map(({ item }) => item));
  const bounds = mapDimensions((one) => Math.max(allowed[one], held[one]));
  return (
    isNothing(subtractHolding(sum, held)) &&
    stored.every(({ item }) => {
      const part = partOf(item.of);
      return part < parts && fits(NO_HOLDING, item, toShare(bounds, parts, part));
    })
  );
};

const partOf = (name: CounterName): number => ("owner" in name ? name.part : name.totalShard);

const correctPart = async (
  contracts: ContractStore,
  stored: StoredPart | undefined,
  name: CounterName,
  target: Holding,
): Promise<void> => {
  const counted = stored?.item ?? { ...NO_HOLDING, revision: 0 };
  if (stored !== undefined && isNothing(counted) && isNothing(target)) {
    await contracts.remove(counterKey(name), stored.version);
    return;
  }
  const add = subtractHolding(target, counted);
  if (!isNothing(add)) {
    await contracts.add({ to: name, add, ifRevision: counted.revision });
  }
};
