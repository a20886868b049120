import { beforeEach, describe, expect, it } from "@jest/globals";
import { Hints } from "../../../lambda/store/groups/hints.ts";

const MAX_HINTS = 10_000;

describe("what a process remembers", () => {
  let hints: Hints;

  beforeEach(() => {
    hints = new Hints(new Set());
  });

  it("includes the type that untyped samples were last stored with", () => {
    hints.learnAdopted("a", "counter");
    hints.learnAdopted("b", "gauge");
    hints.learnAdopted("a", "gauge");
    expect(["a", "b", "c"].map((family) => hints.adoptedType(family))).toEqual(["gauge", "gauge", undefined]);
  });

  it("includes the 10,000 families learned last; a changed type counts as learned", () => {
    for (let index = 0; index < MAX_HINTS; index++) {
      hints.learnAdopted(`f${index}`, "counter");
    }
    hints.learnAdopted("f0", "gauge");
    hints.learnAdopted("f1", "counter");
    expect(hints.adoptedType("f1")).toBe("counter");
    hints.learnAdopted("another", "gauge");
    expect(["f0", "f1", "f2", "another"].map((family) => hints.adoptedType(family))).toEqual([
      "gauge",
      undefined,
      "counter",
      "gauge",
    ]);
  });

  it("includes which groups need the long way", () => {
    hints.learnLongWay("/a");
    hints.learnLongWay("/b");
    hints.forgetLongWay("/a");
    expect(["/a", "/b", "/c"].map((path) => hints.needsLongWay(path))).toEqual([false, true, false]);
  });

  it("includes the 10,000 groups learned last; a known group replaces no other", () => {
    for (let index = 0; index < MAX_HINTS; index++) {
      hints.learnLongWay(`/${index}`);
    }
    hints.learnLongWay("/5");
    expect(hints.needsLongWay("/0")).toBe(true);
    hints.learnLongWay("/another");
    expect(["/0", "/1", "/5", "/another"].map((path) => hints.needsLongWay(path))).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });
});
