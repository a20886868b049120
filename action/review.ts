import { type Judgement, judgeBudgets } from "../ci/budgets/judge-budgets.ts";
import type { Base } from "../ci/compare/base.ts";
import { listSeries } from "../ci/compare/series.ts";
import { type CiReport, writeReport } from "../ci/summary/report.ts";
import type { StepState } from "./outcome.ts";

/** What the metrics of a run are worth: compared with others, and judged by budgets. */
export interface Review extends Pick<CiReport, "base" | "judgements"> {
  readonly base: Base | undefined;
  readonly judgements: readonly Judgement[];
  /** The whole in Markdown; empty when nothing was asked for. */
  readonly text: string;
}

/** Judges as far as the run came: metrics that have an issue are judged by nothing. */
export const reviewRun = ({ inputs, collected, exposition, base, histories }: StepState): Review => {
  if (inputs === undefined || exposition === undefined) {
    return { base, judgements: [], text: "" };
  }
  const now = listSeries(exposition.families, inputs.key);
  const judgements = judgeBudgets(inputs.budgets, now, base);
  const tests = collected ?? { slowestTests: [], failedTests: [], flakyTests: [] };
  return { base, judgements, text: writeReport({ now, base, judgements, tests, histories }) };
};
