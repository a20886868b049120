import { describe, expect, it } from "@jest/globals";
import {
  isNameItemTooLarge,
  isPlacementItemTooLarge,
  MAX_CONTRACT_BYTES,
} from "../../../lambda/store/contracts/item-size.ts";
import type { Idle, LabelPlacement, NameEntry, PlacementEntry } from "../../../lambda/store/items.ts";

const IDLE: Idle = { runs: 1, atMs: 1, pushgatewayStart: "" };

const entries = (count: number, idle?: Idle): ReadonlyMap<string, PlacementEntry> =>
  new Map(Array.from({ length: count }, (_, index) => [`${index}`, { idle }]));

const placement = (changes: Partial<LabelPlacement>): LabelPlacement => ({
  key: new Map(),
  body: new Map(),
  rest: undefined,
  ...changes,
});

/** Fills the item up with a text. `bytes` is the size of the item's other parts. */
const expectLimit = (bytes: number, isTooLarge: (filler: string) => boolean): void => {
  // Each character takes two bytes.
  const filler = "é".repeat((MAX_CONTRACT_BYTES - bytes) / 2);
  expect(isTooLarge(filler)).toBe(false);
  expect(isTooLarge(`${filler}x`)).toBe(true);
};

describe("the size of a job's placement item", () => {
  const FAMILY = "family".length + 60;
  const LABEL = "instance".length + 60;

  it("is at most 350 KiB", () => {
    expect(MAX_CONTRACT_BYTES).toBe(358_400);
  });

  it.each<[string, LabelPlacement, number]>([
    ["no value", placement({}), 0],
    ["values in keys", placement({ key: entries(3) }), 3 * 40],
    ["values in bodies", placement({ body: entries(3) }), 3 * 40],
    ["idle values", placement({ key: entries(1, IDLE), body: entries(2, IDLE) }), 3 * 120],
    ["the rest, which may become idle", placement({ rest: { side: "key", idle: undefined } }), 120],
  ])("includes the names and %s", (_, one, bytes) => {
    expectLimit(FAMILY + LABEL + bytes, (job) =>
      isPlacementItemTooLarge({
        kind: "placement",
        job,
        families: new Map([["family", new Map([["instance", one]])]]),
      }),
    );
  });

  it("includes all families and labels", () => {
    const labels = new Map([
      ["instance", placement({ key: entries(1) })],
      ["instance2", placement({ body: entries(1) })],
    ]);
    expectLimit(2 * (FAMILY + LABEL + LABEL + 80) + 2 + 2, (job) =>
      isPlacementItemTooLarge({
        kind: "placement",
        job,
        families: new Map([
          ["family", labels],
          ["family12", labels],
        ]),
      }),
    );
  });
});

describe("the size of a name item", () => {
  const entry = (job: string): NameEntry => ({
    family: "family",
    type: "gauge",
    first: { owner: "app", job, atMs: 1 },
    idle: undefined,
  });

  it("includes the first claimant, and what runs may add later", () => {
    const bytes = "name".length + "family".length + 2 * 60 + 80 + "app".length;
    expectLimit(bytes + 1, (job) =>
      isNameItemTooLarge({ kind: "name", base: "x", entries: new Map([["name", entry(`${job}x`)]]) }),
    );
  });

  it("includes all names, also those that were found at the Pushgateway", () => {
    const found: NameEntry = { ...entry(""), first: undefined };
    const bytes = 2 * ("name".length + "family".length + 2 * 60 + 80) + "app".length;
    expectLimit(bytes + 1, (job) =>
      isNameItemTooLarge({
        kind: "name",
        base: "x",
        entries: new Map([
          ["name", found],
          ["nam2", entry(`${job}x`)],
        ]),
      }),
    );
  });
});
