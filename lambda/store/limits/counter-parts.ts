import { counterKey, findItem } from "../contracts/contract-key.ts";
import { type ContractKey, type CounterName, type Holding, NO_HOLDING, type Owner } from "../items.ts";
import type { ContractStore, Versioned } from "../store.ts";
import { DIMENSIONS, fits, mapDimensions } from "./counters.ts";

/** The owner of a counter; undefined for the total. */
export type Account = Owner | undefined;

/**
 * A counter of more groups than this has {@link MANY_PARTS}. DynamoDB accepts 1,000 writes a second to one item, and
 * many clients that start at the same time each write. Fewer groups cannot reach that rate, and with one part no others
 * need to be read.
 */
const MOST_GROUPS_OF_ONE_PART = 1_000;

const MANY_PARTS = 16;

/** The number of parts for this limit. */
export const countParts = ({ groups }: Holding): number =>
  groups > MOST_GROUPS_OF_ONE_PART ? MANY_PARTS : 1;

export const toPartName = (account: Account, part: number): CounterName =>
  account === undefined ? { totalShard: part } : { owner: account, part };

/** A part's even share. All shares add up to the whole, and a larger whole makes no share smaller. */
export const toShare = (whole: Holding, parts: number, part: number): Holding =>
  mapDimensions((one) => {
    const least = Math.floor(whole[one] / parts);
    return least + (part < whole[one] - least * parts ? 1 : 0);
  });

/** What each part holds. */
export const readParts = async (
  contracts: ContractStore,
  account: Account,
  parts: number,
): Promise<readonly Holding[]> => {
  const names = Array.from({ length: parts }, (_, part) => toPartName(account, part));
  const items = await contracts.read(names.map(counterKey));
  return names.map((name) => readCounter(items, name));
};

export const readCounter = (items: ReadonlyMap<ContractKey, Versioned>, name: CounterName): Holding =>
  findItem(items, counterKey(name), "counter")?.item ?? NO_HOLDING;

/**
 * Divides an addition over parts, so that no part holds more than its share: all of it to the first part with room,
 * otherwise to several. If the counter as a whole has room, the parts together have room.
 *
 * @param first where to begin, so that concurrent pushes do not choose the same part
 */
export const divide = (
  add: Holding,
  held: readonly Holding[],
  allowed: Holding,
  first: number,
): readonly { readonly part: number; readonly add: Holding }[] => {
  const parts = held.length;
  const inTurn = held.map((_, index) => (first + index) % parts);
  const single = inTurn.find((part) => fits(held[part]!, add, toShare(allowed, parts, part)));
  if (single !== undefined) {
    return [{ part: single, add }];
  }
  let rest = add;
  return inTurn.flatMap((part) => {
    const share = toShare(allowed, parts, part);
    const taken = mapDimensions((one) => Math.min(rest[one], Math.max(share[one] - held[part]![one], 0)));
    rest = mapDimensions((one) => rest[one] - taken[one]);
    return DIMENSIONS.some((one) => taken[one] > 0) ? [{ part, add: taken }] : [];
  });
};
