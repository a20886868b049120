import { describe, expect, it } from "@jest/globals";
import { tabulateFamilies } from "../../../action/family-table.ts";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";

const gauge = (name: string, values: readonly number[], label = "x"): MetricFamily => ({
  type: "gauge",
  name,
  help: "",
  at: 0,
  metrics: values.map((value, index) => ({
    labels: { names: ["n"], values: [`${label}${index}`] },
    value,
    at: 0,
  })),
});

const rowsOf = (families: readonly MetricFamily[]): readonly string[] =>
  tabulateFamilies(families).split("\n");

describe("the table of metric families", () => {
  it("is left out when there are no families", () => expect(tabulateFamilies([])).toBe(""));

  it("shows three values, and an ellipsis when there are more", () => {
    expect(rowsOf([gauge("a", [1, 2, 3])])[2]?.endsWith("3</code></td></tr>")).toBe(true);
    expect(rowsOf([gauge("a", [1, 2, 3, 4])])[2]?.endsWith("3</code><br>…</td></tr>")).toBe(true);
  });

  it("shows fifty families and how many more there are", () => {
    const families = Array.from({ length: 51 }, (_, index) => gauge(`m_${index}`, [1]));
    expect(rowsOf(families.slice(0, 50)).length).toBe(53);
    expect(tabulateFamilies(families).endsWith("</table>\n<p>and 1 more</p>")).toBe(true);
  });

  it("cuts long labels", () => {
    const [, , row = ""] = rowsOf([gauge("a", [1], "x".repeat(500))]);
    expect(row.length).toBeLessThan(300);
    expect(row).toContain("…</code>");
  });

  it("escapes invisible characters", () =>
    expect(rowsOf([gauge("a", [1], "x\u202e\u009b\n")])[2]).toContain("x&#92;u202e&#92;u009b&#92;n0"));
});
