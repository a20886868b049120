import { judgeBudgets } from "../ci/budgets/judge-budgets.ts";
import { listSeries } from "../ci/compare/series.ts";
import { type CiReport, writeReport } from "../ci/summary/report.ts";
import type { StepState } from "./outcome.ts";

/** The review of a run's metrics: the comparison, and the results of budgets. */
export interface Review extends Pick<CiReport, "base" | "judgements"> {
  /** The review in Markdown; empty if none was requested. */
  readonly text: string;
}

/** Reviews as much as the run has. Invalid metrics are not compared. */
export const reviewRun = ({ inputs, collected, exposition, base, histories }: StepState): Review => {
  if (inputs === undefined || exposition === undefined) {
    return { base, judgements: [], text: "" };
  }
  const now = listSeries(exposition.families, inputs.key);
  const judgements = judgeBudgets(inputs.budgets, now, base);
  const tests = collected ?? { slowestTests: [], failedTests: [], flakyTests: [] };
  return { base, judgements, text: writeReport({ now, base, judgements, tests, histories }) };
};
