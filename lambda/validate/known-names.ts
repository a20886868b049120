import type { MetricType } from "../model/exposition.ts";
import { toOwnText } from "../model/own-text.ts";

/** The most names that are remembered, over all types, so that memory is limited. Ordinary clients push fewer. */
const MAX_NAMES = 10_000;

/** A longer name is not remembered. */
const MAX_NAME_LENGTH = 128;

/**
 * Names without issues. They are remembered over pushes, because clients push the same names again, so most are judged
 * once.
 */
export class KnownNames {
  readonly #byType = new Map<MetricType, Set<string>>();
  #size = 0;

  has(name: string, type: MetricType): boolean {
    return this.#byType.get(type)?.has(name) === true;
  }

  /** Precondition: `has` is false for the name and type. */
  add(name: string, type: MetricType): void {
    if (name.length > MAX_NAME_LENGTH) {
      return;
    }
    if (this.#size === MAX_NAMES) {
      this.#byType.clear();
      this.#size = 0;
    }
    const names = this.#byType.get(type) ?? new Set();
    names.add(toOwnText(name));
    this.#byType.set(type, names);
    this.#size++;
  }
}
