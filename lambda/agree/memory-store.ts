import type { AddChange, Change, ItemStore, Stored, TransactOutcome, Version } from "./item-store.ts";
import { type CounterItem, counterKey, type ItemKey, keyOf } from "./items.ts";

/** Items of one process. A transaction is one turn of the event loop, so that nothing comes between. */
export const createMemoryStore = (): ItemStore => {
  const items = new Map<ItemKey, Stored>();
  let lastVersion = 0;

  const nextVersion = (): Version => {
    lastVersion += 1;
    return String(lastVersion);
  };

  const holds = (change: Change): boolean => {
    switch (change.kind) {
      case "put":
        return items.get(keyOf(change.item))?.version === change.expected;
      case "delete":
        return items.get(change.key)?.version === change.expected;
      case "add":
        return isWithinBounds(added(change));
    }
  };

  const added = (change: AddChange): AddChange & { readonly counter: CounterItem } => {
    const stored = items.get(counterKey(change.to))?.item;
    const held = stored?.kind === "counter" ? stored : { groups: 0, series: 0 };
    return {
      ...change,
      counter: {
        kind: "counter",
        of: change.to,
        groups: held.groups + change.groups,
        series: held.series + change.series,
      },
    };
  };

  const apply = (change: Change): void => {
    switch (change.kind) {
      case "put":
        items.set(keyOf(change.item), { item: change.item, version: nextVersion() });
        break;
      case "delete":
        items.delete(change.key);
        break;
      case "add":
        items.set(counterKey(change.to), { item: added(change).counter, version: nextVersion() });
        break;
    }
  };

  return {
    async read(keys) {
      const found = new Map<ItemKey, Stored>();
      for (const key of keys) {
        const stored = items.get(key);
        if (stored !== undefined) {
          found.set(key, stored);
        }
      }
      return found;
    },
    async transact(changes): Promise<TransactOutcome> {
      if (!changes.every(holds)) {
        return "conflict";
      }
      changes.forEach(apply);
      return "done";
    },
    async *scan() {
      yield* [...items.values()];
    },
  };
};

const isWithinBounds = (change: AddChange & { readonly counter: CounterItem }): boolean =>
  change.counter.groups <= (change.allowedGroups ?? Number.POSITIVE_INFINITY) &&
  change.counter.series <= (change.allowedSeries ?? Number.POSITIVE_INFINITY);
