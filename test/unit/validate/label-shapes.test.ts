import { describe, expect, it } from "@jest/globals";
import { labelShapesOf } from "../../../lambda/validate/label-shapes.ts";

const A = ["a"];
const B = ["b"];

const shapesOf = (...written: readonly (readonly string[])[]) =>
  labelShapesOf({
    type: "gauge",
    name: "g",
    help: "",
    at: 0,
    metrics: written.map((names, at) => ({ labels: { names, values: names.map(() => "x") }, value: 1, at })),
  });

describe("the shapes of a family's metrics", () => {
  it.each([
    ["one", [A], [{ names: A, at: 0 }]],
    ["one after the other", [A, A, B, B], [{ names: A, at: 0 }, { names: B, at: 2 }]],
    ["in turn", [A, B, A, B, A], [{ names: A, at: 0 }, { names: B, at: 1 }]],
  ])("are returned once each, with their first metric: %s", (_, written, shapes) =>
    expect(shapesOf(...written)).toEqual(shapes),
  ); // biome-ignore format: a table
});
