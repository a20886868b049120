import type { Decision } from "./decide.ts";
import { type Change, type ItemStore, MAX_CHANGES, type TransactOutcome } from "./item-store.ts";

/**
 * Writes what a decision needs written: in one transaction when it fits, else in several of which the group's is the
 * last. When a later one fails, what the earlier ones claimed is surplus, which is harmless and swept.
 */
export const record = async ({ changes, group }: Decision, store: ItemStore): Promise<TransactOutcome> => {
  const ofGroup = group?.kind === "granted" ? group.changes : [];
  for (const transaction of toTransactions(changes, ofGroup)) {
    if ((await store.transact(transaction)) === "conflict") {
      return "conflict";
    }
  }
  return "done";
};

const toTransactions = (
  changes: readonly Change[],
  ofGroup: readonly Change[],
): readonly (readonly Change[])[] => {
  if (changes.length + ofGroup.length <= MAX_CHANGES) {
    const all = [...changes, ...ofGroup];
    return all.length === 0 ? [] : [all];
  }
  const transactions: (readonly Change[])[] = [];
  for (let start = 0; start < changes.length; start += MAX_CHANGES) {
    transactions.push(changes.slice(start, start + MAX_CHANGES));
  }
  return ofGroup.length === 0 ? transactions : [...transactions, ofGroup];
};
