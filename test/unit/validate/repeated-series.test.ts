import { describe, expect, it } from "@jest/globals";
import { findRepeatedSeries } from "../../../lambda/validate/repeated-series.ts";

const NAMES = ["x", "y"];

/** The label names that were asked after, and the places of repetitions, for series of one shape. */
const look = (...tuples: readonly (readonly [x: string, y: string])[]) => {
  const asked: string[] = [];
  const repeated: number[] = [];
  findRepeatedSeries(
    tuples.map((values, at) => ({ labels: { names: NAMES, values }, at })),
    (name) => asked.push(name) < 0,
    ({ at }) => repeated.push(at),
  );
  return { asked, repeated };
};

describe("the series of a family", () => {
  it("need no look at all when there is one", () =>
    expect(look(["1", "1"])).toEqual({ asked: [], repeated: [] }));

  it("need one look while they ascend", () =>
    expect(look(["1", "1"], ["1", "2"], ["2", "1"], ["3", "0"])).toEqual({ asked: NAMES, repeated: [] }));

  it("need a second look once they do not, but not one each", () => {
    const descending = Array.from({ length: 20 }, (_, i): [string, string] => ["1", String(90 - i)]);
    expect(look(...descending, ["1", "80"])).toEqual({ asked: [...NAMES, ...NAMES], repeated: [20] });
  });

  it("are told apart when they have more values than one character can number", () => {
    const descending = Array.from({ length: 33_000 }, (_, i): [string, string] => ["1", String(99_999 - i)]);
    const repeated = ["1", String(99_999 - 0x8000)] as const;
    expect(look(...descending, repeated)).toMatchObject({ repeated: [33_000] });
  });
});
