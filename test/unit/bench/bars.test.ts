import { describe, expect, it } from "@jest/globals";
import { drawBars, toSvg } from "../../bench/bars.ts";

const BARS = {
  title: "pushes a second",
  unit: "/s",
  bars: [
    { label: "memory", value: 4_000 },
    { label: "a < b", value: 1_050 },
    { label: "none", value: 0 },
  ],
};

describe("the drawing of a benchmark", () => {
  it("has a bar for each side in proportion", () =>
    expect(drawBars(BARS).split("\n")).toEqual([
      "pushes a second",
      `  memory  ${"█".repeat(40)}  4,000 /s`,
      `  a < b   ${"█".repeat(10)}▌${" ".repeat(29)}  1,050 /s`,
      `  none    ${" ".repeat(40)}  0 /s`,
      "",
    ]));

  it("is a valid SVG document, too", () => {
    const svg = toSvg([BARS]);
    expect(svg).toMatch(/^<svg [^>]+>.*<\/svg>\n$/s);
    expect(svg).toContain("a &lt; b");
    expect(svg.match(/<rect/g)).toHaveLength(3);
  });
});
