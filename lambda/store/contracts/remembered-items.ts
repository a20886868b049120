import { type Clock, isWithin } from "../../model/clock.ts";
import type { ContractKey } from "../items.ts";
import type { PushTimes } from "../run-times.ts";
import type { Versioned } from "../store.ts";

export interface MemoryPorts {
  readonly now: Clock;
  /** Never goes back, unlike the wall clock. */
  readonly stopwatch: Clock;
  readonly forMs: number;
}

/** Half of C. The other half is for what rests on the read. */
export const rememberedForMs = ({ actMs }: Pick<PushTimes, "actMs">): number => actMs / 2;

/** When a request began, by both clocks. Guards count from then, so nothing rests on an item for longer than on a read. */
export interface ReadStart {
  readonly sinceMs: number;
  readonly startedAtMs: number;
}

/** An item as it was read. */
export interface Remembered extends ReadStart {
  readonly stored: Versioned;
}

/** More than the pushes of many clients share, and a limit for the memory. */
const MAX_ITEMS = 1_000;

/**
 * Contract items that a process has just read, so that first pushes of many clients do not all read the same items. For
 * the protocol this is the same as a longer time between the reads and the write of a push (docs/store.md, clause 2).
 */
export class RememberedItems {
  readonly #ports: MemoryPorts;
  /** Oldest first. */
  readonly #items = new Map<ContractKey, Remembered>();

  constructor(ports: MemoryPorts) {
    this.#ports = ports;
  }

  take(key: ContractKey): Remembered | undefined {
    const { now, stopwatch, forMs } = this.#ports;
    const found = this.#items.get(key);
    return found !== undefined &&
      isWithin(found.sinceMs, now(), forMs) &&
      isWithin(found.startedAtMs, stopwatch(), forMs)
      ? found
      : undefined;
  }

  keep(items: ReadonlyMap<ContractKey, Versioned>, start: ReadStart): void {
    for (const [key, stored] of items) {
      this.#items.delete(key);
      this.#items.set(key, { stored, ...start });
    }
    for (const key of this.#items.keys()) {
      if (this.#items.size <= MAX_ITEMS && this.take(key) !== undefined) {
        return;
      }
      this.#items.delete(key);
    }
  }

  forget(keys: Iterable<ContractKey>): void {
    for (const key of keys) {
      this.#items.delete(key);
    }
  }

  start(): ReadStart {
    return { sinceMs: this.#ports.now(), startedAtMs: this.#ports.stopwatch() };
  }
}
