import { describe, expect, it } from "@jest/globals";
import type { HistogramFamily, MetricFamily } from "../../../lambda/model/exposition.ts";
import { decodeContent, MAX_MERGED_BYTES } from "../../../lambda/store/groups/content.ts";
import { deleteGroup } from "../../../lambda/store/groups/delete-group.ts";
import {
  GONE_FOR_MS,
  MAX_GONE_SERIES,
  toGone,
  toGoneMode,
  toGoneOfAll,
} from "../../../lambda/store/groups/gone.ts";
import { histogram, NO_OBSERVATIONS, sample, sampleFamily, summary } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { createRemoteWriteConfig } from "../../support/proxy-config.ts";
import { countRequests } from "../../support/store/counting-store.ts";
import { createLiveGroup } from "../../support/store/live-group.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const KEY = keyOf("backup");

const gauge = (name: string, ...values: string[]) =>
  sampleFamily(
    "gauge",
    name,
    values.map((a) => sample(1, { a })),
  );

const bounded = (...bounds: number[]): MetricFamily => ({
  type: "histogram",
  name: "h",
  help: "",
  metrics: [
    histogram(
      bounds.map((upperBound) => [upperBound, 1] as const),
      { sum: 1, count: 1 },
    ),
  ],
  at: 0,
});

const createWorld = async (gone: "kept" | "forgotten" = "kept") => {
  const world = await new StoreWorld(createMemoryStore("groups", gone)).open();
  return {
    world,
    push: (families: readonly MetricFamily[], method: "PUT" | "POST" = "PUT") =>
      world.write(families, { method }),
    /** The removed series: when they were removed, and each metric as its family's name with its label or bounds. */
    gone: async () =>
      ((await world.inner.groups.read(KEY.path))?.gone ?? []).map(({ atMs, series, content }) => ({
        atMs,
        series,
        metrics: decodeContent(content).flatMap(({ name, metrics }) =>
          metrics.map((metric) =>
            "buckets" in metric
              ? `${name} ${metric.buckets.map(({ upperBound }) => upperBound)}`
              : `${name} ${metric.labels.values}`,
          ),
        ),
      })),
  };
};

describe("a group remembers series that a push has removed", () => {
  it("with the time, and forgets them after six minutes", async () => {
    const { world, push, gone } = await createWorld();
    await push([gauge("m", "x", "y"), gauge("n", "x")]);
    expect(await gone()).toEqual([]);
    await push([gauge("m", "x", "z")]);
    const firstMs = world.nowMs;
    expect(await gone()).toEqual([{ atMs: firstMs, series: 2, metrics: ["m y", "n x"] }]);
    world.nowMs += 10_000;
    await push([gauge("m", "z")]);
    expect(await gone()).toEqual([
      { atMs: firstMs, series: 2, metrics: ["m y", "n x"] },
      { atMs: world.nowMs, series: 1, metrics: ["m x"] },
    ]);
    world.nowMs = firstMs + GONE_FOR_MS - 1_000;
    await push([gauge("m", "x", "z")]);
    expect(await gone()).toEqual([]);
  });

  it("but none that was pushed again", async () => {
    const { push, gone } = await createWorld();
    await push([gauge("m", "x", "y")]);
    await push([gauge("m", "x")]);
    await push([gauge("m", "x", "y")]);
    expect(await gone()).toEqual([]);
  });

  it("of a histogram whose bounds changed", async () => {
    const { push, gone } = await createWorld();
    await push([bounded(1, 5)]);
    await push([bounded(1, 10)]);
    expect(await gone()).toMatchObject([{ metrics: ["h 1,5"] }]);
  });

  it("of a histogram that became native, or is no longer native", async () => {
    const { push, gone } = await createWorld();
    const family = bounded(1) as HistogramFamily;
    const native: MetricFamily = {
      ...family,
      metrics: family.metrics.map((metric) => ({ ...metric, native: NO_OBSERVATIONS })),
    };
    await push([native]);
    await push([family]);
    expect(await gone()).toMatchObject([{ metrics: ["h 1"] }]);
    await push([native]);
    expect(await gone()).toMatchObject([{ metrics: ["h 1"] }]);
  });

  it("of a summary whose quantiles changed", async () => {
    const { push, gone } = await createWorld();
    const withQuantiles = (...quantiles: number[]): MetricFamily => ({
      type: "summary",
      name: "s",
      help: "",
      metrics: [
        summary(
          quantiles.map((quantile) => [quantile, 1] as const),
          { sum: 1, count: 1 },
        ),
      ],
      at: 0,
    });
    await push([withQuantiles(0.5, 0.9)]);
    await push([withQuantiles(0.5, 0.9)]);
    expect(await gone()).toEqual([]);
    await push([withQuantiles(0.5, 0.99)]);
    expect(await gone()).toMatchObject([{ series: 4, metrics: ["s "] }]);
  });

  it("but none of families that a POST does not contain", async () => {
    const { push, gone } = await createWorld();
    await push([gauge("m", "x", "y"), gauge("n", "x")]);
    await push([gauge("m", "x")], "POST");
    expect(await gone()).toMatchObject([{ metrics: ["m y"] }]);
  });

  it("up to 2,000, or none if there are more", async () => {
    const { push, gone } = await createWorld();
    const names = Array.from({ length: MAX_GONE_SERIES + 1 }, (_, index) => `${index}`);
    await push([gauge("m", ...names)]);
    await push([gauge("m", "0")]);
    expect(await gone()).toMatchObject([{ series: MAX_GONE_SERIES }]);
    await push([gauge("m", ...names)]);
    await push([gauge("n", "0")]);
    expect(await gone()).toEqual([]);
  });

  it("up to 8 MiB, or none if they have more", async () => {
    const { push, gone } = await createWorld();
    const long = (index: number) => gauge("m", `${index}`.padEnd(MAX_MERGED_BYTES / 4, "x"));
    await push([long(0)]);
    for (const [index, remembered] of [1, 2, 3, 0].entries()) {
      await push([long(index + 1)]);
      expect(await gone()).toHaveLength(remembered);
    }
  });

  it("in one item, and costs steady pushes one more write when they expire", async () => {
    const { world, push, gone } = await createWorld();
    const counting = countRequests(world.inner);
    world.store = counting;
    await push([gauge("m", "x", "y")]);
    await push([gauge("m", "x")]);
    counting.restart();
    await push([gauge("m", "x")]);
    expect(counting.counts.writes).toBe(1);
    world.nowMs += GONE_FOR_MS;
    counting.restart();
    await push([gauge("m", "x")]);
    expect(counting.counts.writes).toBe(2);
    expect(await gone()).toEqual([]);
    counting.restart();
    await push([gauge("m", "x")]);
    expect(counting.counts.writes).toBe(1);
  });

  it("only if the store keeps them", async () => {
    const { world, push, gone } = await createWorld("forgotten");
    await push([gauge("m", "x", "y")]);
    await push([gauge("m", "x")]);
    expect(await gone()).toEqual([]);
    await deleteGroup(KEY, "d", world.createFunction());
    expect(await gone()).toEqual([]);
  });
});

