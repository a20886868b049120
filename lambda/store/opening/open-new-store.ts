import type { OpenItem } from "../items.ts";
import type { Store } from "../store.ts";
import { isStoreOpen, readOpen } from "./open-item.ts";

/**
 * Opens a new store, so that a new deployment accepts pushes at once. The store was never opened and holds no group,
 * and the destination holds none either (docs/store.md). It assumes that no function has relayed to the destination for
 * L, and that its file holds no groups: an operator replaces a lost store with an empty one only while its Pushgateway
 * holds groups, or later than L and P after it held any. Returns whether the store may be written now. Throws the
 * errors of the store and of `isDestinationEmpty`.
 */
export const openNewStore = async (
  store: Store,
  trackedLabels: ReadonlySet<string>,
  isDestinationEmpty: () => Promise<boolean>,
): Promise<boolean> => {
  const found = await readOpen(store);
  if (found !== undefined) {
    return found.item.table === store.groups.table;
  }
  if (!(await isDestinationEmpty()) || !(await store.groups.isEmpty())) {
    return false;
  }
  const written = await store.contracts.write(toOpenItem(store.groups.table, trackedLabels), undefined);
  // Of several functions that start at once, one opens the store, and the others find it open.
  return written.kind === "done" || (await isStoreOpen(store));
};

/** There was no push before, so no label has to wait. */
const toOpenItem = (table: string, trackedLabels: ReadonlySet<string>): OpenItem => ({
  kind: "open",
  table,
  opening: undefined,
  labels: new Map(Array.from(trackedLabels, (label) => [label, "open"] as const)),
});
