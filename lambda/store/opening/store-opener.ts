import { type Clock, isWithin } from "../../model/clock.ts";
import { during } from "../../model/outage.ts";
import { type Store, StoreOutage } from "../store.ts";
import { openNewStore } from "./open-new-store.ts";

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
