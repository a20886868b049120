import { describe, expect, it } from "@jest/globals";
import { judgeBudgets } from "../../../ci/budgets/judge-budgets.ts";
import { parseBudgets } from "../../../ci/budgets/parse-budgets.ts";
import type { MeasuredSeries } from "../../../ci/compare/series.ts";
import { drawHistory } from "../../../ci/summary/chart.ts";
import { printReport } from "../../../ci/summary/plain-report.ts";
import { type CiReport, writeReport } from "../../../ci/summary/report.ts";
import { asText } from "../../support/ci/as-text.ts";

const series = (name: string, value: number): MeasuredSeries => ({ name, labels: {}, value });

const NOTHING: CiReport = {
  now: [],
  base: undefined,
  judgements: [],
  tests: { slowestTests: [], failedTests: [], flakyTests: [] },
  histories: [],
};

describe("the report on a terminal", () => {
  it("has at most 40 changes and 40 budgets, first those that fail the build", () => {
    const now = Array.from({ length: 43 }, (_, index) => series(`m_${index}`, 1));
    const budgets = parseBudgets([...now.map(({ name }) => `${name}: 0 warn`), "m_42: 0"].join("\n"));
    const lines = printReport({
      ...NOTHING,
      now,
      base: { kind: "values", title: "main", series: [] },
      judgements: judgeBudgets(budgets.ok ? budgets.value : [], now, undefined),
    }).split("\n");
    expect(lines.filter((line) => line.startsWith("  new "))).toHaveLength(40);
    expect(lines[41]).toBe("  and 3 more");
    expect(lines[42]).toMatch(/^budget exceeded: m_42 is 1/);
    expect(lines).toHaveLength(83);
    expect(lines.at(-1)).toBe("and 4 more budgets");
  });
});

describe("the report of a run", () => {
  it("is empty when there is nothing to report", () => expect(writeReport(NOTHING)).toBe(""));

  it("has a row for each change, and folds the rest", () => {
    const report = writeReport({
      ...NOTHING,
      now: [series("a_bytes", 2_000), series("b_bytes", 1), series("c", 1), series("same", 1)],
      base: {
        kind: "values",
        title: "main",
        series: [series("a_bytes", 1_000), series("b_bytes", 1_000_000), series("d", 0), series("same", 1)],
      },
    });
    const rows = asText(report)
      .split("\n")
      .filter((line) => line.startsWith("<tr><td"))
      .map((line) => line.replace(/<\/td><td[^>]*>/g, " | ").replace(/<[^>]+>/g, ""));
    expect(rows).toEqual([
      "🔴 worse | a_bytes | 1 kB | 2 kB | ▲ +1 kB (+100 %)",
      "🟢 better | b_bytes | 1 MB | 1 B | ▼ -1 MB (-100 %)",
      "🆕 new | c |  | 1 | ",
      "⚪ removed | d | 0 |  | ",
      "⚪ same | same | 1 | 1 | ",
    ]);
    expect(report).toContain("<details><summary>1 metric without a change</summary>");
  });

  it("says that nothing changed, or why nothing was compared", () => {
    const base = { kind: "values", title: "main", series: [series("a", 1)] } as const;
    expect(writeReport({ ...NOTHING, now: [series("a", 1)], base })).toContain(
      "<p>Nothing has changed since <code>main</code>.</p>",
    );
    expect(
      asText(writeReport({ ...NOTHING, base: { kind: "absent", title: "main", reason: "it has none" } })),
    ).toContain("<p>Nothing was compared, because <code>it has none</code>.</p>");
  });

  it("has at most 40 rows", () => {
    const now = Array.from({ length: 43 }, (_, index) => series(`m${index}`, 1));
    const report = writeReport({ ...NOTHING, now, base: { kind: "values", title: "main", series: [] } });
    expect(report.match(/new<\/td>/g)).toHaveLength(40);
    expect(report).toContain("<p>and 3 more</p>");
  });

  it("starts with the budgets that fail the build, in red, and those that only warn, in yellow", () => {
    const budgets = parseBudgets("a: 9\nb: 0\na: 0 warn\na: +1%");
    const judgements = judgeBudgets(budgets.ok ? budgets.value : [], [series("a", 1)], undefined);
    const items = asText(writeReport({ ...NOTHING, judgements })).match(/<li>.*/g);
    expect(items?.map((item) => item.slice(0, 24))).toEqual([
      "<li>🔴 <code>there is a ",
      "<li>🟡 <code>a is 1, ove",
      "<li>🟡 <code>the budget ",
      "<li>🟢 <code>a is 1, wit",
    ]);
  });

  it("lists failed, flaky and slowest tests", () => {
    const test = { suite: "s", name: "n" };
    const report = writeReport({
      ...NOTHING,
      tests: {
        failedTests: [{ ...test, message: "no\n  at x.js" }],
        flakyTests: [{ suite: "", name: "f" }],
        slowestTests: Array.from({ length: 12 }, (_, index) => ({
          suite: "",
          name: `t${index}`,
          seconds: 90,
        })),
      },
    });
    expect(asText(report)).toContain("<li><code>s: n</code><br><code>no</code></li>");
    expect(report).toContain("<li><code>f</code></li>");
    expect(report.match(/ 1 min 30 s<\/li>/g)).toHaveLength(10);
  });
});

describe("the chart of the last runs", () => {
  it("is a line in a readable unit", () =>
    expect(
      drawHistory({ name: "run_seconds", labels: {}, values: [90, 120, Number.NaN, 150] }),
    ).toBe(`\`\`\`mermaid
%%{init: {"xyChart": {"height": 260}, "themeVariables": {"xyChart": {"plotColorPalette": "#0969da"}}}}%%
xychart-beta
  title "run_seconds, the last 3 runs"
  x-axis [1, 2, 3]
  y-axis "minutes" 0 --> 2.75
  line [1.5, 2, 2.5]
\`\`\``));

  it("has an axis when all values are zero", () =>
    expect(drawHistory({ name: "tests", labels: {}, values: [0, 0] })).toContain('y-axis "count" 0 --> 1'));

  it("has the labels in its title, without characters that could end it", () =>
    expect(
      drawHistory({
        name: "a",
        labels: { state: "executing", x: `"\n\`\`\`${"y".repeat(90)}` },
        values: [1, 2],
      }),
    ).toContain(`  title "a executing ?????${"y".repeat(35)}, the last 2 runs"\n`));

  it.each([
    ["one value", { name: "a", labels: {}, values: [1] }],
    ["an invalid name", { name: 'a"\n```', labels: {}, values: [1, 2] }],
  ])("is not drawn for %s", (_, history) => expect(drawHistory(history)).toBe(""));
});
