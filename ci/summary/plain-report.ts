import { count } from "../../lambda/model/printable.ts";
import { type Comparison, compare } from "../compare/compare.ts";
import { printSeries } from "../compare/series.ts";
import { showAmount } from "../compare/unit.ts";
import { describeChange } from "./comparison-table.ts";
import type { CiReport } from "./report.ts";

/** The report for a terminal: a line for each changed metric and each budget. Empty if there is nothing to report. */
export const printReport = ({ now, base, judgements }: CiReport): string => {
  const lines = judgements.map(({ verdict, sentence }) => `budget ${verdict}: ${sentence}`);
  if (base === undefined) {
    return lines.join("\n");
  }
  if (base.kind === "absent") {
    return [`not compared with ${base.title}: ${base.reason}`, ...lines].join("\n");
  }
  const rows = compare(now, base.series);
  const changed = rows.filter(({ verdict }) => verdict !== "equal");
  const same = rows.length - changed.length;
  return [
    `compared with ${base.title}:`,
    ...changed.map(printRow),
    ...(same > 0 ? [`  same     ${count(same, "metric")}`] : []),
    ...lines,
  ].join("\n");
};

const printRow = (row: Comparison): string => {
  const { unit, before, now, verdict } = row;
  const values = [before, now].flatMap((value) => (value === undefined ? [] : [showAmount(value, unit)]));
  return `  ${verdict.padEnd(8)} ${printSeries(row)}  ${values.join(" -> ")}  ${describeChange(row)}`.trimEnd();
};
