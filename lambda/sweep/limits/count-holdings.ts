import { type Holding, NO_HOLDING, type Owner } from "../../store/items.ts";
import type { ContractScan } from "../scan/scan-contracts.ts";
import type { StoreScan } from "../scan/scan-groups.ts";

/** Owners' holdings in these items. */
export const countHoldings = (scan: StoreScan, { items }: ContractScan): ReadonlyMap<Owner, Holding> => {
  const sums = new Map<Owner, { groups: number; series: number; bytes: number; names: number }>();
  const of = (owner: Owner) => {
    const sum = sums.get(owner) ?? { ...NO_HOLDING };
    sums.set(owner, sum);
    return sum;
  };
  for (const { owner, series, countedBytes } of scan.live.values()) {
    const sum = of(owner);
    sum.groups += 1;
    sum.series += series;
    sum.bytes += countedBytes;
  }
  for (const { item } of items.values()) {
    if (item.kind !== "name") {
      continue;
    }
    for (const { first } of item.entries.values()) {
      if (first !== undefined) {
        of(first.owner).names += 1;
      }
    }
  }
  return sums;
};
