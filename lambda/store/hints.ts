import { addHoldings } from "./counters.ts";
import type { AdoptableType } from "./decide-name.ts";
import type { Holding } from "./items.ts";

/** So much of each kind is remembered: more than clients push in earnest, and no way to fill the memory. */
const MAX_HINTS = 10_000;

/** All together may hold more than is allowed by what other processes book in so long. */
const TOTAL_MS = 10_000;

/**
 * What a process remembers so that a push takes the shorter way. Nothing rests on it: a wrong hint costs a request, since
 * every write is conditional on what the store says.
 */
export class Hints {
  /** As `open` last had them; at first those of the configuration. */
  trackedLabels: ReadonlySet<string>;
  readonly #adoptedTypes = new Map<string, AdoptableType>();
  readonly #longWays = new Set<string>();
  #total: { readonly held: Holding; readonly readMs: number } | undefined;

  constructor(trackedLabels: ReadonlySet<string>) {
    this.trackedLabels = trackedLabels;
  }

  /** What all owners together held lately; undefined: it is not known, or too long ago. */
  totalAt(nowMs: number): Holding | undefined {
    return this.#total !== undefined && nowMs < this.#total.readMs + TOTAL_MS ? this.#total.held : undefined;
  }

  learnTotal(held: Holding, readMs: number): void {
    this.#total = { held, readMs };
  }

  /** What this process has booked since counts at once. */
  growTotal(booked: Holding): void {
    if (this.#total === undefined) {
      return;
    }
    this.#total = { ...this.#total, held: addHoldings(this.#total.held, booked) };
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
    dropOldest(this.#longWays);
    this.#longWays.add(path);
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
const toOwnText = (name: string): string => Buffer.from(name, "latin1").toString("latin1");
