import { describe, expect, it } from "@jest/globals";
import { createRefreshingCache } from "../../../lambda/authenticate/refreshing-cache.ts";

/** A cache over a source that can fail, with a clock that the test moves. */
const createFixture = (maxAgeMs = 1_000) => {
  const source = { value: "one", isDown: false, reads: 0, outcomes: [] as string[], nowMs: 1_000_000 };
  const cache = createRefreshingCache({
    read: async () => {
      source.reads += 1;
      await new Promise((resolve) => setImmediate(resolve));
      if (source.isDown) {
        throw new Error("down");
      }
      return source.value;
    },
    now: () => source.nowMs,
    maxAgeMs,
    maxStaleMs: 3_600_000,
    onRead: (key, error) => source.outcomes.push(`${key}: ${error ?? "read"}`),
  });
  return { source, cache };
};

describe("createRefreshingCache", () => {
  it("reads once for concurrent callers", async () => {
    const { source, cache } = createFixture();
    const lookups = await Promise.all(Array.from({ length: 50 }, () => cache.get("a")));
    expect(source.reads).toBe(1);
    expect(new Set(lookups.map((lookup) => lookup.kind))).toEqual(new Set(["known"]));
  });

  it("reads each key separately", async () => {
    const { source, cache } = createFixture();
    await Promise.all([cache.get("a"), cache.get("b")]);
    expect(source.reads).toBe(2);
  });

  it("serves a value until its age limit, and reads again after that", async () => {
    const { source, cache } = createFixture();
    await cache.get("a");
    source.value = "two";
    source.nowMs += 999;
    expect(await cache.get("a")).toEqual({ kind: "known", value: "one", isStale: false });
    source.nowMs += 1;
    expect(await cache.get("a")).toEqual({ kind: "known", value: "two", isStale: false });
  });

  it("reads again after the clock was set back, and serves the known value if that read fails", async () => {
    const { source, cache } = createFixture();
    await cache.get("a");
    source.value = "two";
    source.nowMs -= 3_600_000;
    expect(await cache.get("a")).toEqual({ kind: "known", value: "two", isStale: false });
    source.nowMs -= 1;
    source.isDown = true;
    expect(await cache.get("a")).toEqual({ kind: "known", value: "two", isStale: true });
  });

  it("serves a stale value while reads fail, for a bounded time", async () => {
    const { source, cache } = createFixture();
    await cache.get("a");
    source.isDown = true;
    source.nowMs += 3_599_999;
    expect(await cache.get("a")).toEqual({ kind: "known", value: "one", isStale: true });
    source.nowMs += 1;
    expect(await cache.get("a")).toEqual({ kind: "unavailable" });
    expect(source.outcomes).toEqual(["a: read", "a: Error: down"]);
  });

  it("waits five seconds before it reads a failed source again", async () => {
    const { source, cache } = createFixture();
    source.isDown = true;
    expect(await cache.get("a")).toEqual({ kind: "unavailable" });
    source.isDown = false;
    source.nowMs += 4_999;
    expect(await cache.get("a")).toEqual({ kind: "unavailable" });
    expect(source.reads).toBe(1);
    source.nowMs += 1;
    expect(await cache.get("a")).toMatchObject({ kind: "known" });
  });

  it("refreshes once in ten seconds", async () => {
    const { source, cache } = createFixture(60_000);
    await cache.get("a");
    source.value = "two";
    source.nowMs += 1_000;
    expect(await cache.refresh("a")).toMatchObject({ value: "two" });
    source.value = "three";
    source.nowMs += 9_999;
    expect(await cache.refresh("a")).toMatchObject({ value: "two" });
    source.nowMs += 1;
    expect(await cache.refresh("a")).toMatchObject({ value: "three" });
  });

  it("refreshes directly after a read, and only once for concurrent callers", async () => {
    const { source, cache } = createFixture(60_000);
    await cache.get("a");
    source.value = "two";
    const lookups = await Promise.all(Array.from({ length: 20 }, () => cache.refresh("a")));
    expect(source.reads).toBe(2);
    expect(lookups.filter((lookup) => lookup.kind === "known" && lookup.value === "two")).toHaveLength(20);
  });

  it("refreshes again five seconds after a refresh that failed", async () => {
    const { source, cache } = createFixture(60_000);
    await cache.get("a");
    source.isDown = true;
    expect(await cache.refresh("a")).toMatchObject({ value: "one", isStale: true });
    source.isDown = false;
    source.value = "two";
    source.nowMs += 4_999;
    expect(await cache.refresh("a")).toMatchObject({ value: "one", isStale: true });
    expect(source.reads).toBe(2);
    source.nowMs += 1;
    expect(await cache.refresh("a")).toMatchObject({ value: "two", isStale: false });
  });

  it("refreshes again after a refresh that failed before anything was known", async () => {
    const { source, cache } = createFixture(60_000);
    source.isDown = true;
    expect(await cache.refresh("a")).toEqual({ kind: "unavailable" });
    source.isDown = false;
    source.nowMs += 5_000;
    await cache.get("a");
    source.value = "two";
    expect(await cache.refresh("a")).toMatchObject({ value: "two" });
  });

  it("refreshes five seconds after any read that failed, also if it was asked to in between", async () => {
    const { source, cache } = createFixture();
    await cache.get("a");
    source.isDown = true;
    source.nowMs += 1_000;
    await cache.get("a");
    source.isDown = false;
    source.nowMs += 2_500;
    expect(await cache.refresh("a")).toMatchObject({ isStale: true });
    source.nowMs += 2_500;
    expect(await cache.refresh("a")).toMatchObject({ isStale: false });
  });

  it("serves the value as stale when a refresh fails", async () => {
    const { source, cache } = createFixture(60_000);
    await cache.get("a");
    source.isDown = true;
    source.nowMs += 1_000;
    expect(await cache.refresh("a")).toEqual({ kind: "known", value: "one", isStale: true });
  });

  it("counts the age from the start of the read", async () => {
    const { source, cache } = createFixture();
    const reading = cache.get("a");
    source.nowMs += 600;
    await reading;
    source.nowMs += 400;
    await cache.get("a");
    expect(source.reads).toBe(2);
  });
});
