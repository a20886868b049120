import { count } from "../../lambda/model/printable.ts";
import type { ChangeKind, Comparison } from "../compare/compare.ts";
import { printSeries } from "../compare/series.ts";
import { showAmount, showDifference } from "../compare/unit.ts";
import { cut, toCode } from "./html.ts";

/** A summary may have a megabyte, a comment 65,536 characters, and people read both. */
export const MAX_ROWS = 40;

/** A table of the changes, with the unchanged series folded. `title` names the base. */
export const tabulateComparison = (comparisons: readonly Comparison[], title: string): string => {
  const changed = comparisons.filter(({ verdict }) => verdict !== "equal");
  const equal = comparisons.filter(({ verdict }) => verdict === "equal");
  return [
    changed.length === 0 ? `<p>Nothing has changed since ${toCode(title)}.</p>` : tabulate(changed, title),
    ...(equal.length === 0
      ? []
      : [
          `<details><summary>${count(equal.length, "metric")} without a change</summary>`,
          tabulate(equal, title),
          "</details>",
        ]),
  ].join("\n");
};

const tabulate = (comparisons: readonly Comparison[], title: string): string => {
  const rest = comparisons.length - MAX_ROWS;
  return [
    "<table>",
    `<tr><th></th><th align="left">metric</th><th align="right">${toCode(title)}</th><th align="right">this run</th><th align="right">change</th></tr>`,
    ...comparisons.slice(0, MAX_ROWS).map(toRow),
    "</table>",
    ...(rest > 0 ? [`<p>and ${rest} more</p>`] : []),
  ].join("\n");
};

const toRow = (comparison: Comparison): string => {
  const { unit, before, now, verdict } = comparison;
  return [
    `<tr><td nowrap>${MARKS[verdict]}</td>`,
    `<td>${toCode(cut(printSeries(comparison)))}</td>`,
    `<td align="right" nowrap>${before === undefined ? "" : showAmount(before, unit)}</td>`,
    `<td align="right" nowrap>${now === undefined ? "" : showAmount(now, unit)}</td>`,
    `<td align="right" nowrap>${describeChange(comparison).replace("<", "&lt;")}</td></tr>`,
  ].join("");
};

/** Words repeat the meaning of the colours, for readers who cannot distinguish them. */
const MARKS: Readonly<Record<ChangeKind, string>> = {
  worse: "🔴 worse",
  better: "🟢 better",
  changed: "🔵 changed",
  new: "🆕 new",
  removed: "⚪ removed",
  equal: "⚪ same",
};

/** The direction, the difference, and its share of the base's value if there is one. */
export const describeChange = ({ unit, before, now }: Comparison): string => {
  if (before === undefined || now === undefined || Object.is(before, now)) {
    return "";
  }
  const difference = now - before;
  if (!Number.isFinite(difference)) {
    return "";
  }
  const arrow = difference > 0 ? "▲" : "▼";
  const share = before === 0 ? "" : ` (${showShare(difference / Math.abs(before))})`;
  return `${arrow} ${showDifference(difference, unit)}${share}`;
};

const showShare = (share: number): string => {
  const percent = Math.abs(share) * 100;
  const digits =
    percent < 0.1 ? "<0.1" : percent < 10 ? percent.toFixed(1) : Math.round(percent).toLocaleString("en-US");
  return `${share < 0 ? "-" : "+"}${digits} %`;
};
