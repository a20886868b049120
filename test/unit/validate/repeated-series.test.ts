import { describe, expect, it } from "@jest/globals";
import { findRepeatedSeries } from "../../../lambda/validate/repeated-series.ts";

const NAMES = ["x", "y"];

/** The label names that were looked up, and the positions of repeated series. All series have the same label names. */
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
  it("are not compared if there is only one", () =>
    expect(look(["1", "1"])).toEqual({ asked: [], repeated: [] }));

  it("are looked up once if they are in ascending order", () => {
    const ascending = Array.from({ length: 20 }, (_, i): [string, string] => [
      String(1 + (i >> 2)),
      String(10 + (i % 4)),
    ]);
    expect(look(...ascending)).toEqual({ asked: NAMES, repeated: [] });
  });

  it("are looked up twice if they are not in ascending order, but not once for each series", () => {
    const descending = Array.from({ length: 20 }, (_, i): [string, string] => ["1", String(90 - i)]);
    expect(look(...descending, ["1", "80"])).toEqual({ asked: [...NAMES, ...NAMES], repeated: [20] });
  });

  it("are distinguished if they have more values than one character can number", () => {
    const descending = Array.from({ length: 33_000 }, (_, i): [string, string] => ["1", String(99_999 - i)]);
    const repeated = ["1", String(99_999 - 0x8000)] as const;
    expect(look(...descending, repeated)).toMatchObject({ repeated: [33_000] });
  });
});
