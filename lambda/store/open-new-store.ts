import { OPEN_KEY } from "./contract-key.ts";
import type { OpenItem } from "./items.ts";
import type { GroupStore, Store } from "./store.ts";

/**
 * A new deployment takes pushes at once: a store that was never opened and holds no group, in front of a destination that
 * holds none, is opened by whoever finds it so (docs/store.md). Gives whether the store may be written now. Throws what
 * the store and `isDestinationEmpty` throw.
 */
export const openNewStore = async (
  store: Store,
  trackedLabels: ReadonlySet<string>,
  isDestinationEmpty: () => Promise<boolean>,
): Promise<boolean> => {
  const found = (await store.contracts.read([OPEN_KEY])).get(OPEN_KEY)?.item;
  if (found !== undefined) return found.kind === "open" && found.table === store.groups.table;
  if (!(await isDestinationEmpty()) || !(await isEmpty(store.groups))) return false;
  const written = await store.contracts.write(toOpenItem(store.groups.table, trackedLabels), undefined);
  return written.kind === "done";
};

/** Nothing was pushed before: no label waits. */
const toOpenItem = (table: string, trackedLabels: ReadonlySet<string>): OpenItem => ({
  kind: "open",
  table,
  opening: undefined,
  labels: new Map(Array.from(trackedLabels, (label) => [label, "open"] as const)),
});

const isEmpty = async (groups: GroupStore): Promise<boolean> => {
  for await (const page of groups.scan()) {
    if (page.length > 0) return false;
  }
  return true;
};
