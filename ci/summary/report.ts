import type { Judgement } from "../budgets/judge-budgets.ts";
import type { Base } from "../compare/base.ts";
import { compare } from "../compare/compare.ts";
import type { MeasuredSeries } from "../compare/series.ts";
import type { Collected } from "../metrics.ts";
import { listBudgets } from "./budget-list.ts";
import { drawHistory, type History } from "./chart.ts";
import { tabulateComparison } from "./comparison-table.ts";
import { toCode } from "./html.ts";
import { listTests } from "./test-lists.ts";

/** What a run reports about its metrics, beside that they were pushed. */
export interface CiReport {
  readonly now: readonly MeasuredSeries[];
  /** Undefined without a comparison. */
  readonly base: Base | undefined;
  readonly judgements: readonly Judgement[];
  readonly tests: Pick<Collected, "slowestTests" | "failedTests" | "flakyTests">;
  readonly histories: readonly History[];
}

/**
 * The report in Markdown: blocks of HTML without a blank line, and charts. Empty if there is nothing to report. It ends
 * with an empty line, so that anything can follow.
 */
export const writeReport = ({ now, base, judgements, tests, histories }: CiReport): string => {
  const html = [listBudgets(judgements), describeBase(now, base), listTests(tests)];
  const blocks = [html.filter((block) => block !== "").join("\n"), ...histories.map(drawHistory)];
  return blocks
    .filter((block) => block !== "")
    .map((block) => `${block}\n\n`)
    .join("");
};

const describeBase = (now: readonly MeasuredSeries[], base: Base | undefined): string => {
  if (base === undefined) {
    return "";
  }
  const title = `<h4>Compared with ${toCode(base.title)}</h4>`;
  return base.kind === "values"
    ? `${title}\n${tabulateComparison(compare(now, base.series), base.title)}`
    : `${title}\n<p>Nothing was compared, because ${toCode(base.reason)}.</p>`;
};
