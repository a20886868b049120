import { expect, it } from "@jest/globals";
import { type LabelPair, toLabelSet } from "../../../lambda/decode/sort.ts";

const A: LabelPair = ["a", "1"];
const B: LabelPair = ["b", "2"];
const C: LabelPair = ["c", "3"];

it.each<[string, readonly LabelPair[]]>([
  ["ascend", [A, B, C]],
  ["descend", [C, B, A]],
  ["do neither", [B, C, A]],
])("sorts the labels of an exemplar by name if they %s", (_, pairs) =>
  expect(toLabelSet(pairs)).toEqual({ names: ["a", "b", "c"], values: ["1", "2", "3"] }),
);

it("keeps the order of an exemplar's labels with equal names", () =>
  expect(toLabelSet([B, ["a", "x"], ["a", "y"]])).toEqual({
    names: ["a", "a", "b"],
    values: ["x", "y", "2"],
  }));
