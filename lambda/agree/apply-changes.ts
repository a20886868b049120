import type { AddChange, Change, ItemStore } from "./item-store.ts";
import { MAX_CHANGES } from "./item-store.ts";
import { counterKey } from "./items.ts";
import type { ReconciledAll } from "./reconcile.ts";

/** What was in the way of a rival is left as it is: the next sweep sees it again. */
export const applyReconciled = async ({ claims, groups }: ReconciledAll, store: ItemStore): Promise<void> => {
  await applyUnits(
    claims.map((change) => [change]),
    store,
  );
  await applyUnits(groups, store);
};

/** Makes changes that belong together, many at a time; when a rival is in the way of a batch, each of it by itself. */
const applyUnits = async (units: readonly (readonly Change[])[], store: ItemStore): Promise<void> => {
  for (const batch of toBatches(units)) {
    if ((await store.transact(mergeAdds(batch.flat()))) === "conflict") {
      for (const unit of batch) {
        await store.transact(unit);
      }
    }
  }
};

const toBatches = (units: readonly (readonly Change[])[]): readonly (readonly (readonly Change[])[])[] => {
  const batches: (readonly Change[])[][] = [];
  let size = MAX_CHANGES;
  for (const unit of units) {
    if (size + unit.length > MAX_CHANGES) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)!.push(unit);
    size += unit.length;
  }
  return batches;
};

/** A transaction names no item twice. */
const mergeAdds = (changes: readonly Change[]): readonly Change[] => {
  const adds = new Map<string, AddChange>();
  for (const change of changes) {
    if (change.kind === "add") {
      const key = counterKey(change.to);
      const sum = adds.get(key);
      adds.set(
        key,
        sum === undefined
          ? change
          : { ...change, groups: sum.groups + change.groups, series: sum.series + change.series },
      );
    }
  }
  return [...changes.filter(({ kind }) => kind !== "add"), ...adds.values()];
};
