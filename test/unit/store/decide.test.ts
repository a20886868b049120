import { describe, expect, it } from "@jest/globals";
import {
  findItem,
  hashText,
  keyOf,
  nameKey,
  placementKey,
} from "../../../lambda/store/contracts/contract-key.ts";
import { decide, keysOf } from "../../../lambda/store/contracts/decide.ts";
import { decideName } from "../../../lambda/store/contracts/decide-name.ts";
import { decidePlacement } from "../../../lambda/store/contracts/decide-placement.ts";
import type { NameNeed, Needs, PlacementNeed } from "../../../lambda/store/contracts/needs.ts";
import type { ContractItem, ContractKey, Idle, NameEntry } from "../../../lambda/store/items.ts";
import { MAX_LISTED_VALUES } from "../../../lambda/store/items.ts";
import type { Versioned } from "../../../lambda/store/store.ts";

const BY = { owner: "app", job: "backup", atMs: 7 };
const IDLE: Idle = { runs: 2, atMs: 1, pushgatewayStart: "s" };
const CONTEXT = { by: BY, job: "backup", labelState: () => "open" as const };

const stored = (...items: ContractItem[]): ReadonlyMap<ContractKey, Versioned> =>
  new Map(items.map((item) => [keyOf(item), { item, version: "v" }]));

const nameItem = (base: string, entries: Record<string, NameEntry>): ContractItem => ({
  kind: "name",
  base,
  entries: new Map(Object.entries(entries)),
});

const entry = (family: string, type: NameEntry["type"], idle?: Idle): NameEntry => ({
  family,
  type,
  first: BY,
  idle,
});

const names = (...needs: NameNeed[]): Needs => ({ names: needs, placements: [] });

const place = (side: PlacementNeed["side"], ...values: string[]): Needs => ({
  names: [],
  placements: values.map((value) => ({ family: "a", label: "instance", side, hash: hashText(value), value })),
});

const placementItem = (
  side: "key" | "body",
  values: readonly string[],
  rest?: "key" | "body",
): ContractItem => {
  const listed = new Map(values.map((value) => [hashText(value), { idle: undefined }]));
  const placement = {
    key: side === "key" ? listed : new Map(),
    body: side === "body" ? listed : new Map(),
    rest: rest === undefined ? undefined : { side: rest, idle: undefined },
  };
  return {
    kind: "placement",
    job: "backup",
    families: new Map([["a", new Map([["instance", placement]])]]),
  };
};

const EIGHT = Array.from({ length: MAX_LISTED_VALUES }, (_, index) => `v${index}`);

