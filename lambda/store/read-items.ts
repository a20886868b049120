import type { ContractKey } from "./items.ts";
import type { ContractStore, Versioned } from "./store.ts";

/** The contract items of one try of a push, each read once. */
export class ReadItems {
  readonly found = new Map<ContractKey, Versioned>();
  readonly #asked = new Set<ContractKey>();
  readonly #contracts: ContractStore;

  constructor(contracts: ContractStore) {
    this.#contracts = contracts;
  }

  /** One request for those that were not read yet. */
  async load(keys: readonly ContractKey[]): Promise<void> {
    const missing = keys.filter((key) => !this.#asked.has(key));
    if (missing.length === 0) {
      return;
    }
    for (const [key, item] of await this.#contracts.read(missing)) {
      this.found.set(key, item);
    }
    for (const key of missing) {
      this.#asked.add(key);
    }
  }

  /** Reads again what may have changed. */
  async reload(keys: readonly ContractKey[]): Promise<void> {
    for (const key of keys) {
      this.#asked.delete(key);
      this.found.delete(key);
    }
    await this.load(keys);
  }
}
