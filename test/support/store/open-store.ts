import type { Store } from "../../../lambda/store/store.ts";
import { createMemoryStore } from "./memory-store.ts";

/** A store that accepts pushes. Keys may have these labels. */
export const openStore = async (
  trackedLabels: Iterable<string>,
  store: Store = createMemoryStore(),
): Promise<Store> => {
  const labels = new Map(Array.from(trackedLabels, (label) => [label, "open"] as const));
  await store.contracts.write(
    { kind: "open", table: store.groups.table, opening: undefined, labels },
    undefined,
  );
  return store;
};
