import type { MetricType } from "../model/exposition.ts";

/** So many names of a type are remembered: more than clients push in earnest, and no way to fill the memory. */
const MAX_NAMES = 10_000;

/** Names that were judged and found clean: what is pushed today was pushed yesterday, so most names are judged once. */
export class KnownNames {
  readonly #byType = new Map<MetricType, Set<string>>();

  has(name: string, type: MetricType): boolean {
    return this.#byType.get(type)?.has(name) === true;
  }

  add(name: string, type: MetricType): void {
    const names = this.#byType.get(type);
    if (names === undefined || names.size === MAX_NAMES) {
      this.#byType.set(type, new Set([toOwnText(name)]));
    } else {
      names.add(toOwnText(name));
    }
  }
}

/** A copy, because a piece of a payload's text keeps the whole text alive. */
const toOwnText = (name: string): string => Buffer.from(name, "utf16le").toString("utf16le");
