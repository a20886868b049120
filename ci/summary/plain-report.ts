import { count } from "../../lambda/model/printable.ts";
import { type Comparison, compare } from "../compare/compare.ts";
import { printSeries } from "../compare/series.ts";
import { showAmount } from "../compare/unit.ts";
import { MAX_BUDGETS, sortBudgets } from "./budget-list.ts";
import { describeChange, MAX_ROWS } from "./comparison-table.ts";
import type { CiReport } from "./report.ts";

/**
 * The report for a terminal: a line for each changed metric and each budget, the most urgent ones first. Empty if there
 * is nothing to report.
 */
export const printReport = ({ now, base, judgements }: CiReport): string => {
  const moreBudgets = judgements.length - MAX_BUDGETS;
  const lines = [
    ...sortBudgets(judgements)
      .slice(0, MAX_BUDGETS)
      .map(({ verdict, sentence }) => `budget ${verdict}: ${sentence}`),
    ...(moreBudgets > 0 ? [`and ${count(moreBudgets, "more budget")}`] : []),
  ];
  if (base === undefined) {
    return lines.join("\n");
  }
  if (base.kind === "absent") {
    return [`not compared with ${base.title}: ${base.reason}`, ...lines].join("\n");
  }
  const rows = compare(now, base.series);
  const changed = rows.filter(({ verdict }) => verdict !== "equal");
  const more = changed.length - MAX_ROWS;
  const same = rows.length - changed.length;
  return [
    `compared with ${base.title}:`,
    ...changed.slice(0, MAX_ROWS).map(printRow),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(same > 0 ? [`  same     ${count(same, "metric")}`] : []),
    ...lines,
  ].join("\n");
};

const printRow = (row: Comparison): string => {
  const { unit, before, now, verdict } = row;
  const values = [before, now].flatMap((value) => (value === undefined ? [] : [showAmount(value, unit)]));
  return `  ${verdict.padEnd(8)} ${printSeries(row)}  ${values.join(" -> ")}  ${describeChange(row)}`.trimEnd();
};
