import type { AdoptableType } from "../contracts/decide-name.ts";

/** So much of each kind is remembered: more than clients push in earnest, and no way to fill the memory. */
const MAX_HINTS = 10_000;

/**
 * What a process remembers so that a push takes the shorter way. Nothing rests on it: a wrong hint costs a request, since
 * every write is conditional on what the store says.
 */
export class Hints {
  /** As `open` last had them; at first those of the configuration. */
  trackedLabels: ReadonlySet<string>;
  readonly #adoptedTypes = new Map<string, AdoptableType>();
  readonly #longWays = new Set<string>();

  constructor(trackedLabels: ReadonlySet<string>) {
    this.trackedLabels = trackedLabels;
  }

  /** What untyped samples of the family were last stored as. */
  adoptedType(family: string): AdoptableType | undefined {
    return this.#adoptedTypes.get(family);
  }

  learnAdopted(family: string, type: AdoptableType): void {
    if (this.#adoptedTypes.get(family) !== type) {
      this.#adoptedTypes.delete(family);
      dropOldest(this.#adoptedTypes);
      this.#adoptedTypes.set(toOwnText(family), type);
    }
  }

  /** Whether pushes of the group were last refused by the blind write: a POST of some of its families always is. */
  needsLongWay(path: string): boolean {
    return this.#longWays.has(path);
  }

  learnLongWay(path: string): void {
    if (!this.#longWays.has(path)) {
      dropOldest(this.#longWays);
      this.#longWays.add(path);
    }
  }

  forgetLongWay(path: string): void {
    this.#longWays.delete(path);
  }
}

const dropOldest = (known: Map<string, unknown> | Set<string>): void => {
  if (known.size >= MAX_HINTS) {
    known.delete(known.keys().next().value!);
  }
};

/** A copy, because a piece of a payload's text keeps the whole text alive. */
const toOwnText = (name: string): string => Buffer.from(name).toString();