describe("a deleted group remembers all its series", () => {
  it("and those removed before, until they are pushed again", async () => {
    const { world, push, gone } = await createWorld();
    await push([gauge("m", "x", "y")]);
    await push([gauge("m", "x")]);
    const firstMs = world.nowMs;
    world.nowMs += 1_000;
    await deleteGroup(KEY, "d", world.createFunction());
    const deletedMs = world.nowMs;
    expect(await gone()).toEqual([
      { atMs: firstMs, series: 1, metrics: ["m y"] },
      { atMs: deletedMs, series: 1, metrics: ["m x"] },
    ]);
    await push([gauge("m", "y")]);
    expect(await gone()).toEqual([{ atMs: deletedMs, series: 1, metrics: ["m x"] }]);
  });

  it("also when another clock is ahead, so that the DELETE has to read first", async () => {
    const { world, push, gone } = await createWorld();
    await push([gauge("m", "x")]);
    world.nowMs -= 60_000;
    await deleteGroup(KEY, "d", world.createFunction());
    expect(await gone()).toEqual([{ atMs: world.nowMs, series: 1, metrics: ["m x"] }]);
  });
});

describe("an item", () => {
  const live = createLiveGroup({ key: KEY, families: [gauge("m", "x")], atMs: 1 }, "groups", new Set());
  const before = { atMs: 1, series: 1, content: live.content };

  it("whose content is damaged leaves no removed series of it, only those before it", () => {
    const damaged = { ...live, content: Uint8Array.from([1]), gone: [before] };
    expect(toGone(damaged, [], 2)).toEqual([before]);
  });

  it("of a deleted group has only the series that it remembers", () => {
    const deleted = { state: "deleted", path: KEY.path, atMs: 1, id: "d", idle: undefined } as const;
    expect(toGoneOfAll({ ...deleted, gone: [before] }, 2)).toEqual([before]);
    expect(toGoneOfAll(deleted, 2)).toEqual([]);
  });
});

describe("removed series", () => {
  it("are kept only if remote write is configured", () => {
    expect(toGoneMode({ remoteWrite: [] })).toBe("forgotten");
    expect(toGoneMode({ remoteWrite: [createRemoteWriteConfig()] })).toBe("kept");
  });
});
