import { type Clock, isWithin } from "../../model/clock.ts";
import { during } from "../../model/outage.ts";
import type { OpenItem } from "../items.ts";
import { type Store, StoreOutage } from "../store.ts";
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

/** How long a process does not check again after it found the store closed and not new. */
export const LOOK_EVERY_MS = 5_000;

export interface StoreOpenerPorts {
  readonly store: Store;
  readonly trackedLabels: ReadonlySet<string>;
  /** Whether the destination holds no group. False if it does not answer. */
  readonly isDestinationEmpty: () => Promise<boolean>;
  readonly now: Clock;
}

/** Opens a new store for the pushes of one process, which share one check. */
export class StoreOpener {
  readonly #ports: StoreOpenerPorts;
  #last: { readonly atMs: number; readonly isOpen: Promise<boolean> } | undefined;

  constructor(ports: StoreOpenerPorts) {
    this.#ports = ports;
  }

  /** Returns whether the last check found the store open or opened it. During an outage of the store it is false. */
  open(): Promise<boolean> {
    const { store, trackedLabels, isDestinationEmpty, now } = this.#ports;
    const atMs = now();
    if (this.#last === undefined || !isWithin(this.#last.atMs, atMs, LOOK_EVERY_MS)) {
      const isOpen = openNewStore(store, trackedLabels, isDestinationEmpty).catch(during(StoreOutage, false));
      this.#last = { atMs, isOpen };
    }
    return this.#last.isOpen;
  }
}
