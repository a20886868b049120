import { describe, expect, it } from "@jest/globals";
import { divide, findDueSlots, toPlace } from "../../../../lambda/destinations/remote-write/slots.ts";

const EVERY_MS = 60_000;

const dueBetween = (fromRuns: number, startRuns: number) =>
  [...findDueSlots(fromRuns * EVERY_MS, startRuns * EVERY_MS, { everyMs: EVERY_MS, slots: 8 })].sort();

describe("findDueSlots", () => {
  it.each([
    ["the next slot, one minute after the last run", 10, 11, [3]],
    ["the skipped slots, too, after a later run", 10, 13, [3, 4, 5]],
    ["no slot, a few seconds after the last run", 10.1, 10.2, []],
    ["all slots in the first run", 0, 29_405_000, [0, 1, 2, 3, 4, 5, 6, 7]],
    ["all slots once, after a long outage", 10, 18, [0, 1, 2, 3, 4, 5, 6, 7]],
    ["all but one, one run earlier", 10, 17, [0, 1, 3, 4, 5, 6, 7]],
  ])("finds %s", (_, from, start, slots) => expect(dueBetween(from, start)).toEqual(slots));
});

describe("toPlace", () => {
  it("spreads groups over slots and shards, and always puts a group in the same place", () => {
    const places = Array.from({ length: 100 }, (_, index) => toPlace(`/metrics/job/${index}`, 4, 3));
    expect(new Set(places.map(({ slot, shard }) => `${slot} ${shard}`)).size).toBe(12);
    expect(toPlace("/metrics/job/0", 4, 3)).toEqual(places[0]);
  });
});

describe("the two parts of all groups", () => {
  const paths = Array.from({ length: 2_000 }, (_, i) => `/metrics/job/j${i}`);
  const RANDOM = [0, 0.3, 0.6, 0.95, 0.999_999];

  it.each(RANDOM)("have each group once (random number %d); the first has about an eighth", (random) => {
    const [isFirst, isRest] = divide(random);
    expect(paths.every((path) => isFirst!(path) !== isRest!(path))).toBe(true);
    const { length } = paths.filter((path) => isFirst!(path));
    expect(length).toBeGreaterThan(200);
    expect(length).toBeLessThan(300);
  });

  it("have each group in the first one sometimes", () => {
    const parts = Array.from({ length: 8 }, (_, i) => divide(i / 8)[0]!);
    expect(paths.every((path) => parts.filter((isFirst) => isFirst(path)).length === 1)).toBe(true);
  });
});
