import { describe, expect, it } from "@jest/globals";
import { drawBars, toBars, toSvg } from "../../bench/bars.ts";

const BARS = {
  title: "pushes a second",
  unit: "/s",
  bars: [
    { label: "memory", value: 4_000 },
    { label: "a < b", value: 1_050 },
    { label: "none", value: 0 },
  ],
};

const withValues = (...values: readonly number[]) => ({
  title: "memory",
  unit: "MB",
  bars: values.map((value, index) => ({ label: `${index}`, value })),
});

describe("a benchmark chart", () => {
  it("draws bars in proportion", () =>
    expect(drawBars(BARS).split("\n")).toEqual([
      "pushes a second",
      `  memory  ${"█".repeat(40)}  4,000 /s`,
      `  a < b   ${"█".repeat(10)}▌${" ".repeat(29)}  1,050 /s`,
      `  none    ${" ".repeat(40)}  0 /s`,
      "",
    ]));

  it("is no wider than the terminal", () =>
    expect(drawBars(BARS, 40).split("\n")).toEqual([
      "pushes a second",
      `  memory  ${"█".repeat(20)}  4,000 /s`,
      `  a < b   █████▎${" ".repeat(14)}  1,050 /s`,
      `  none    ${" ".repeat(20)}  0 /s`,
      "",
    ]));

  it("keeps bars of ten characters in a terminal that is too narrow", () =>
    expect(drawBars(BARS, 20)).toContain(`  memory  ${"█".repeat(10)}  4,000 /s\n`));

  it("draws a full bar for an infinite value, and the others in proportion without it", () =>
    expect(
      drawBars(withValues(Number.POSITIVE_INFINITY, 20, 10))
        .split("\n")
        .slice(1, 4),
    ).toEqual([
      `  0  ${"█".repeat(40)}  ∞ MB`,
      `  1  ${"█".repeat(40)}  20 MB`,
      `  2  ${"█".repeat(20)}${" ".repeat(20)}  10 MB`,
    ]));

  it("draws no bar for a negative or unknown value", () =>
    expect(drawBars(withValues(-0.5, Number.NaN)).split("\n").slice(1, 3)).toEqual([
      `  0  ${" ".repeat(40)}  -0.5 MB`,
      `  1  ${" ".repeat(40)}  NaN MB`,
    ]));

  it("writes no unit after a plain count", () =>
    expect(drawBars({ title: "writes", unit: "", bars: [{ label: "a push", value: 2 }] })).toBe(
      `writes\n  a push  ${"█".repeat(40)}  2\n`,
    ));

  it("can be a valid SVG document", () => {
    const svg = toSvg([BARS, withValues(Number.POSITIVE_INFINITY, -1, Number.NaN)]);
    expect(svg).toMatch(/^<svg [^>]+>.*<\/svg>\n$/s);
    expect(svg).toContain("a &lt; b");
    expect(svg.match(/<rect[^>]* width="\d+"/g)).toHaveLength(6);
  });

  it("leaves room for long labels in the SVG", () => {
    const startOfBars = (label: string): number =>
      Number(/<rect x="(\d+)"/.exec(toSvg([{ ...BARS, bars: [{ label, value: 1 }] }]))?.[1]);
    expect(startOfBars("x".repeat(60)) - startOfBars("x".repeat(10))).toBe(50 * 7);
  });
});

describe("the rows of a table", () => {
  it("become no chart when there are none", () =>
    expect(toBars([], String, [{ title: "time", unit: "s", figureOf: Number }])).toEqual([]));

  it("become one chart for each figure", () =>
    expect(
      toBars(
        [
          { name: "a", seconds: 1, bytes: 10 },
          { name: "b", seconds: 2, bytes: 20 },
        ],
        ({ name }) => name,
        [
          { title: "time", unit: "s", figureOf: ({ seconds }) => seconds },
          { title: "size", unit: "B", figureOf: ({ bytes }) => bytes },
        ],
      ),
    ).toEqual([
      {
        title: "time",
        unit: "s",
        bars: [
          { label: "a", value: 1 },
          { label: "b", value: 2 },
        ],
      },
      {
        title: "size",
        unit: "B",
        bars: [
          { label: "a", value: 10 },
          { label: "b", value: 20 },
        ],
      },
    ]));
});
