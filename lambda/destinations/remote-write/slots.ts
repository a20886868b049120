import { hash } from "node:crypto";

/** The slot and the shard of a group: equal for equal paths, and evenly spread. */
export interface GroupPlace {
  readonly slot: number;
  readonly shard: number;
}

export const toPlace = (path: string, slots: number, shards: number): GroupPlace => {
  const digest = hash("sha256", path, "buffer");
  return { slot: digest.readUInt32BE(0) % slots, shard: digest.readUInt32BE(4) % shards };
};

/**
 * The slots whose turn has come since the last complete run. Each tick uses one slot, so a group that is not pushed
 * again is sent once in as many ticks as there are slots.
 */
export const findDueSlots = (
  fromMs: number,
  startMs: number,
  { everyMs, slots }: { readonly everyMs: number; readonly slots: number },
): ReadonlySet<number> => {
  const last = Math.floor(startMs / everyMs);
  const first = Math.max(Math.floor(fromMs / everyMs) + 1, last - slots + 1);
  const due = new Set<number>();
  for (let tick = first; tick <= last; tick++) {
    due.add(tick % slots);
  }
  return due;
};

/** A part of all groups, by their paths. */
export type Part = (path: string) => boolean;

export const ALL: Part = () => true;

/**
 * Two parts that have all groups together. The first is small and random, so if a receiver takes only some samples of each
 * run, no group is always among the last.
 *
 * @param random in [0, 1)
 */
export const divide = (random: number): readonly Part[] => {
  const isFirst: Part = (path) => {
    const place = hash("sha256", path, "buffer").readUInt32BE(8) / 2 ** 32;
    return (place + random) % 1 < FIRST_SHARE;
  };
  return [isFirst, (path) => !isFirst(path)];
};

const FIRST_SHARE = 1 / 8;
