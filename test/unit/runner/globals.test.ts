import { describe, expect, it } from "@jest/globals";
import { isSameData } from "../../runner/is-same-data.ts";

const errorOf = (check: () => void): Error => {
  try {
    check();
  } catch (error) {
    return error as Error;
  }
  throw new Error("the check passes");
};

class Items {
  readonly #items: readonly number[];

  constructor(...items: readonly number[]) {
    this.#items = items;
  }

  [Symbol.iterator](): Iterator<number> {
    return this.#items[Symbol.iterator]();
  }
}

describe("expect", () => {
  it.each([
    ["toBe", () => expect({ a: 1 }).toBe({ a: 1 })],
    ["toBe, of zeros", () => expect(0).toBe(-0)],
    ["toEqual", () => expect({ a: [1, { b: 2 }] }).toEqual({ a: [1, { b: 3 }] })],
    ["toEqual, of a missing key", () => expect({ a: 1 }).toEqual({ a: 1, b: null })],
    ["toEqual, of zeros", () => expect([0]).toEqual([-0])],
    ["toEqual, of a hole", () => expect(new Array(1)).toEqual([1])],
    ["toEqual, of an array and an object", () => expect([1]).toEqual({ 0: 1, length: 1 })],
    ["toEqual, of a key that is a symbol", () => expect({ [Symbol.iterator]: 1 }).toEqual({})],
    ["toEqual, of objects that hide what they hold", () => expect(new Items(1)).toEqual(new Items(2))],
    ["toEqual, of a matcher", () => expect({ a: 1 }).toEqual({ a: expect.any(String) })],
    ["not", () => expect(1).not.toBe(1)],
  ])("fails with Jest's message and the line of the test: %s", (name, check) => {
    const { message, stack = "" } = errorOf(check);
    expect(message).toContain(name.startsWith("not") ? "not" : `.${name.split(",", 1)[0]}`);
    expect(stack.split("\n").find((line) => line.startsWith("    at "))).toContain("globals.test.ts");
  });

  it("passes what Jest finds equal", () => {
    expect({ a: 1, b: undefined }).toEqual({ a: 1 });
    expect({ a: "x", b: [1] }).toEqual({ a: expect.any(String), b: expect.arrayContaining([1]) });
    expect(new Items(1, 2)).toEqual(new Items(1, 2));
    expect(new Map([["a", { b: 1 }]])).toEqual(new Map([["a", { b: 1 }]]));
    expect(Number.NaN).toBe(Number.NaN);
    expect([Number.NaN]).toEqual([Number.NaN]);
  });
});

describe("the comparison of plain data", () => {
  it("is true for equal arrays and objects only", () => {
    expect(isSameData({ a: [1, { b: "x" }], c: null }, { c: null, a: [1, { b: "x" }] })).toBe(true);
    expect(isSameData([1, 2], [1])).toBe(false);
    expect(isSameData({ a: undefined }, { b: undefined })).toBe(false);
    expect(isSameData(new Date(0), new Date(0))).toBe(false);
    expect(isSameData(null, {})).toBe(false);
  });

  it("ends with values that contain themselves", () => {
    const [a, b]: { self?: unknown }[] = [{}, {}];
    a!.self = a;
    b!.self = b;
    expect(isSameData(a, b)).toBe(false);
    expect(a).toEqual(b);
  });
});