describe("decide on names", () => {
  const gauge: NameNeed = { name: "a", family: "a", type: "gauge" };

  it("creates missing entries, in one item for all names with the same base", () => {
    const histogram = ["h", "h_bucket", "h_count", "h_sum"].map((name) => ({
      name,
      family: "h",
      type: "histogram" as const,
    }));
    const { conflicts, writes } = decide(names(...histogram), new Map(), CONTEXT);
    expect(conflicts).toEqual([]);
    expect(writes).toEqual([
      {
        item: nameItem("h", Object.fromEntries(histogram.map(({ name }) => [name, entry("h", "histogram")]))),
        expected: undefined,
        newNames: 4,
      },
    ]);
  });

  it("writes nothing for an entry in use with the same meaning, and makes an idle one used", () => {
    expect(decide(names(gauge), stored(nameItem("a", { a: entry("a", "gauge") })), CONTEXT).writes).toEqual(
      [],
    );
    const idle = stored(nameItem("a", { a: entry("a", "gauge", IDLE) }));
    expect(decide(names(gauge), idle, CONTEXT).writes).toEqual([
      { item: nameItem("a", { a: entry("a", "gauge") }), expected: "v", newNames: 0 },
    ]);
  });

  it("distinguishes the same name and type in another family", () => {
    const need: NameNeed = { name: "h_count", family: "h_count", type: "histogram" };
    const held = stored(nameItem("h", { h_count: entry("h", "histogram") }));
    expect(decide(names(need), held, CONTEXT).conflicts).toEqual([
      {
        kind: "type",
        name: "h_count",
        family: "h_count",
        wanted: "histogram",
        existing: "histogram",
        owner: "h",
        reason: "held",
      },
    ]);
  });

  it("distinguishes created from revived entries", () => {
    const created = { kind: "created", entry: entry("a", "gauge") };
    expect(decideName(gauge, undefined, BY)).toStrictEqual(created);
    expect(decideName(gauge, entry("a", "gauge", IDLE), undefined)).toStrictEqual({
      ...created,
      kind: "revived",
    });
    expect(decideName(gauge, entry("a", "gauge"), BY)).toStrictEqual({ kind: "held" });
  });

  it("refuses another type, even of an idle entry, and a name that another family owns", () => {
    const { conflicts } = decide(
      names(gauge, { name: "h_count", family: "h_count", type: "gauge" }),
      stored(
        nameItem("a", { a: entry("a", "counter", IDLE) }),
        nameItem("h", { h_count: entry("h", "histogram") }),
      ),
      CONTEXT,
    );
    expect(conflicts).toMatchObject([
      { name: "a", wanted: "gauge", existing: "counter", owner: "a", reason: "held" },
      { name: "h_count", wanted: "gauge", existing: "histogram", owner: "h", reason: "held" },
    ]);
  });

  it("refuses two meanings of one name in one push", () => {
    const { conflicts } = decide(names(gauge, { ...gauge, type: "counter" }), new Map(), CONTEXT);
    expect(conflicts).toMatchObject([{ existing: "gauge", wanted: "counter" }]);
  });

  it("needs no item for a name of the Pushgateway itself, and refuses it with another meaning", () => {
    const own: NameNeed = { name: "go_goroutines", family: "go_goroutines", type: "gauge" };
    expect(keysOf(names(own), "backup")).toEqual([]);
    expect(decide(names(own), new Map(), CONTEXT)).toEqual({ conflicts: [], writes: [] });
    expect(decide(names({ ...own, type: "counter" }), new Map(), CONTEXT).conflicts).toMatchObject([
      { reason: "reserved", existing: "gauge" },
    ]);
  });

  it("refuses new names when the item of their base is too large", () => {
    const many = Array.from({ length: 3_000 }, (_, index) => [
      `a${"_count".repeat(index)}`,
      entry("a", "gauge"),
    ]);
    const items = stored(nameItem("a", Object.fromEntries(many) as Record<string, NameEntry>));
    const need: NameNeed = { name: "a_sum", family: "a_sum", type: "gauge" };
    expect(decide(names(need), items, CONTEXT).conflicts).toMatchObject([{ reason: "full", name: "a_sum" }]);
    // Existing names can still be used.
    expect(decide(names(gauge), items, CONTEXT)).toEqual({ conflicts: [], writes: [] });
  });

  it("reads each item once", () => {
    const needs = {
      ...names(gauge, { ...gauge, name: "a_sum" }),
      ...{ placements: place("key", "x").placements },
    };
    expect(keysOf(needs, "backup")).toEqual([nameKey("a"), placementKey("backup")]);
  });
});

