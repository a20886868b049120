import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { keyOf } from "../../lambda/store/contracts/contract-key.ts";
import { decide, keysOf } from "../../lambda/store/contracts/decide.ts";
import type { NameNeed, Needs, PlacementNeed } from "../../lambda/store/contracts/needs.ts";
import { type ContractKey, MAX_LISTED_VALUES } from "../../lambda/store/items.ts";
import type { Versioned } from "../../lambda/store/store.ts";

const nameNeed: fc.Arbitrary<NameNeed> = fc.record({
  name: fc.constantFrom("a", "a_count", "a_sum", "b"),
  family: fc.constantFrom("a", "b"),
  type: fc.constantFrom("counter", "gauge", "summary"),
});

const placementNeed: fc.Arbitrary<PlacementNeed> = fc
  .record({
    family: fc.constantFrom("a", "b"),
    label: fc.constant("instance"),
    side: fc.constantFrom("key", "body"),
    value: fc.nat({ max: 14 }),
  })
  .map(({ value, ...need }) => ({ ...need, value: String(value), hash: `#${value}` }));

const pushes = fc.array(
  fc.record({
    needs: fc.record({
      names: fc.array(nameNeed, { maxLength: 2 }),
      placements: fc.array(placementNeed, { maxLength: 3 }),
    }),
    isOpening: fc.boolean(),
  }),
  { maxLength: 40 },
);

const JOB = "j";

describe("a series of decisions", () => {
  it("never gives one name two meanings, or puts one value on both sides", () => {
    fc.assert(
      fc.property(pushes, (sequence) => {
        const items = new Map<ContractKey, Versioned>();
        const meanings = new Map<string, string>();
        const sides = new Map<string, string>();
        let isOpen = false;
        for (const { needs, isOpening } of sequence) {
          isOpen ||= !isOpening;
          const wanted: Needs = isOpen
            ? needs
            : { ...needs, placements: needs.placements.filter(({ side }) => side === "body") };
          const context = {
            by: undefined,
            job: JOB,
            labelState: () => (isOpen ? ("open" as const) : ("opening" as const)),
          };
          const { conflicts, writes } = decide(wanted, items, context);
          if (conflicts.length > 0) {
            continue;
          }
          for (const { item } of writes) {
            items.set(keyOf(item), { item, version: "v" });
          }
          for (const { name, family, type } of wanted.names) {
            const meaning = `${family} ${type}`;
            expect(meanings.get(name) ?? meaning).toBe(meaning);
            meanings.set(name, meaning);
          }
          for (const { family, hash, side } of wanted.placements) {
            expect(sides.get(family + hash) ?? side).toBe(side);
            sides.set(family + hash, side);
          }
          // What was granted exists now, and costs nothing the next time.
          const read = new Map(keysOf(wanted, JOB).flatMap((key) => toEntry(items, key)));
          expect(decide(wanted, read, context)).toEqual({ conflicts: [], writes: [] });
          expectShortLists(items);
        }
      }),
      { numRuns: 500 },
    );
  });
});

const toEntry = (items: ReadonlyMap<ContractKey, Versioned>, key: ContractKey) => {
  const item = items.get(key);
  return item === undefined ? [] : [[key, item] as const];
};

const expectShortLists = (items: ReadonlyMap<ContractKey, Versioned>): void => {
  for (const { item } of items.values()) {
    if (item.kind !== "placement") {
      continue;
    }
    for (const labels of item.families.values()) {
      for (const { key, body } of labels.values()) {
        expect(Math.max(key.size, body.size)).toBeLessThanOrEqual(MAX_LISTED_VALUES);
      }
    }
  }
};
