import { cut, toCode } from "../ci/summary/html.ts";
import { countSeries, type LabelSet, type MetricFamily } from "../lambda/model/exposition.ts";

/** A summary may have a megabyte, but people read it. */
const MAX_ROWS = 50;
const MAX_VALUES = 3;

/** A table of metric families in HTML, each with its first values; empty if there are none. */
export const tabulateFamilies = (families: readonly MetricFamily[]): string => {
  if (families.length === 0) {
    return "";
  }
  const rows = families.slice(0, MAX_ROWS).map(toRow);
  const rest = families.length - rows.length;
  const lines = ["<table>", HEAD, ...rows, "</table>"];
  return [...lines, ...(rest > 0 ? [`<p>and ${rest} more</p>`] : [])].join("\n");
};

const HEAD = "<tr><th>metric family</th><th>type</th><th>series</th><th>first values</th></tr>";

const toRow = (family: MetricFamily): string => {
  const cells = [toCode(family.name), family.type, countSeries(family), showMetrics(family)];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
};

const showMetrics = ({ metrics }: MetricFamily): string => {
  const shown = metrics
    .slice(0, MAX_VALUES)
    .map((metric) => toCode(cut(`${showLabels(metric.labels)}${showValue(metric)}`)));
  return [...shown, ...(metrics.length > MAX_VALUES ? ["…"] : [])].join("<br>");
};

const showValue = (metric: MetricFamily["metrics"][number]): string =>
  "value" in metric ? String(metric.value) : `count ${metric.count ?? "?"}, sum ${metric.sum ?? "?"}`;

const showLabels = ({ names, values }: LabelSet): string => {
  const pairs = names.map((name, index) => `${name}=${JSON.stringify(values[index])}`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}} `;
};
