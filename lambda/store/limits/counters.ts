import {
  type CounterItem,
  type Holding,
  NO_HOLDING,
  type RefusalCounts,
  type RefusalsItem,
} from "../items.ts";
import type { CounterChange } from "../store.ts";

export const DIMENSIONS = Object.keys(NO_HOLDING) as readonly (keyof Holding)[];

/** The counter after the change, which may be its first; undefined if the change's conditions are not met. */
export const addToCounter = (
  stored: CounterItem | undefined,
  { to, add, atMost, ifRevision }: CounterChange,
): CounterItem | undefined => {
  const counter: CounterItem = stored ?? { kind: "counter", of: to, ...NO_HOLDING, revision: 0 };
  const isAllowed =
    (ifRevision === undefined || counter.revision === ifRevision) &&
    (atMost === undefined || fits(counter, add, atMost));
  return isAllowed
    ? {
        ...counter,
        ...addHoldings(counter, add),
        revision: counter.revision + (ifRevision === undefined ? 0 : 1),
      }
    : undefined;
};

/** Whether no growing dimension then exceeds its limit. */
export const fits = (held: Holding, add: Holding, allowed: Holding): boolean =>
  DIMENSIONS.every((one) => add[one] <= 0 || held[one] + add[one] <= allowed[one]);

/** A holding with one value for each dimension. */
export const mapDimensions = (toNumber: (dimension: keyof Holding) => number): Holding => ({
  groups: toNumber("groups"),
  series: toNumber("series"),
  bytes: toNumber("bytes"),
  names: toNumber("names"),
});

export const addHoldings = (a: Holding, b: Holding): Holding => mapDimensions((one) => a[one] + b[one]);

export const sumHoldings = (holdings: Iterable<Holding>): Holding =>
  [...holdings].reduce(addHoldings, NO_HOLDING);

export const subtractHolding = (a: Holding, b: Holding): Holding => mapDimensions((one) => a[one] - b[one]);

export const isNothing = (holding: Holding): boolean => DIMENSIONS.every((one) => holding[one] === 0);

/** The refusals of a client with more of them, which may be the first. */
export const addToRefusals = (
  stored: RefusalsItem | undefined,
  client: string,
  counts: RefusalCounts,
): RefusalsItem => {
  const sums = new Map(stored?.counts);
  for (const [code, count] of counts) {
    sums.set(code, (sums.get(code) ?? 0) + count);
  }
  return { kind: "refusals", client, counts: sums };
};
