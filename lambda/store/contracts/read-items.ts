import type { ContractKey } from "../items.ts";
import type { ContractStore, Versioned } from "../store.ts";
import type { RememberedItems } from "./remembered-items.ts";

/** `fresh`: no remembered items are used. */
export type ReadMode = "remembered" | "fresh";

/** The contract items of one try of a push, each read once or remembered. */
export class ReadItems {
  readonly found = new Map<ContractKey, Versioned>();
  /** Whether an item is remembered from an earlier push. */
  isRemembered = false;
  /** When the first request began that this try rests on. */
  sinceMs: number;
  readonly #asked = new Set<ContractKey>();
  readonly #contracts: ContractStore;
  readonly #memory: RememberedItems;
  readonly #mode: ReadMode;

  constructor(contracts: ContractStore, memory: RememberedItems, mode: ReadMode, sinceMs: number) {
    this.#contracts = contracts;
    this.#memory = memory;
    this.#mode = mode;
    this.sinceMs = sinceMs;
  }

  /** One request for items that are neither read nor remembered yet. */
  async load(keys: readonly ContractKey[]): Promise<void> {
    const missing = keys.filter((key) => !this.#asked.has(key) && !this.#recall(key));
    if (missing.length === 0) {
      return;
    }
    const start = this.#memory.start();
    const items = await this.#contracts.read(missing);
    this.#memory.keep(items, start);
    for (const [key, item] of items) {
      this.found.set(key, item);
    }
    for (const key of missing) {
      this.#asked.add(key);
    }
  }

  #recall(key: ContractKey): boolean {
    const remembered = this.#mode === "remembered" ? this.#memory.take(key) : undefined;
    if (remembered === undefined) {
      return false;
    }
    this.found.set(key, remembered.stored);
    this.#asked.add(key);
    this.isRemembered = true;
    this.sinceMs = Math.min(this.sinceMs, remembered.sinceMs);
    return true;
  }
}
