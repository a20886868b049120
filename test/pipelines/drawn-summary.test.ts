import { beforeAll, expect, it } from "@jest/globals";
import { judgeBudgets } from "../../ci/budgets/judge-budgets.ts";
import { parseBudgets } from "../../ci/budgets/parse-budgets.ts";
import { drawHistory } from "../../ci/summary/chart.ts";
import { writeReport } from "../../ci/summary/report.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findProgram } from "../support/real-components.ts";
import { drawAsHtml, findChromium, findMermaid } from "./draw-summary.ts";
import { EXAMPLE } from "./example-report.ts";

const COMPONENTS = {
  chromium: findChromium(),
  mermaid: findMermaid(),
  "cmark-gfm": findProgram("cmark-gfm"),
};

/** Names that try to break out of their context, in every place that others can write to. */
const HOSTILE =
  '|`"\'\\</code></td><img src=x onerror="document.title=1"><script>document.title=1</script>\u202e\n\n```mermaid\nx';

describeWithReal("the summary in a browser", COMPONENTS, () => {
  let page: string;

  beforeAll(() => {
    page = drawAsHtml(writeReport(EXAMPLE));
  }, 60_000);

  it("has a table of the changes", () => {
    expect(page.match(/<tr>/g)?.length).toBeGreaterThan(5);
    expect(page).toContain("▲ +42.1 kB (+3.4 %)");
  });

  it("has the chart, drawn by Mermaid", () => {
    expect(page).toMatch(/<svg[^>]*aria-roledescription="xychart"/);
    expect(page).toContain("cicd_pipeline_run_duration_seconds executing, the last 8 runs");
    expect(page).toContain('stroke="#0969da"');
    expect(page).not.toContain("Syntax error");
  });

  it("would report a chart that cannot be parsed", () =>
    expect(drawAsHtml("```mermaid\nxychart-beta\n  line [x\n```\n")).toContain("Syntax error"));

  it("draws charts of any values", () => {
    const charts = [
      [0, 0],
      [-3, 5],
      [1e-7, 2e-7],
      [1e15, 1e21],
    ].map((values) => drawHistory({ name: "a_bytes", labels: { n: HOSTILE }, values }));
    const drawn = drawAsHtml(charts.join("\n\n"));
    expect(drawn.match(/aria-roledescription="xychart"/g)).toHaveLength(4);
    expect(drawn).not.toContain("Syntax error");
  });

  it("runs nothing from a name", () => {
    const series = { name: "tests", labels: { suite: HOSTILE }, value: 1 };
    const base = { kind: "values", title: HOSTILE, series: [{ ...series, value: 2 }] } as const;
    const budgets = parseBudgets("tests: 0");
    const test = { suite: HOSTILE, name: HOSTILE };
    const drawn = drawAsHtml(
      writeReport({
        now: [series],
        base,
        judgements: judgeBudgets(budgets.ok ? budgets.value : [], [series], base),
        tests: {
          failedTests: [{ ...test, message: HOSTILE }],
          flakyTests: [test],
          slowestTests: [{ ...test, seconds: 1 }],
        },
        histories: [{ labels: { n: HOSTILE }, name: HOSTILE, values: [1, 2] }],
      }),
    );
    expect(drawn).not.toContain("<title>");
    expect(drawn).not.toContain("<img");
    expect(drawn.match(/<script/g)).toHaveLength(2);
    expect(drawn).not.toContain('class="mermaid"');
    expect(drawn).not.toContain("\u202e");
  });
});
