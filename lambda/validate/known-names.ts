import type { MetricType } from "../model/exposition.ts";

/** How many names are remembered, over all types. It is more than ordinary clients push, and limits the memory. */
const MAX_NAMES = 10_000;

/** A longer name is judged again each time. */
const MAX_NAME_LENGTH = 128;

/** Names that were judged and found clean: what is pushed today was pushed yesterday, so most names are judged once. */
export class KnownNames {
  readonly #byType = new Map<MetricType, Set<string>>();
  #size = 0;

  has(name: string, type: MetricType): boolean {
    return this.#byType.get(type)?.has(name) === true;
  }

  /** Precondition: the name is not there. */
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

/** A copy, because a piece of a payload's text keeps the whole text alive. */
const toOwnText = (name: string): string => Buffer.from(name, "utf16le").toString("utf16le");
