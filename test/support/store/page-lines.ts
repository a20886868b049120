import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import type { GroupingKey, GroupingLabel } from "../../../lambda/model/grouping-key.ts";
import { MARKER_NAME } from "../../../lambda/store/marker.ts";

export interface GroupOnPage {
  readonly key: GroupingKey;
  readonly families: readonly MetricFamily[];
  /** Undefined if the group was pushed past the proxy. */
  readonly markerMs: number | undefined;
}

/** The page of a Pushgateway in the text format, with one line for each series of a group: values do not matter. */
export const toPageLines = (groups: Iterable<GroupOnPage>): Buffer => {
  const families = new Map<string, string[]>();
  const addLine = (name: string, type: string, labels: string, value: number): void => {
    const lines = families.get(name) ?? [`# TYPE ${name} ${type}\n`];
    lines.push(`${name}{${labels}} ${value}\n`);
    families.set(name, lines);
  };
  for (const { key, families: pushed, markerMs } of groups) {
    const ofKey: readonly Label[] = [["job", key.job], ...key.labels.map(toLabel)];
    const onlyOfKey = writeLabels([["instance", ""], ...ofKey]);
    addLine("push_time_seconds", "gauge", onlyOfKey, 1);
    if (markerMs !== undefined) {
      addLine(MARKER_NAME, "gauge", onlyOfKey, markerMs / 1_000);
    }
    for (const { name, type, metrics } of pushed) {
      const shownType = type === "gaugehistogram" ? "histogram" : type;
      for (const { labels } of metrics) {
        const own = labels.names.map((label, index): Label => [label, labels.values[index]!]);
        const written = own.length === 0 ? onlyOfKey : writeLabels([["instance", ""], ...own, ...ofKey]);
        addLine(name, shownType, written, 1);
      }
    }
  }
  return Buffer.from([...families.values()].flat().join(""));
};

type Label = readonly [name: string, value: string];

const toLabel = ({ name, value }: GroupingLabel): Label => [name, value];

/** A later label replaces an earlier one of the same name. */
const writeLabels = (labels: readonly Label[]): string =>
  [...new Map(labels)]
    .map(([label, text]) => `${label}="${escapeValue(text)}"`)
    .sort()
    .join(",");

const escapeValue = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
