import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { forEachConcurrently } from "../../../lambda/model/for-each-concurrently.ts";

describe("forEachConcurrently", () => {
  it("acts on every item, on no more at a time than allowed", async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await forEachConcurrently([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++running);
      await setImmediate();
      running -= 1;
      done.push(item);
    });
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it("begins nothing after a rejection, and rejects with the first one when nothing runs any more", async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const acting = forEachConcurrently([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, async (item) => {
      begun.push(item);
      await setImmediate();
      if (item === 2 || item === 3) {
        throw new Error(`no ${item}`);
      }
      await setImmediate();
      ended.push(item);
    });
    await expect(acting).rejects.toThrow("no 2");
    expect({ begun, ended }).toEqual({ begun: [1, 2, 3], ended: [1] });
    await setImmediate();
    expect(begun).toHaveLength(3);
  });
});
