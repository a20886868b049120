import { expect, it } from "@jest/globals";
import { type LabelPair, toLabelSet } from "../../../lambda/decode/sort.ts";

const A: LabelPair = ["a", "1"];
const B: LabelPair = ["b", "2"];
const C: LabelPair = ["c", "3"];

it.each<[string, readonly LabelPair[]]>([
  ["ascend", [A, B, C]],
  ["descend", [C, B, A]],
  ["do neither", [B, C, A]],
])("the labels of an exemplar that %s are sorted by name", (_, pairs) =>
  expect(toLabelSet(pairs)).toEqual({ names: ["a", "b", "c"], values: ["1", "2", "3"] }),
);

it("labels of an exemplar with equal names keep their order", () =>
  expect(toLabelSet([B, ["a", "x"], ["a", "y"]])).toEqual({
    names: ["a", "a", "b"],
    values: ["x", "y", "2"],
  }));
