import { describe, expect, it } from "@jest/globals";
import { code, tabulateFamilies } from "../../../action/family-table.ts";
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
  it("is left out when there are none", () => expect(tabulateFamilies([])).toBe(""));

  it("shows three values and that there are more", () => {
    expect(rowsOf([gauge("a", [1, 2, 3])])[2]?.endsWith("3</code> |")).toBe(true);
    expect(rowsOf([gauge("a", [1, 2, 3, 4])])[2]?.endsWith("3</code><br>… |")).toBe(true);
  });

  it("shows fifty families and how many more there are", () => {
    const families = Array.from({ length: 51 }, (_, index) => gauge(`m_${index}`, [1]));
    expect(rowsOf(families.slice(0, 50)).length).toBe(52);
    expect(tabulateFamilies(families).endsWith("|\n\nand 1 more")).toBe(true);
  });

  it("cuts long labels", () => {
    const [, , row = ""] = rowsOf([gauge("a", [1], "x".repeat(500))]);
    expect(row.length).toBeLessThan(300);
    expect(row).toContain("…</code>");
  });

  it("is not torn by what labels hold", () => {
    const [, , row = "", ...rest] = rowsOf([gauge("a", [1], "|</code>`<img>\n")]);
    expect(rest).toEqual([]);
    expect(row.split("|").length).toBe(6);
    expect(row).not.toMatch(/<img>|`/);
  });

  it("escapes Markdown", () => expect(code("a_b*c")).toBe("<code>a&#95;b&#42;c</code>"));
});
