import { counterKey } from "../../store/contract-key.ts";
import { addHoldings, isNothing, mapDimensions } from "../../store/counters.ts";
import {
  type ContractKey,
  type CounterName,
  type Holding,
  NO_HOLDING,
  type Owner,
  TOTAL_SHARDS,
} from "../../store/items.ts";
import type { ContractStore, Versioned } from "../../store/store.ts";

/**
 * Clause 14: brings every counter to what the scan found, whatever pushes have added since the counters were read.
 *
 * @param counters as they were read before the groups were scanned
 * @param sums what owners hold by the scan
 */
export const recount = async (
  contracts: ContractStore,
  counters: ReadonlyMap<ContractKey, Versioned>,
  sums: ReadonlyMap<Owner, Holding>,
): Promise<void> => {
  const total = [...sums.values()].reduce(addHoldings, NO_HOLDING);
  for (const name of counterNames(counters, sums.keys())) {
    const target = "owner" in name ? (sums.get(name.owner) ?? NO_HOLDING) : toShare(total, name.totalShard);
    await bringTo(contracts, counters.get(counterKey(name)), name, target);
  }
};

const counterNames = (
  counters: ReadonlyMap<ContractKey, Versioned>,
  owners: Iterable<Owner>,
): readonly CounterName[] => {
  const names = new Map<ContractKey, CounterName>();
  for (const { item } of counters.values()) {
    if (item.kind === "counter") {
      names.set(counterKey(item.of), item.of);
    }
  }
  for (const owner of owners) {
    // What was found at the Pushgateway counts for nobody.
    if (owner !== "") {
      names.set(counterKey({ owner }), { owner });
    }
  }
  for (let totalShard = 0; totalShard < TOTAL_SHARDS; totalShard++) {
    names.set(counterKey({ totalShard }), { totalShard });
  }
  return [...names.values()];
};

const bringTo = async (
  contracts: ContractStore,
  stored: Versioned | undefined,
  name: CounterName,
  target: Holding,
): Promise<void> => {
  const counted = stored?.item.kind === "counter" ? stored.item : { ...NO_HOLDING, revision: 0 };
  if (stored !== undefined && isNothing(counted) && isNothing(target)) {
    await contracts.remove(counterKey(name), stored.version);
    return;
  }
  const add = mapDimensions((one) => target[one] - counted[one]);
  if (!isNothing(add)) {
    await contracts.add({ to: name, add, ifRevision: counted.revision });
  }
};

/** A shard's part of what all hold: a sixteenth, and the first one also the rest. */
const toShare = (total: Holding, shard: number): Holding =>
  mapDimensions((one) => {
    const share = Math.floor(total[one] / TOTAL_SHARDS);
    return shard === 0 ? total[one] - share * (TOTAL_SHARDS - 1) : share;
  });
