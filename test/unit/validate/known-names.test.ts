import { describe, expect, it } from "@jest/globals";
import { KnownNames } from "../../../lambda/validate/known-names.ts";

const CAPACITY = 10_000;
const LONGEST = 128;

describe("names without issues", () => {
  it("are known only for their type", () => {
    const names = new KnownNames();
    names.add("größe_bytes", "gauge");
    names.add("runs_total", "gauge");
    expect(names.has("größe_bytes", "gauge")).toBe(true);
    expect(names.has("runs_total", "gauge")).toBe(true);
    expect(names.has("runs_total", "counter")).toBe(false);
    expect(names.has("runs", "gauge")).toBe(false);
  });

  it("are forgotten if there are too many over all types, except the newest", () => {
    const names = new KnownNames();
    names.add("other", "counter");
    for (let i = 1; i < CAPACITY; i++) {
      names.add(`a${i}`, "gauge");
    }
    expect(names.has("a1", "gauge")).toBe(true);
    expect(names.has("other", "counter")).toBe(true);
    names.add("newest", "gauge");
    expect(names.has("a1", "gauge")).toBe(false);
    expect(names.has("other", "counter")).toBe(false);
    expect(names.has("newest", "gauge")).toBe(true);
  });

  it("are not remembered if they are too long", () => {
    const names = new KnownNames();
    names.add("a".repeat(LONGEST), "gauge");
    names.add("a".repeat(LONGEST + 1), "gauge");
    expect(names.has("a".repeat(LONGEST), "gauge")).toBe(true);
    expect(names.has("a".repeat(LONGEST + 1), "gauge")).toBe(false);
  });
});
