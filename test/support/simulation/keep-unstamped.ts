import type { Change, ItemStore } from "../../../lambda/agree/item-store.ts";

/** A store in which a sweep changes no item that is there: it stamps nothing. */
export const keepUnstamped = (store: ItemStore): ItemStore => ({
  ...store,
  transact: (changes) => store.transact(changes.filter((change) => !isStamp(change))),
});

const isStamp = (change: Change): boolean =>
  change.kind === "put" && change.expected !== undefined && change.item.kind !== "sweep";
