import { describe, expect, it } from "@jest/globals";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { decodeContent, encodeContent, mergeFamilies } from "../../../lambda/store/groups/content.ts";
import { toOwnFamilies } from "../../../lambda/store/groups/own-families.ts";
import { counter, gauge, sample, sampleFamily } from "../../support/expositions.ts";

const KEY = GroupingKey.of("backup", [{ name: "instance", value: "one" }]);

describe("toOwnFamilies", () => {
  it("leaves out labels that the key overwrites, including job", () => {
    const metrics = [sample(1, { instance: "x", job: "y", zone: "z" }), sample(2, { zone: "w" })];
    const [family] = toOwnFamilies([sampleFamily("gauge", "a", metrics)], KEY);
    expect(family?.metrics.map(({ labels }) => labels)).toEqual([
      { names: ["zone"], values: ["z"] },
      { names: ["zone"], values: ["w"] },
    ]);
  });

  it("sorts families by name, and reuses unchanged ones", () => {
    const [a, b, c] = ["a", "b", "c"].map((name) => sampleFamily("gauge", name, [sample(1, { zone: "z" })]));
    const families = toOwnFamilies([b!, c!, a!], KEY);
    expect(families).toEqual([a, b, c]);
    expect(families[0]).toBe(a);
  });

  it("keeps series of one shape sharing one list of label names, even with others between them", () => {
    const [overwritten, other] = [
      ["instance", "zone"],
      ["instance", "rack"],
    ];
    const metric = (names: readonly string[]) => ({ labels: { names, values: ["x", "y"] }, value: 1, at: 0 });
    const metrics = [metric(overwritten!), metric(other!), metric(overwritten!)];
    const [family] = toOwnFamilies([sampleFamily("gauge", "a", metrics)], KEY);
    const lists = family!.metrics.map(({ labels }) => labels.names);
    expect(lists).toEqual([["zone"], ["rack"], ["zone"]]);
    expect(lists[2]).toBe(lists[0]);
  });
});

describe("mergeFamilies", () => {
  it("replaces families of the same name and keeps the others, sorted by name", () => {
    const held = [gauge("a"), gauge("c")];
    const pushed = [gauge("b", 2), counter("c", 2)];
    expect(mergeFamilies(held, pushed)).toEqual([held[0], ...pushed]);
  });
});

describe("decodeContent", () => {
  it("reads a group without families", () => {
    expect(decodeContent(encodeContent([]))).toEqual([]);
  });

  it("throws on damaged content", () => {
    const damaged = () => decodeContent(new Uint8Array([255, 255, 255]));
    expect(damaged).toThrow(TypeError);
    expect(damaged).toThrow(/^the content of a group cannot be read: \w/);
  });

  it("says where damaged content breaks, and nothing of what a client should send", () => {
    expect(() => decodeContent(Uint8Array.from([3, 1, 2, 3]))).toThrow(
      /^the content of a group cannot be read: a field has the number 0 \(at byte 1\)$/,
    );
  });
});
