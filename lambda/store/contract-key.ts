import type { ContractItem, ContractKey, CounterName } from "./items.ts";
import { hashText } from "./text-hash.ts";

export const nameKey = (base: string): ContractKey => `name#${base}`;
export const placementKey = (job: string): ContractKey => `place#${hashText(job)}`;
export const counterKey = (of: CounterName): ContractKey =>
  "owner" in of ? `owner#${hashText(of.owner)}` : `total#${of.totalShard}`;
export const OPEN_KEY: ContractKey = "open";
export const RUN_KEY: ContractKey = "run";
export const DIRTY_KEY: ContractKey = "dirty";

/** Where the item is stored. */
export const keyOf = (item: ContractItem): ContractKey => {
  switch (item.kind) {
    case "name":
      return nameKey(item.base);
    case "placement":
      return placementKey(item.job);
    case "counter":
      return counterKey(item.of);
    case "open":
      return OPEN_KEY;
    case "run":
      return RUN_KEY;
    case "dirty":
      return DIRTY_KEY;
  }
};
