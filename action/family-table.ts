import { countSeries, type LabelSet, type MetricFamily } from "../lambda/model/exposition.ts";

/** A summary may have a megabyte, and is read by people. */
const MAX_ROWS = 50;
const MAX_VALUES = 3;
const MAX_CHARACTERS = 120;

/** A Markdown table of metric families, each with its first values; empty when there are none. */
export const tabulateFamilies = (families: readonly MetricFamily[]): string => {
  if (families.length === 0) return "";
  const rows = families.slice(0, MAX_ROWS).map(toRow);
  const rest = families.length - rows.length;
  const lines = ["| metric family | type | series | first values |", "| --- | --- | ---: | --- |", ...rows];
  return [...lines, ...(rest > 0 ? [`\nand ${rest} more`] : [])].join("\n");
};

const toRow = (family: MetricFamily): string =>
  `| ${[code(family.name), family.type, countSeries(family), showMetrics(family)].join(" | ")} |`;

const showMetrics = ({ metrics }: MetricFamily): string => {
  const shown = metrics
    .slice(0, MAX_VALUES)
    .map((metric) => code(cut(`${showLabels(metric.labels)}${showValue(metric)}`)));
  return [...shown, ...(metrics.length > MAX_VALUES ? ["…"] : [])].join("<br>");
};

const showValue = (metric: MetricFamily["metrics"][number]): string =>
  "value" in metric ? String(metric.value) : `count ${metric.count ?? "?"}, sum ${metric.sum ?? "?"}`;

const showLabels = ({ names, values }: LabelSet): string => {
  const pairs = names.map((name, index) => `${name}=${JSON.stringify(values[index])}`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}} `;
};

const cut = (text: string): string => {
  const characters = Array.from(text);
  return characters.length > MAX_CHARACTERS ? `${characters.slice(0, MAX_CHARACTERS).join("")}…` : text;
};

/** As HTML, since Markdown's own code spans can hold no backtick and, in a table, no bar. */
export const code = (text: string): string => `<code>${escapeHtml(text)}</code>`;

export const escapeText = (text: string): string => escapeHtml(text).replaceAll("\n", "<br>");

/** Everything that HTML or Markdown gives a meaning: metrics and answers are written by others. */
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"'|`*_[\]\\~@#!]/g, (character) => `&#${character.codePointAt(0)};`);
