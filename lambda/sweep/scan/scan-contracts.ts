import { keyOf } from "../../store/contracts/contract-key.ts";
import type { ContractKey } from "../../store/items.ts";
import type { Store, UnreadableItem, Versioned } from "../../store/store.ts";

/** The items of the contracts table. */
export interface ContractScan {
  readonly items: ReadonlyMap<ContractKey, Versioned>;
  readonly unreadable: readonly UnreadableItem[];
}

export const scanContracts = async ({ contracts }: Store): Promise<ContractScan> => {
  const items = new Map<ContractKey, Versioned>();
  const unreadable: UnreadableItem[] = [];
  for await (const page of contracts.scan()) {
    for (const found of page) {
      if ("item" in found) {
        items.set(keyOf(found.item), found);
      } else {
        unreadable.push(found);
      }
    }
  }
  return { items, unreadable };
};
