import { describe, expect, it } from "@jest/globals";
import { type Selection, toGroupSeries } from "../../../../lambda/destinations/remote-write/group-series.ts";
import type { Series } from "../../../../lambda/destinations/remote-write/series.ts";
import { encodeExposition } from "../../../../lambda/encode/encode-exposition.ts";
import type { GroupItem, LiveGroup, Tombstone } from "../../../../lambda/store/items.ts";
import { MARKER_NAME } from "../../../../lambda/store/marker.ts";
import { gauge } from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";

const AT_MS = 1_764_300_000_500;
const SELECTION: Selection = {
  changedSinceMs: AT_MS,
  dueSlots: new Set(),
  goneSinceMs: AT_MS,
  slots: 1,
  shards: 1,
  shard: 0,
  isSent: () => true,
  isRefreshed: () => true,
  externalLabels: {},
};

const contentOf = (...names: readonly string[]): Uint8Array =>
  encodeExposition(names.map((name) => gauge(name)));

const gone = (atMs: number, ...names: readonly string[]) => ({
  atMs,
  series: 1,
  content: contentOf(...names),
});

const LIVE = {
  state: "live",
  path: keyOf("batch").path,
  id: "w1",
  atMs: AT_MS,
  fingerprint: "p",
  content: contentOf("m"),
  series: 1,
  countedBytes: 1_024,
  owner: "a",
} as const satisfies LiveGroup;

const deleted = (entries: Tombstone["gone"] = []): GroupItem => ({
  state: "deleted",
  path: LIVE.path,
  id: "w2",
  atMs: AT_MS + 1,
  idle: undefined,
  gone: entries,
});

const describeSeries = (series: readonly Series[] | undefined) =>
  series?.map(({ labels: { names, values }, point }) => {
    const name = values[names.indexOf("__name__")];
    return point.kind === "value" ? `${name} ${point.value}` : `${name} ${point.kind}`;
  });

const sentOf = (item: GroupItem, selection: Partial<Selection> = {}) =>
  describeSeries(toGroupSeries(item, { ...SELECTION, ...selection }));

describe("a group", () => {
  it("is sent with the time of its push in seconds", () =>
    expect(sentOf(LIVE)).toEqual(["m 1", "push_time_seconds 1764300000.5", `${MARKER_NAME} 1764300000.5`]));

  it.each([
    ["was pushed since the last run", AT_MS, []],
    ["is due", AT_MS + 1, [0]],
  ])("is sent when it %s", (_, changedSinceMs, due) =>
    expect(sentOf(LIVE, { changedSinceMs, dueSlots: new Set(due) })).toHaveLength(3),
  );

  it("is not sent when it was pushed earlier, and is not due or not refreshed", () => {
    const changedSinceMs = AT_MS + 1;
    expect(sentOf(LIVE, { changedSinceMs })).toEqual([]);
    expect(sentOf(LIVE, { changedSinceMs, dueSlots: new Set([0]), isRefreshed: () => false })).toEqual([]);
  });

  it("is not sent by a run of another shard, or when its job is not sent", () => {
    expect(sentOf(LIVE, { shards: 1, shard: 1 })).toEqual([]);
    expect(sentOf(LIVE, { isSent: (job) => job !== "batch" })).toEqual([]);
  });
});

describe("deleted series", () => {
  it("are ended once, even if they were deleted several times", () =>
    expect(sentOf(deleted([gone(AT_MS, "m"), gone(AT_MS + 1, "m", "n")]))).toEqual([
      "m stale",
      "push_time_seconds stale",
      `${MARKER_NAME} stale`,
      "n stale",
    ]));

  it("are not ended when the group has them again, whether it is sent or not", () => {
    const item = { ...LIVE, gone: [gone(AT_MS, "m", "n")] };
    expect(sentOf(item)).toEqual([
      "m 1",
      "push_time_seconds 1764300000.5",
      `${MARKER_NAME} 1764300000.5`,
      "n stale",
    ]);
    expect(sentOf(item, { changedSinceMs: AT_MS + 1 })).toEqual(["n stale"]);
  });

  it("are not ended when they were deleted too long ago", () =>
    expect(sentOf(deleted([gone(AT_MS - 1, "m"), gone(AT_MS, "n")]))).toEqual([
      "n stale",
      "push_time_seconds stale",
      `${MARKER_NAME} stale`,
    ]));

  it("are none when the item has none", () => expect(sentOf(deleted())).toEqual([]));
});

describe("an unreadable item", () => {
  it.each([
    ["with an invalid path", { ...LIVE, path: "/metrics/batch" }],
    ["with invalid content", { ...LIVE, content: new Uint8Array([255, 255, 255]) }],
    [
      "with invalid deleted series",
      deleted([{ ...gone(AT_MS, "m"), content: new Uint8Array([255, 255, 255]) }]),
    ],
  ])("%s yields nothing, and the run continues", (_, item) => expect(sentOf(item)).toBeUndefined());

  it("is not assumed when the code has a bug", () => {
    const isRefreshed = () => {
      throw new RangeError("a bug");
    };
    const selection = { changedSinceMs: AT_MS + 1, dueSlots: new Set([0]), isRefreshed };
    expect(() => sentOf(LIVE, selection)).toThrow("a bug");
  });
});
