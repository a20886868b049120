import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Idle, OpenItem } from "../../../lambda/store/items.ts";
import {
  isStoreOpen,
  labelStateOf,
  requireOpen,
  trackedLabelsOf,
} from "../../../lambda/store/opening/open-item.ts";
import { openNewStore } from "../../../lambda/store/opening/open-new-store.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { countRequests } from "../../support/store/counting-store.ts";
import { type Disturbance, disturb } from "../../support/store/disturbed-store.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";

const IDLE: Idle = { runs: 1, atMs: 0, pushgatewayStart: "" };

const open = (
  table: string | undefined,
  labels: readonly (readonly [string, Idle | "open"])[] = [],
): OpenItem => ({
  kind: "open",
  table,
  opening: undefined,
  labels: new Map(labels),
});

describe("opening a new store", () => {
  let store: ReturnType<typeof createMemoryStore>;

  beforeEach(() => {
    store = createMemoryStore("groups");
  });

  const openIt = (disturbance?: Disturbance) =>
    openNewStore(
      disturb(store, (request) => (request === "contracts.write" ? disturbance : undefined)),
      new Set(["instance"]),
      async () => true,
    );
  const rival = (table: string) => async () => {
    await store.contracts.write(open(table), undefined);
  };

  it("succeeds with one write", async () => {
    const counting = countRequests(store);
    expect(await openNewStore(counting, new Set(["instance"]), async () => true)).toBe(true);
    // `open`, and whether there is a group.
    expect(counting.counts).toMatchObject({ writes: 1, readRequests: 2 });
    expect(await isStoreOpen(store)).toBe(true);
  });

  it.each<[string, Disturbance, boolean]>([
    ["a rival has opened it", rival("groups"), true],
    ["a rival has opened another table", rival("other"), false],
    ["the write had no effect", "lost", false],
    ["the answer of the write was lost", "unheard", true],
  ])("is checked by a read when %s", async (_, disturbance, expected) => {
    expect(await openIt(disturbance)).toBe(expected);
    expect(await isStoreOpen(store)).toBe(expected);
  });

  it.each([
    ["groups", true],
    ["other", false],
  ])("changes nothing when the table %s is open", async (table, expected) => {
    await store.contracts.write(open(table), undefined);
    const counting = countRequests(store);
    expect(await openNewStore(counting, new Set(), async () => true)).toBe(expected);
    expect(counting.counts.writes).toBe(0);
    expect(await isStoreOpen(store)).toBe(expected);
  });

  it("has not happened before", async () => {
    expect(await isStoreOpen(store)).toBe(false);
  });
});

describe("an open store", () => {
  const LABELS = [
    ["instance", "open"],
    ["zone", IDLE],
  ] as const;
  const item = open("groups", LABELS);

  it("accepts keys whose labels are open", () => {
    const key = keyOf("backup", { instance: "one" });
    expect(requireOpen(item, "groups", key)).toBe(item);
    expect(requireOpen(item, "other", key)).toEqual({ kind: "unavailable", reason: "closed" });
    expect(requireOpen(undefined, "groups", key)).toEqual({ kind: "unavailable", reason: "closed" });
    expect(requireOpen(item, "groups", keyOf("backup", { instance: "one", zone: "x" }))).toEqual({
      kind: "unavailable",
      reason: "label-opening",
    });
  });

  it("returns which labels are open", () => {
    expect(["instance", "zone", "other"].map(labelStateOf(item))).toEqual(["open", "opening", "opening"]);
  });

  it.each<[string, readonly string[], boolean]>([
    ["the same", ["zone", "instance"], true],
    ["fewer", ["zone"], false],
    ["more", ["zone", "instance", "rack"], false],
    ["others", ["zone", "rack"], false],
  ])("tracks its labels; they are known if they are %s", (_, known, isKnown) => {
    const set = new Set(known);
    const tracked = trackedLabelsOf(item, set);
    expect(tracked === set).toBe(isKnown);
    expect(tracked).toEqual(new Set(["instance", "zone"]));
  });
});
