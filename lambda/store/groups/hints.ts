import { dropOldest } from "../../model/drop-oldest.ts";
import { toOwnText } from "../../model/own-text.ts";
import type { AdoptableType } from "../contracts/decide-name.ts";

/** The most hints of each kind: more than real clients need, and a limit for the memory. */
const MAX_HINTS = 10_000;

/**
 * What a process remembers so that a push takes the shorter way. Correctness does not depend on it: a wrong hint costs
 * a request, since every write is conditional on the stored state.
 */
export class Hints {
  /** As last read in `open`; at first those of the configuration. */
  trackedLabels: ReadonlySet<string>;
  readonly #adoptedTypes = new Map<string, AdoptableType>();
  readonly #longWays = new Set<string>();

  constructor(trackedLabels: ReadonlySet<string>) {
    this.trackedLabels = trackedLabels;
  }

  /** The last stored type of the family's untyped samples. */
  adoptedType(family: string): AdoptableType | undefined {
    return this.#adoptedTypes.get(family);
  }

  learnAdopted(family: string, type: AdoptableType): void {
    if (this.#adoptedTypes.get(family) !== type) {
      this.#adoptedTypes.delete(family);
      this.#adoptedTypes.set(toOwnText(family), type);
      dropOldest(this.#adoptedTypes, MAX_HINTS);
    }
  }

  /**
   * Whether the blind write refused the last push of the group, as it always does for a POST of some of its families.
   */
  needsLongWay(path: string): boolean {
    return this.#longWays.has(path);
  }

  learnLongWay(path: string): void {
    this.#longWays.add(path);
    dropOldest(this.#longWays, MAX_HINTS);
  }

  forgetLongWay(path: string): void {
    this.#longWays.delete(path);
  }
}
