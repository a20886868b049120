import { describe, expect, it } from "@jest/globals";
import { createRefreshingCache } from "../../../lambda/authenticate/refreshing-cache.ts";

/** A cache over a source that can be made to fail, with a clock that is moved by hand. */
const createFixture = () => {
  const source = { value: "one", isDown: false, reads: 0, outcomes: [] as string[], nowMs: 1_000_000 };
  const cache = createRefreshingCache({
    read: async () => {
      source.reads += 1;
      await new Promise((resolve) => setImmediate(resolve));
      if (source.isDown) throw new Error("down");
      return source.value;
    },
    now: () => source.nowMs,
    maxStaleMs: 3_600_000,
    onRead: (outcome) => source.outcomes.push(outcome),
  });
  return { source, cache };
};

describe("createRefreshingCache", () => {
  it("reads once for all who ask at the same time", async () => {
    const { source, cache } = createFixture();
    const lookups = await Promise.all(Array.from({ length: 50 }, () => cache.get("a", 1_000)));
    expect(source.reads).toBe(1);
    expect(new Set(lookups.map((lookup) => lookup.kind))).toEqual(new Set(["known"]));
  });

  it("reads each key by itself", async () => {
    const { source, cache } = createFixture();
    await Promise.all([cache.get("a", 1_000), cache.get("b", 1_000)]);
    expect(source.reads).toBe(2);
  });

  it("is content with what is young enough, and reads again when it is not", async () => {
    const { source, cache } = createFixture();
    await cache.get("a", 1_000);
    source.value = "two";
    source.nowMs += 999;
    expect(await cache.get("a", 1_000)).toEqual({ kind: "known", value: "one", isStale: false });
    source.nowMs += 1;
    expect(await cache.get("a", 1_000)).toEqual({ kind: "known", value: "two", isStale: false });
  });

  it("serves what it knows while reading fails, for the bounded time", async () => {
    const { source, cache } = createFixture();
    await cache.get("a", 1_000);
    source.isDown = true;
    source.nowMs += 3_599_999;
    expect(await cache.get("a", 1_000)).toEqual({ kind: "known", value: "one", isStale: true });
    source.nowMs += 1;
    expect(await cache.get("a", 1_000)).toEqual({ kind: "unavailable" });
    expect(source.outcomes).toEqual(["read", "failed"]);
  });

  it("leaves a source that failed alone for five seconds", async () => {
    const { source, cache } = createFixture();
    source.isDown = true;
    expect(await cache.get("a", 1_000)).toEqual({ kind: "unavailable" });
    source.isDown = false;
    source.nowMs += 4_999;
    expect(await cache.get("a", 1_000)).toEqual({ kind: "unavailable" });
    expect(source.reads).toBe(1);
    source.nowMs += 1;
    expect(await cache.get("a", 1_000)).toMatchObject({ kind: "known" });
  });

  it("counts the age from before the read", async () => {
    const { source, cache } = createFixture();
    const reading = cache.get("a", 1_000);
    source.nowMs += 600;
    await reading;
    source.nowMs += 400;
    await cache.get("a", 1_000);
    expect(source.reads).toBe(2);
  });
});
