import { type Clock, isWithin } from "../../model/clock.ts";
import type { ContractKey } from "../items.ts";
import type { PushTimes } from "../protocol-times.ts";
import type { Versioned } from "../store.ts";

export interface MemoryPorts {
  readonly now: Clock;
  /** Is never set back, as the wall clock can be. */
  readonly stopwatch: Clock;
  readonly forMs: number;
}

/** Half of C: the other half is for what rests on it. */
export const rememberedForMs = ({ actMs }: Pick<PushTimes, "actMs">): number => actMs / 2;

/** An item as it was read. */
export interface Remembered {
  readonly stored: Versioned;
  /** When the request began that read it: guards count from then, so that nothing rests on it for longer than on another read. */
  readonly sinceMs: number;
}

/** More than the pushes of a fleet have in common, and no way to fill the memory. */
const MAX_ITEMS = 1_000;

/**
 * Contract items that a process has just read, so that first pushes of many clients do not all read the same items. For the
 * protocol it is the same as a push that takes longer from its reads to its write (docs/store.md, clause 2).
 */
export class RememberedItems {
  readonly #ports: MemoryPorts;
  /** Oldest first. */
  readonly #items = new Map<ContractKey, Remembered & { readonly startedAtMs: number }>();

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

  /** @param sinceMs when the request began */
  keep(items: ReadonlyMap<ContractKey, Versioned>, { sinceMs, startedAtMs }: ReadStart): void {
    for (const [key, stored] of items) {
      this.#items.delete(key);
      this.#items.set(key, { stored, sinceMs, startedAtMs });
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

/** When a request begins, by both clocks. */
export interface ReadStart {
  readonly sinceMs: number;
  readonly startedAtMs: number;
}
