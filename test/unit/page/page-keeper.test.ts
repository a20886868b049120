import { describe, expect, it } from "@jest/globals";
import { KEEP_MS, PageKeeper } from "../../../lambda/page/page-keeper.ts";

const createKeeper = () => {
  const clock = { nowMs: 0 };
  const made: string[] = [];
  const keeper = new PageKeeper<string>(() => clock.nowMs);
  const get = (name: string, make = async () => name): Promise<string> =>
    keeper.get(name, () => {
      made.push(name);
      return make();
    });
  return { clock, made, get };
};

describe("kept pages", () => {
  it("are made once for concurrent callers", async () => {
    const { made, get } = createKeeper();
    await Promise.all([get("a"), get("a"), get("a")]);
    expect(made).toEqual(["a"]);
  });

  it("are kept for five seconds", async () => {
    const { clock, made, get } = createKeeper();
    await get("a");
    clock.nowMs = KEEP_MS - 1;
    await get("a");
    expect(made).toEqual(["a"]);
    clock.nowMs = KEEP_MS;
    await get("a");
    expect(made).toEqual(["a", "a"]);
  });

  it("are made again for a caller who comes five seconds after they began to be made", async () => {
    const { clock, made, get } = createKeeper();
    let end = () => {};
    const slow = get("a", () => new Promise((resolve) => (end = () => resolve("old"))));
    await new Promise(setImmediate);
    clock.nowMs = KEEP_MS - 1;
    const early = get("a");
    clock.nowMs = KEEP_MS;
    const late = get("a", async () => "new");
    end();
    expect(await Promise.all([slow, early, late])).toEqual(["old", "old", "new"]);
    expect(await get("a")).toBe("new");
    expect(made).toEqual(["a", "a"]);
  });

  it("stay when an older one of the same name fails", async () => {
    const { clock, made, get } = createKeeper();
    let fail = () => {};
    const slow = get("a", () => new Promise((_, reject) => (fail = () => reject(new Error("no")))));
    await new Promise(setImmediate);
    clock.nowMs = KEEP_MS;
    const late = get("a");
    fail();
    await expect(slow).rejects.toThrow("no");
    await late;
    await get("a");
    expect(made).toEqual(["a", "a"]);
  });

  it("are made again after the clock was set back, since their age is not known", async () => {
    const { clock, made, get } = createKeeper();
    clock.nowMs = 3_600_000;
    await get("a");
    clock.nowMs -= 1;
    await get("a");
    expect(made).toEqual(["a", "a"]);
  });

  it("are made one at a time", async () => {
    const { get } = createKeeper();
    const running: string[] = [];
    let most = 0;
    const make = async (name: string) => {
      running.push(name);
      most = Math.max(most, running.length);
      await new Promise(setImmediate);
      running.pop();
      return name;
    };
    await Promise.all(["a", "b", "c"].map((name) => get(name, () => make(name))));
    expect(most).toBe(1);
  });

  it("are not kept when making them fails", async () => {
    const { made, get } = createKeeper();
    await expect(get("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await get("a")).toBe("a");
    expect(made).toEqual(["a", "a"]);
  });

  it("are at most four", async () => {
    const { made, get } = createKeeper();
    for (const name of ["a", "b", "c", "d", "e", "f", "a", "f"]) {
      await get(name);
    }
    expect(made).toEqual(["a", "b", "c", "d", "e", "f", "a"]);
  });
});