describe("decide on placements", () => {
  it.each(["key", "body"] as const)(
    "lists values in %s placements, in one item for all families of a job",
    (side) => {
      const { writes } = decide(place(side, "x", "y"), new Map(), CONTEXT);
      const item = placementItem(side, ["x", "y"]);
      expect(writes).toStrictEqual([{ item, expected: undefined, newNames: 0 }]);
      expect([...readPlacement(writes[0]!.item)[side].values()]).toStrictEqual([
        { idle: undefined },
        { idle: undefined },
      ]);
      expect(decide(place(side, "y"), stored(item), CONTEXT)).toEqual({ conflicts: [], writes: [] });
    },
  );

  it("writes nothing for a value that is listed or covered by the rest", () => {
    const listed = readPlacement(placementItem("key", ["x"], "key"));
    for (const value of ["x", "y"]) {
      const need = { side: "key", hash: hashText(value) } as const;
      expect(decidePlacement(listed, need, "open")).toStrictEqual({ kind: "held" });
    }
  });

  it.each(["key", "body"] as const)("refuses a value for a %s that is listed for the other side", (side) => {
    const items = stored(placementItem(side === "key" ? "body" : "key", ["x"]));
    expect(decide(place(side, "x"), items, CONTEXT)).toMatchObject({
      conflicts: [{ value: "x", wanted: side, reason: "on-other-side" }],
    });
  });

  it("gives keys the rest once their list is full; bodies then have only their listed values", () => {
    const items = stored(placementItem("key", EIGHT));
    const { writes } = decide(place("key", "ninth"), items, CONTEXT);
    expect(writes[0]?.item).toEqual(placementItem("key", EIGHT, "key"));
    const outgrown = stored(writes[0]!.item);
    expect(decide(place("key", "tenth"), outgrown, CONTEXT)).toEqual({ conflicts: [], writes: [] });
    expect(decide(place("body", "tenth"), outgrown, CONTEXT).conflicts).toMatchObject([
      { reason: "on-other-side" },
    ]);
  });

  it("refuses the ninth value in bodies, unless keys cannot have the label yet", () => {
    const items = stored(placementItem("body", EIGHT));
    expect(decide(place("body", "ninth"), items, CONTEXT).conflicts).toMatchObject([{ reason: "full" }]);
    const opening = { ...CONTEXT, labelState: () => "opening" as const };
    const { writes } = decide(place("body", "ninth"), items, opening);
    expect(writes[0]?.item).toEqual(placementItem("body", EIGHT, "body"));
    expect(decide(place("key", "tenth"), stored(writes[0]!.item), CONTEXT).conflicts).toMatchObject([
      { reason: "on-other-side" },
    ]);
  });

  it("makes an idle listed value and an idle rest used", () => {
    const idle = (side: "key" | "body", rest?: "key") => {
      const item = placementItem(side, EIGHT, rest);
      const placement = (item as Extract<ContractItem, { kind: "placement" }>).families
        .get("a")!
        .get("instance")!;
      const entries = new Map(Array.from(placement[side].keys(), (hash) => [hash, { idle: IDLE }]));
      const changed = {
        ...placement,
        [side]: entries,
        rest: placement.rest && { ...placement.rest, idle: IDLE },
      };
      return stored({
        ...item,
        families: new Map([["a", new Map([["instance", changed]])]]),
      } as ContractItem);
    };
    const listed = decide(place("body", "v1"), idle("body"), CONTEXT);
    expect(JSON.stringify([...readPlacement(listed.writes[0]!.item).body])).toContain(
      JSON.stringify([hashText("v1"), {}]),
    );
    const rest = decide(place("key", "ninth"), idle("key", "key"), CONTEXT);
    expect(readPlacement(rest.writes[0]!.item).rest).toEqual({ side: "key", idle: undefined });
  });

  it("refuses more families of a job than one item can hold", () => {
    const families = new Map(
      Array.from({ length: 2_000 }, (_, index) => [
        `family_${index}`,
        readFamilies(placementItem("key", EIGHT)).get("a")!,
      ]),
    );
    const items = stored({ kind: "placement", job: "backup", families });
    expect(decide(place("key", "x"), items, CONTEXT).conflicts).toMatchObject([{ reason: "job-full" }]);
  });
});

describe("find", () => {
  it("returns an item only if its kind fits the key", () => {
    const item = nameItem("a", {});
    const items = stored(item);
    expect(findItem(items, nameKey("a"), "name")).toEqual({ item, version: "v" });
    expect(findItem(items, nameKey("a"), "placement")).toBeUndefined();
    expect(findItem(items, nameKey("b"), "name")).toBeUndefined();
  });
});

const readFamilies = (item: ContractItem) => (item as Extract<ContractItem, { kind: "placement" }>).families;

const readPlacement = (item: ContractItem) => readFamilies(item).get("a")!.get("instance")!;
